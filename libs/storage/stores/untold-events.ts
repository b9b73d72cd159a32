import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { AlertEventRow } from './alerts.ts'

/** An event that somebody is to be told of. */
export interface UntoldEventRow extends Pick<AlertEventRow, 'id' | 'alertId' | 'event' | 'at'> {
  /** How often it was tried in vain. */
  readonly tries: number
}

/** Of one alert, the later event waits for the one before. */
function due(now: Instant): Sql {
  return sql`
    told_at is null
    and (next_try_at is null or next_try_at <= ${toTimestamp(now)}::timestamptz)
    and not exists (
      select from alert_event as earlier
       where earlier.alert_id = alert_event.alert_id
         and earlier.id < alert_event.id
         and earlier.told_at is null
    )`
}

const columns = sql`id::integer, alert_id::integer as "alertId", event, at, tries`

/** What is to be told now, the oldest first: of each alert one. */
export function untoldEvents(db: Pick<Database, 'query'>, now: Instant, most: number): Promise<UntoldEventRow[]> {
  return db.query<UntoldEventRow>(sql`
    /* untold-alert-events */
    select ${columns} from alert_event where ${due(now)} order by id limit ${most}`)
}

/** Takes one of them for this transaction alone; false where another has it, or told it meanwhile. */
export async function takeUntoldEvent(tx: Database, id: number, now: Instant): Promise<boolean> {
  const rows = await tx.query(sql`
    /* take-untold-alert-event */
    select id from alert_event where id = ${id} and ${due(now)} for update skip locked`)
  return rows.length > 0
}

/** Notes that an event was put on its way, or why nobody is told of it. */
export async function noteEventTold(db: Database, id: number, now: Instant, untold: string | null): Promise<void> {
  await db.query(sql`
    /* note-alert-event-told */
    update alert_event set told_at = ${toTimestamp(now)}::timestamptz, untold = ${untold} where id = ${id}`)
}

/** Notes that an event could not be put on its way, and when that is tried again. */
export async function noteEventNotTold(db: Database, id: number, nextAt: Instant): Promise<void> {
  await db.query(sql`
    /* note-alert-event-not-told */
    update alert_event set tries = tries + 1, next_try_at = ${toTimestamp(nextAt)}::timestamptz
     where id = ${id} and told_at is null`)
}
