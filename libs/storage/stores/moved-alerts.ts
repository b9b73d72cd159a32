import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { noteAlertEvent } from './alerts.ts'

interface Withdrawn {
  readonly id: number
  readonly level: 'ALERT' | 'WATCH'
  readonly endedAt: Instant
}

/** Notes what is to be told of those that somebody may have been told of. */
async function noteWithdrawn(db: Database, withdrawn: readonly Withdrawn[]): Promise<number> {
  const told = withdrawn.filter(({ level }) => level === 'ALERT')
  for (const { id, endedAt } of told)
    await noteAlertEvent(db, { alertId: id, event: 'WITHDRAWN', at: endedAt, untold: null })
  return told.length
}

/** Open ones are withdrawn before they move: where they go to, one of the same test may be open. */
async function withdrawBeforeMove(db: Database, which: Sql, what: Sql): Promise<void> {
  const withdrawn = await db.query<Withdrawn>(sql`
    /* moved-alerts: withdraw */
    update alert
       set state = 'WITHDRAWN', ended_at = date_trunc('milliseconds', now()), reason = 'The ' || ${what} || '.'
     where ${which} and state in ('OPEN', 'ACKNOWLEDGED')
    returning id::integer, level, ended_at as "endedAt"`)
  await noteWithdrawn(db, withdrawn)
}

/** Until the transaction ends the stream becomes no part of another; false where it is already, or is gone. */
export async function holdStream(tx: Database, id: number): Promise<boolean> {
  const rows = await tx.query(sql`
    /* moved-alerts: hold stream */
    select id from stream where id = ${id} and merged_into is null for share`)
  return rows.length > 0
}

/** Alerts of a service that becomes part of another are of that one; nothing goes on in them. */
export async function carryServiceAlerts(db: Database, fromId: number, intoId: number): Promise<void> {
  await withdrawBeforeMove(
    db,
    sql`service_id = ${fromId}`,
    sql`(select 'service became part of ' || service.name from service where service.id = ${intoId}::integer)`,
  )
  await db.query(sql`
    /* moved-alerts: to service */
    update alert set service_id = ${intoId} where service_id = ${fromId}`)
}

/** The same of an environment. */
export async function carryEnvironmentAlerts(db: Database, fromId: number, intoId: number): Promise<void> {
  await withdrawBeforeMove(
    db,
    sql`environment_id = ${fromId}`,
    sql`(select 'environment became part of ' || environment.name from environment where environment.id = ${intoId}::integer)`,
  )
  await db.query(sql`
    /* moved-alerts: to environment */
    update alert set environment_id = ${intoId} where environment_id = ${fromId}`)
}

/** Withdraws what is open of streams that are none of these any more; gives how many people hear of. */
export async function withdrawUnwatched(db: Database, streamIds: readonly number[], now: Instant): Promise<number> {
  const withdrawn = await db.query<Withdrawn>(sql`
    /* moved-alerts: unwatched */
    update alert
       set state = 'WITHDRAWN', ended_at = ${toTimestamp(now)}::timestamptz,
           reason = environment.name || ' is of the tier ' || environment.tier::text || ', and not watched any more.'
      from environment
     where environment.id = alert.environment_id
       and alert.state in ('OPEN', 'ACKNOWLEDGED')
       and not exists (
         select from stream
          where stream.id = any(${streamIds}::integer[])
            and stream.service_id = alert.service_id
            and stream.environment_id = alert.environment_id
       )
    returning alert.id::integer, alert.level, alert.ended_at as "endedAt"`)
  return noteWithdrawn(db, withdrawn)
}
