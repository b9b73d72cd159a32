import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, mayReach } from './account.ts'
import { DatabaseProblem } from './problem.ts'

/** Where an embedded database lives. */
export interface DatabaseFolder {
  /** Holds the data, the socket and the server's log; mode 0700, of the server's account. */
  readonly base: string
  readonly data: string
  /** Folder of the Unix socket; mode 0700. */
  readonly socket: string
  readonly log: string
  /** The same folders by the names that the server is given; see `openedBase`. */
  readonly server: { readonly data: string; readonly socket: string }
  /** True when the server gets `base` as an open folder instead of by its path. */
  readonly handsOver: boolean
}

/** File descriptor that a server's process finds `base` open at, when it is handed over. */
export const baseDescriptor = 3

/**
 * Root's home directories are often closed (mode 0700), and PostgreSQL, which refuses to run as root, could not enter a
 * path through them. It gets the folder as an open one: Linux lets a process pass through what it has open. So the data
 * stays where it was asked for, and no folder has to be opened to other accounts.
 */
const openedBase = `/proc/self/fd/${baseDescriptor}`

/** Longest path of a Unix socket on Linux, without its final zero; macOS allows four less. */
const longestSocketPath = process.platform === 'darwin' ? 103 : 107

function shortName(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12)
}

/** Makes a folder that only the account may enter, and refuses one that somebody else put there. */
function privateFolder(path: string, account: Account): void {
  if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  const owners = account.borrowed ? [0, account.uid] : [account.uid]
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw new DatabaseProblem(
      'UNSAFE_FOLDER',
      `${path} is not a folder of this account. Remove it, or set LEADLINE_HOME to another folder.`,
    )
  }
  if (account.borrowed && found.uid !== account.uid) chownSync(path, account.uid, account.gid)
  chmodSync(path, 0o700)
}

/** Major version of the database that `home` holds; null when there is none yet. The newest, should there be several. */
export function majorOf(home: string): number | null {
  if (!existsSync(home)) return null
  const majors = readdirSync(home)
    .map((name) => Number(/^postgres-(\d+)$/.exec(name)?.[1]))
    .filter((major) => existsSync(join(home, `postgres-${major}`, 'data', 'PG_VERSION')))
  return majors.length === 0 ? null : Math.max(...majors)
}

function refuseUnreachable(base: string, account: Account): void {
  if (mayReach(account, base)) return
  throw new DatabaseProblem(
    'UNSAFE_FOLDER',
    `PostgreSQL refuses to run as root, and the account that it runs as instead may not enter ${base}. Set LEADLINE_HOME to a folder outside root's home, or start Leadline as another user.`,
  )
}

/**
 * Decides where the database of `home` lives and makes the folders.
 *
 * @throws DatabaseProblem when a folder belongs to somebody else.
 */
export function databaseFolder(home: string, account: Account, major: number): DatabaseFolder {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const base = join(home, `postgres-${major}`)
  const handsOver = account.borrowed && process.platform === 'linux'
  privateFolder(base, account)
  if (!handsOver) refuseUnreachable(base, account)
  const inside = join(base, 'socket')
  const fits = Buffer.byteLength(join(inside, '.s.PGSQL.5432')) <= longestSocketPath
  const socket = fits ? inside : join(tmpdir(), `leadline-${shortName(base)}`)
  privateFolder(socket, account)
  const named = handsOver ? openedBase : base
  return {
    base,
    data: join(base, 'data'),
    socket,
    log: join(base, 'postgres.log'),
    server: { data: join(named, 'data'), socket: fits ? join(named, 'socket') : socket },
    handsOver,
  }
}
