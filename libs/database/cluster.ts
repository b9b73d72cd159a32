import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, closeSync, existsSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { type Binaries, moveInto } from './binaries.ts'
import type { DatabaseFolder } from './folder.ts'
import { DatabaseProblem } from './problem.ts'
import { stateOf } from './process-state.ts'

/** Superuser and only role of the embedded database. */
export const role = 'leadline'

/** Nothing of the host's locale or time zone reaches the server. */
export const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }

export function asAccount(account: Account): { uid: number; gid: number } | Record<string, never> {
  return account.borrowed ? { uid: account.uid, gid: account.gid } : {}
}

/**
 * Runs `start` with the descriptor that a server's process gets as its open `base`, and closes it again; null where the
 * server goes by paths.
 */
export function withBase<T>(folder: DatabaseFolder, start: (base: number | 'ignore') => T): T {
  if (!folder.handsOver) return start('ignore')
  const base = openSync(folder.base, 'r')
  try {
    return start(base)
  } finally {
    closeSync(base)
  }
}

function initdb(binaries: Binaries, args: readonly string[], account: Account, folder: DatabaseFolder): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = withBase(folder, (base) =>
      spawn(join(binaries.folder, 'initdb'), args, {
        ...asAccount(account),
        env: serverEnvironment,
        cwd: folder.base,
        stdio: ['ignore', 'ignore', 'pipe', base],
      }),
    )
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000)
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new DatabaseProblem('DID_NOT_START', `initdb failed: ${said.trim()}`)),
    )
  })
}

/** Only this operating-system user gets in, over the socket: no port, no password. */
function writeAccess(data: string, account: Account): void {
  const files = {
    'pg_hba.conf': `local all ${role} peer map=leadline\n`,
    'pg_ident.conf': `leadline ${JSON.stringify(account.client)} ${role}\n`,
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(data, name)
    writeFileSync(path, text, { mode: 0o600 })
    chmodSync(path, 0o600)
    if (account.borrowed) chownSync(path, account.uid, account.gid)
  }
}

/** Removes what a start left that was killed while it made the cluster. */
function removeUnfinished({ base }: DatabaseFolder): void {
  for (const name of readdirSync(base)) {
    const pid = /^data\.(\d+)\./.exec(name)?.[1]
    if (pid !== undefined && stateOf(Number(pid)) === 'gone') rmSync(join(base, name), { recursive: true, force: true })
  }
}

/** Makes the cluster where there is none yet: whole, or not at all. True when it is new. */
export async function ensureCluster(folder: DatabaseFolder, binaries: Binaries, account: Account): Promise<boolean> {
  const isNew = !existsSync(join(folder.data, 'PG_VERSION'))
  if (isNew) {
    removeUnfinished(folder)
    const suffix = `.${process.pid}.${randomUUID()}`
    const locale =
      binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C']
    const made = `${folder.server.data}${suffix}`
    const args = ['-D', made, '-U', role, '-E', 'UTF8', '--no-sync', '--auth=peer', ...locale]
    await initdb(binaries, args, account, folder)
    moveInto(`${folder.data}${suffix}`, folder.data)
  }
  writeAccess(folder.data, account)
  return isNew
}

/** Flushes a new cluster to disk, which takes longer than making it: beside the running server, which does not mind. */
export function flushCluster(folder: DatabaseFolder, binaries: Binaries, account: Account): Promise<void> {
  return initdb(binaries, ['--sync-only', '-D', folder.server.data], account, folder)
}
