import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, realpathSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { asAccount, role, serverEnvironment, withBase } from './cluster.ts'
import type { DatabaseFolder } from './folder.ts'
import { DatabaseProblem } from './problem.ts'
import { isPostgres, isUnused, stateOf } from './process-state.ts'

/** How long a server that was killed may keep its lock, and how long recovery may take. */
const lockPatience = 10_000
const startPatience = 120_000
const stopPatience = 30_000
const largestLog = 10 * 1024 * 1024

const settings = [
  'listen_addresses=',
  'unix_socket_permissions=0700',
  'max_connections=100',
  'shared_buffers=256MB',
  'work_mem=32MB',
  'maintenance_work_mem=128MB',
  'random_page_cost=1.1',
  'jit=off',
  'max_wal_size=2GB',
  'log_min_messages=warning',
  'timezone=UTC',
  'log_timezone=UTC',
]

/** Of a database that is thrown away afterwards: nothing in it waits for the disk. */
const passing = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/** Process id in the server's own lock file; null where there is none. */
export function serverPid(folder: DatabaseFolder): number | null {
  try {
    const pid = Number(readFileSync(join(folder.data, 'postmaster.pid'), 'utf8').split('\n')[0])
    return Number.isInteger(pid) && pid > 1 ? pid : null
  } catch {
    return null
  }
}

export function connectionUrl(folder: DatabaseFolder): string {
  return `postgres://${role}@localhost/postgres?host=${encodeURIComponent(folder.socket)}`
}

/** Connects once; null when it answered, else why not. */
async function knock(folder: DatabaseFolder): Promise<Error | null> {
  const client = new pg.Client({
    user: role,
    host: folder.socket,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return null
  } catch (error) {
    return error as Error
  } finally {
    await client.end().catch(() => undefined)
  }
}

function lastWords(folder: DatabaseFolder): string {
  return existsSync(folder.log) ? readFileSync(folder.log, 'utf8').slice(-2_000).trim() : ''
}

interface Launched {
  readonly pid: number | undefined
  readonly exited: () => boolean
}

/** In a process group of its own, so that Ctrl-C reaches Leadline alone, which stops the server last. */
function launch(folder: DatabaseFolder, binaries: Binaries, account: Account, isPassing: boolean): Launched {
  const tooLong = existsSync(folder.log) && statSync(folder.log).size > largestLog
  const log = openSync(folder.log, tooLong ? 'w' : 'a', 0o600)
  const { data, socket } = folder.server
  const given = isPassing ? [...settings, ...passing] : settings
  const args = ['-D', data, '-k', socket, ...given.flatMap((setting) => ['-c', setting])]
  const child = withBase(folder, (base) =>
    spawn(join(binaries.folder, 'postgres'), args, {
      ...asAccount(account),
      env: serverEnvironment,
      cwd: folder.base,
      detached: true,
      stdio: ['ignore', log, log, base],
    }),
  )
  closeSync(log)
  let over = false
  child.once('error', () => {
    over = true
  })
  child.once('exit', () => {
    over = true
  })
  child.unref()
  return { pid: child.pid, exited: () => over }
}

/** A server left behind by a Leadline that was killed; null when none answers. */
export async function adopt(folder: DatabaseFolder): Promise<number | null> {
  const pid = serverPid(folder)
  if (pid === null || stateOf(pid) !== 'running' || !isPostgres(pid)) return null
  return (await waitUntilReady(folder, () => stateOf(pid) !== 'running')) ? pid : null
}

async function waitUntilReady(folder: DatabaseFolder, isOver: () => boolean): Promise<boolean> {
  const end = performance.now() + startPatience
  while (performance.now() < end) {
    const refusal = await knock(folder)
    if (refusal === null) return true
    if (isOver()) return false
    await pause(15)
  }
  return false
}

/**
 * Takes the lock file of a killed server out of the way, where PostgreSQL would wait for ever: when its process number
 * is that of another program by now, as happens when a container starts again, or of a process that is dead and that
 * nobody reaps. Only when no process at all works in the data folder; it is renamed, not deleted.
 */
function setStaleLockAside(folder: DatabaseFolder): void {
  const pid = serverPid(folder)
  if (pid === null || stateOf(pid) === 'gone') return
  if (stateOf(pid) === 'running' && isPostgres(pid)) return
  if (!isUnused(realpathSync(folder.data))) return
  renameSync(join(folder.data, 'postmaster.pid'), join(folder.data, 'postmaster.pid.stale'))
}

/**
 * Starts the server, and waits for recovery where it was killed. The lock of a killed server, and the last of its
 * children, go away within seconds: that is waited for, and nothing of the server's is ever deleted. When another
 * process starts it at the same moment, the server that came first is the one.
 *
 * @returns its process id.
 * @throws DatabaseProblem with the server's last words.
 */
export async function startServer(
  folder: DatabaseFolder,
  binaries: Binaries,
  account: Account,
  isPassing = false,
): Promise<number> {
  const end = performance.now() + lockPatience
  for (;;) {
    setStaleLockAside(folder)
    const launched = launch(folder, binaries, account, isPassing)
    if (launched.pid !== undefined && (await waitUntilReady(folder, launched.exited)))
      return serverPid(folder) ?? launched.pid
    // What the other one says meanwhile may have pushed the refusal out of the log's last lines.
    const first = await adopt(folder)
    if (first !== null) return first
    if (!isLocked(folder) || performance.now() > end) throw didNotStart(folder)
    await pause(200)
  }
}

function isLocked(folder: DatabaseFolder): boolean {
  const latest = lastWords(folder).split('\n').slice(-4).join('\n')
  return /lock file "[^"]*" already exists|pre-existing shared memory block/.test(latest)
}

function didNotStart(folder: DatabaseFolder): DatabaseProblem {
  const holder = serverPid(folder)
  const why =
    isLocked(folder) && holder !== null && stateOf(holder) === 'zombie'
      ? ` Process ${holder} is dead but was never reaped: in a container, run it with --init.`
      : ''
  return new DatabaseProblem(
    'DID_NOT_START',
    `The embedded PostgreSQL did not start.${why} Its log (${folder.log}) ends with:\n${lastWords(folder)}`,
  )
}

/** Ends the server after its sessions were cut off and everything was written; by force after 30 seconds, or where nothing is kept. */
export async function stopServer(pid: number, isPassing = false): Promise<void> {
  for (const signal of isPassing ? (['SIGQUIT'] as const) : (['SIGINT', 'SIGQUIT'] as const)) {
    if (stateOf(pid) !== 'running') return
    process.kill(pid, signal)
    const end = performance.now() + stopPatience
    while (stateOf(pid) === 'running' && performance.now() < end) await pause(10)
  }
}
