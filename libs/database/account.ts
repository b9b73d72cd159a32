import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { DatabaseProblem } from './problem.ts'

/** Whom the server runs as, and who may connect to it. */
export interface Account {
  readonly uid: number
  readonly gid: number
  /** True when it is another account than the present one: Postgres refuses to run as root. */
  readonly borrowed: boolean
  /** Operating-system user whose connections the server takes. */
  readonly client: string
}

function passwdEntry(name: string): { uid: number; gid: number } | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  if (line === undefined) return null
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

/**
 * The present account, or `nobody` for root.
 *
 * @throws DatabaseProblem when the account has no entry in the system's list of users: Postgres needs one.
 */
export function serverAccount(): Account {
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  let client: string
  try {
    client = userInfo().username
  } catch {
    throw new DatabaseProblem(
      'NO_ACCOUNT',
      `The user id ${uid} has no entry in /etc/passwd, and PostgreSQL needs one. Run as a user that has one, or set DATABASE_URL.`,
    )
  }
  if (uid !== 0) return { uid, gid, borrowed: false, client }
  const nobody = passwdEntry('nobody')
  if (nobody !== null) return { ...nobody, borrowed: true, client }
  throw new DatabaseProblem(
    'NO_ACCOUNT',
    'PostgreSQL refuses to run as root, and there is no account "nobody" to run it as. Start Leadline as another user, or set DATABASE_URL.',
  )
}

/** The permission that lets the account pass through a folder of that owner and group. */
function passBit(account: Account, { uid, gid }: { readonly uid: number; readonly gid: number }): number {
  if (uid === account.uid) return 0o100
  return gid === account.gid ? 0o010 : 0o001
}

/** True when the account may pass through every folder above `path`. */
export function mayReach(account: Account, path: string): boolean {
  if (!account.borrowed) return true
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = statSync(folder)
    if ((found.mode & passBit(account, found)) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
