import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { acknowledgeAlert, type AlertRow, alertsById, noteAlertEvent } from '#storage/stores/alerts'

/** Why an alert is not taken on. */
export interface NotTakenOn {
  readonly code: 'NOT_FOUND' | 'NOT_OPEN'
  readonly message: string
}

const ends: Readonly<Partial<Record<AlertRow['state'], string>>> = {
  RETURNED: 'it is as usual again',
  NEW_NORMAL: 'its new level is the usual one from then on',
  WITHDRAWN: 'it was withdrawn',
}

const watchedOnly = 'It is watched only.'

/**
 * Takes an alert on, and has those who were told of it hear so; one that somebody looks after already stays theirs. Null, or why
 * it cannot be taken on.
 */
export async function takeOnAlert(
  db: Database,
  id: number,
  { by, now }: { readonly by: string; readonly now: Instant },
): Promise<NotTakenOn | null> {
  const isTaken = await db.transaction(async (tx) => {
    const taken = await acknowledgeAlert(tx, id, by, now)
    const [alert] = taken ? await alertsById(tx, [id]) : []
    if (alert === undefined) return false
    const untold = alert.level === 'WATCH' ? watchedOnly : null
    await noteAlertEvent(tx, { alertId: id, event: 'ACKNOWLEDGED', at: now, untold })
    return true
  })
  if (isTaken) return null
  const [alert] = await alertsById(db, [id])
  if (alert === undefined) return { code: 'NOT_FOUND', message: 'There is no alert of this id.' }
  if (alert.state === 'ACKNOWLEDGED') return null
  return {
    code: 'NOT_OPEN',
    message: `It is over already: ${ends[alert.state] ?? alert.state}. Only an open alert can be taken on.`,
  }
}
