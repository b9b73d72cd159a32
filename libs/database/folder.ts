import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, mayReach } from './account.ts'
import { DatabaseProblem } from './problem.ts'

/** Where an embedded database lives. */
export interface DatabaseFolder {
  /** Holds the data, the copied programs and the server's log; mode 0700, of the server's account. */
  readonly base: string
  readonly data: string
  /** Folder of the Unix socket; mode 0700. */
  readonly socket: string
  readonly log: string
  /** Holds the process id of the Leadline that looks after the server. */
  readonly keeper: string
}

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

/**
 * Decides where the database of `home` lives and makes the folders. For root, a home that the borrowed account cannot
 * reach (under a 0700 folder) has its database in /var/lib/leadline, and a file in `home` that says so.
 */
export function databaseFolder(home: string, account: Account, major: number): DatabaseFolder {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const note = join(home, 'database-folder')
  let base = join(home, `postgres-${major}`)
  if (existsSync(note)) base = readFileSync(note, 'utf8').trim()
  else if (account.borrowed) {
    // Only this folder, never the ones above it, is opened for the borrowed account to pass through.
    chmodSync(home, 0o711)
    if (!mayReach(account, base)) {
      base = join('/var/lib/leadline', `postgres-${major}-${shortName(home)}`)
      mkdirSync('/var/lib/leadline', { recursive: true, mode: 0o711 })
      chmodSync('/var/lib/leadline', 0o711)
      writeFileSync(note, `${base}\n`)
    }
  }
  privateFolder(base, account)
  const inside = join(base, 'socket')
  const socket =
    Buffer.byteLength(join(inside, '.s.PGSQL.5432')) <= longestSocketPath
      ? inside
      : join(tmpdir(), `leadline-${shortName(base)}`)
  privateFolder(socket, account)
  return { base, data: join(base, 'data'), socket, log: join(base, 'postgres.log'), keeper: join(base, 'keeper.pid') }
}
