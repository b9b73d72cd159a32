import { setTimeout as pause } from 'node:timers/promises'
import { type Account, serverAccount } from './account.ts'
import { type Binaries, findBinaries, reachableBinaries } from './binaries.ts'
import { ensureCluster, flushCluster } from './cluster.ts'
import { type DatabaseFolder, databaseFolder, majorOf } from './folder.ts'
import { isDeserted, keep, type Keeping } from './keeper.ts'
import { adopt, connectionUrl, startServer, stopServer } from './postmaster.ts'
import { DatabaseProblem } from './problem.ts'

/** A database to work with. */
export interface RunningDatabase {
  readonly url: string
  /** Where the data lies; null for an external server. */
  readonly folder: string | null
  /** Stops the server if this process looks after it, or was the last to use it; otherwise leaves it running. */
  stop(): Promise<void>
}

export type DatabaseMode = 'keep' | 'visit' | 'pass'

export interface EmbeddedOptions {
  readonly home: string
  /**
   * `keep`: this process looks after the server (only one may), starts it again should it die, and stops it at the
   * end; `visit`: a command that uses the running one, or starts it for as long as it lasts; `pass`: as `keep`, and what is in
   * it is thrown away afterwards.
   */
  readonly mode: DatabaseMode
  /** Search path of programs, for a server installed on the machine. */
  readonly path: string
  /** Told what went wrong with the server while it was looked after, and that it was mended. */
  readonly say?: (text: string) => void
}

/** Longest pause between two attempts to bring a dead server back. */
const longestPause = 10_000

/** All that is known about one embedded server; `ensure` brings it up whatever state it is in. */
class Server {
  readonly folder: DatabaseFolder
  readonly #binaries: Binaries
  readonly #account: Account
  readonly #isPassing: boolean
  #flushed: Promise<void> = Promise.resolve()
  #pid: number | null = null

  constructor(options: EmbeddedOptions) {
    this.#account = serverAccount()
    this.#isPassing = options.mode === 'pass'
    const found = findBinaries(options.path, majorOf(options.home))
    this.folder = databaseFolder(options.home, this.#account, found.major)
    this.#binaries = reachableBinaries(found, this.#account, this.folder.base)
  }

  get url(): string {
    return connectionUrl(this.folder)
  }

  async ensure(): Promise<void> {
    this.#pid = await adopt(this.folder)
    if (this.#pid !== null) return
    const isNew = await ensureCluster(this.folder, this.#binaries, this.#account)
    this.#pid = await startServer(this.folder, this.#binaries, this.#account, this.#isPassing)
    // Should the flush fail, the server flushes what matters by itself at its next checkpoint.
    if (isNew && !this.#isPassing)
      this.#flushed = flushCluster(this.folder, this.#binaries, this.#account).catch(() => undefined)
  }

  async stop(): Promise<void> {
    if (this.#pid !== null) await stopServer(this.#pid, this.#isPassing)
    await this.#flushed
  }
}

async function keepServer(server: Server, { home, say = () => undefined }: EmbeddedOptions): Promise<RunningDatabase> {
  await server.ensure()
  const first = await keep(server.url)
  if ('keptBy' in first) {
    throw new DatabaseProblem(
      'IN_USE',
      `Leadline is running already with ${home} (process ${first.keptBy}). Stop it first, or set LEADLINE_HOME to another folder.`,
    )
  }
  let keeping: Keeping = first
  const ending = new AbortController()
  const watch = async (): Promise<void> => {
    for (;;) {
      await keeping.lost
      for (let wait = 50; !ending.signal.aborted; wait = Math.min(2 * wait, longestPause)) {
        const again = await revive(server, say)
        if (again !== null) {
          keeping = again
          break
        }
        await pause(wait, undefined, { signal: ending.signal }).catch(() => undefined)
      }
      if (ending.signal.aborted) return
    }
  }
  const watched = watch()
  const stop = async (): Promise<void> => {
    ending.abort()
    await keeping.release()
    await watched
    await server.stop()
  }
  let stopped: Promise<void> | undefined
  return { url: server.url, folder: server.folder.base, stop: () => (stopped ??= stop()) }
}

/** Brings a server back that went away under its keeper; null when that failed. */
async function revive(server: Server, say: (text: string) => void): Promise<Keeping | null> {
  try {
    say('The embedded PostgreSQL went away; starting it again.')
    await server.ensure()
    const again = await keep(server.url)
    if (!('keptBy' in again)) return again
    say(`Another Leadline (process ${again.keptBy}) looks after the database now. Stop this one.`)
  } catch (error) {
    say(`The embedded PostgreSQL could not be started: ${error instanceof Error ? error.message : String(error)}`)
  }
  return null
}

async function visitServer(server: Server): Promise<RunningDatabase> {
  await server.ensure()
  return {
    url: server.url,
    folder: server.folder.base,
    stop: async () => {
      if (await isDeserted(server.url).catch(() => false)) await server.stop()
    },
  }
}

/**
 * Starts the embedded PostgreSQL of `home`, or takes over one that was left behind.
 *
 * @throws DatabaseProblem when another Leadline keeps this home, or the server cannot be started.
 */
export async function embeddedDatabase(options: EmbeddedOptions): Promise<RunningDatabase> {
  if (process.platform === 'win32') {
    throw new DatabaseProblem(
      'NO_BINARIES',
      'The embedded PostgreSQL is not supported on Windows yet. Set DATABASE_URL to a PostgreSQL 15 or newer.',
    )
  }
  const server = new Server(options)
  return options.mode === 'visit' ? visitServer(server) : keepServer(server, options)
}
