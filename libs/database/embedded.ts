import { chownSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { serverAccount } from './account.ts'
import { findBinaries, reachableBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { type DatabaseFolder, databaseFolder } from './folder.ts'
import { adopt, connectionUrl, startServer, stopServer } from './postmaster.ts'
import { DatabaseProblem } from './problem.ts'

/** A database to work with. */
export interface RunningDatabase {
  readonly url: string
  /** Where the data lies; null for an external server. */
  readonly folder: string | null
  /** Stops the server if this process looks after it; otherwise leaves it running. */
  stop(): Promise<void>
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The Leadline that looks after the server now, if it still runs. */
function keeperOf(folder: DatabaseFolder): number | null {
  try {
    const pid = Number(readFileSync(folder.keeper, 'utf8'))
    return Number.isInteger(pid) && pid > 1 && pid !== process.pid && isAlive(pid) ? pid : null
  } catch {
    return null
  }
}

/**
 * Starts the embedded PostgreSQL of `home`, or takes over one that was left behind.
 *
 * @param mode `keep`: this process looks after the server (only one may); `visit`: a command that uses the running one,
 *   and otherwise starts it for as long as it lasts.
 * @param path the search path of programs, for a server installed on the machine.
 * @throws DatabaseProblem when another Leadline keeps this home, or the server cannot be started.
 */
export async function embeddedDatabase(options: {
  home: string
  mode: 'keep' | 'visit'
  path: string
}): Promise<RunningDatabase> {
  if (process.platform === 'win32') {
    throw new DatabaseProblem(
      'NO_BINARIES',
      'The embedded PostgreSQL is not supported on Windows yet. Set DATABASE_URL to a PostgreSQL 15 or newer.',
    )
  }
  const account = serverAccount()
  const found = findBinaries(options.path)
  const folder = databaseFolder(options.home, account, found.major)
  const keeper = keeperOf(folder)
  if (keeper !== null && options.mode === 'keep') {
    throw new DatabaseProblem(
      'IN_USE',
      `Leadline is running already with ${options.home} (process ${keeper}). Stop it first, or set LEADLINE_HOME to another folder.`,
    )
  }
  const binaries = reachableBinaries(found, account, folder.base)
  const adopted = await adopt(folder)
  const visiting = keeper !== null || (options.mode === 'visit' && adopted !== null)
  if (adopted !== null && visiting)
    return { url: connectionUrl(folder), folder: folder.base, stop: () => Promise.resolve() }
  if (adopted === null) await ensureCluster(folder, binaries, account)
  const pid = adopted ?? (await startServer(folder, binaries, account))
  writeFileSync(folder.keeper, String(process.pid), { mode: 0o600 })
  if (account.borrowed) chownSync(folder.keeper, account.uid, account.gid)
  let stopped: Promise<void> | undefined
  return {
    url: connectionUrl(folder),
    folder: folder.base,
    stop: () => {
      stopped ??= stopServer(pid).finally(() => rmSync(folder.keeper, { force: true }))
      return stopped
    },
  }
}
