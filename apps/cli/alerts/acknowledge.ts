import { userInfo } from 'node:os'
import { nameFault } from '#domain/given-name'
import { leadlineCommand } from '#domain/shell-command'
import { takeOnAlert } from '#graphql/alert/take-on-alert'
import type { Database } from '#storage/database'
import { type AlertRow, alertsById } from '#storage/stores/alerts'

function account(): string | null {
  try {
    return userInfo().username
  } catch {
    // Of an account without an entry in the list of users, as in many containers.
    return null
  }
}

/** Who takes an alert on: who is said, else the account of this machine. */
export function whoTakesOn(said: string | undefined): string {
  const name = said ?? account() ?? ''
  const fault = nameFault(name)
  if (fault === null) return name
  throw new Error(said === undefined ? 'Say who takes it on: --by NAME.' : `--by: ${fault}`)
}

/**
 * Takes on the alert of this number.
 *
 * @throws an error that says why it cannot be taken on
 */
export async function takeOn(db: Database, number: number, by: string, now: number): Promise<AlertRow> {
  const refusal = await takeOnAlert(db, number, { by, now })
  const [alert] = await alertsById(db, [number])
  if (refusal?.code === 'NOT_FOUND' || alert === undefined)
    throw new Error(`There is no alert ${number}. See: ${leadlineCommand('alert', 'list')}`)
  if (refusal !== null) throw new Error(`Alert ${number}: ${refusal.message}`)
  return alert
}
