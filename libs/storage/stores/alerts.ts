import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { alertChannel } from './notices.ts'

/** An alert as it is kept. */
export interface AlertRow {
  readonly id: number
  readonly serviceId: number
  readonly environmentId: number
  readonly detector: string
  readonly direction: 'WORSE' | 'BETTER'
  readonly level: 'ALERT' | 'WATCH'
  readonly state: 'OPEN' | 'ACKNOWLEDGED' | 'RETURNED' | 'NEW_NORMAL' | 'WITHDRAWN'
  readonly held: 'LOW_COVERAGE' | 'COVERAGE_MOVED' | null
  readonly onsetFrom: Instant
  readonly onsetTo: Instant
  readonly openedAt: Instant
  readonly endedAt: Instant | null
  readonly usualFrom: Instant
  readonly before: number | null
  readonly after: number | null
  readonly reason: string | null
  readonly acknowledgedAt: Instant | null
  readonly acknowledgedBy: string | null
  /** What was found about it; of the form that the alerting app writes. */
  readonly content: unknown
}

/** What a detector says of it, again at each look. */
export type FoundAlert = Pick<
  AlertRow,
  'level' | 'held' | 'onsetFrom' | 'onsetTo' | 'openedAt' | 'usualFrom' | 'before' | 'after'
>

export type AlertEventName = 'OPENED' | 'CHANGED' | 'ACKNOWLEDGED' | 'RESOLVED' | 'WITHDRAWN'

const columns = sql`
  alert.id::integer, alert.service_id as "serviceId", alert.environment_id as "environmentId", alert.detector,
  alert.direction, alert.level, alert.state, alert.held, alert.onset_from as "onsetFrom", alert.onset_to as "onsetTo",
  alert.opened_at as "openedAt", alert.ended_at as "endedAt", alert.usual_from as "usualFrom", alert.before, alert.after,
  alert.reason, alert.acknowledged_at as "acknowledgedAt", alert.acknowledged_by as "acknowledgedBy", alert.content`

/** Those of these streams that are open, or ended after a moment; by id. For whoever is to change them, where `forUpdate`. */
export function alertsOfStreams(
  db: Pick<Database, 'query'>,
  streamIds: readonly number[],
  endedAfter: Instant,
  forUpdate = false,
): Promise<(AlertRow & { readonly streamId: number })[]> {
  return db.query(sql`
    /* alerts-of-streams */
    select stream.id as "streamId", ${columns}
      from stream
      join alert on alert.service_id = stream.service_id and alert.environment_id = stream.environment_id
     where stream.id = any(${streamIds}::integer[])
       and (alert.ended_at is null or alert.ended_at > ${toTimestamp(endedAfter)}::timestamptz)
     order by alert.id
     ${forUpdate ? sql`for update of alert` : sql.empty}`)
}

/** Keeps a new one; null where an open one of the same test, or of the same failure, is there already. */
export async function addAlert(
  db: Database,
  alert: FoundAlert &
    Pick<AlertRow, 'serviceId' | 'environmentId' | 'detector' | 'direction' | 'state' | 'endedAt'> & {
      readonly seenAt: Instant
      readonly content: object
    },
): Promise<number | null> {
  const { serviceId, environmentId, detector, direction, state, endedAt, seenAt, content, ...found } = alert
  const [added] = await db.query<{ readonly id: number }>(sql`
    /* add-alert */
    insert into alert (service_id, environment_id, detector, direction, level, state, held, onset_from, onset_to,
                       opened_at, ended_at, usual_from, before, after, content, seen_at)
    values (${serviceId}, ${environmentId}, ${detector}, ${direction}, ${found.level}, ${state}, ${found.held},
            ${toTimestamp(found.onsetFrom)}::timestamptz, ${toTimestamp(found.onsetTo)}::timestamptz,
            ${toTimestamp(found.openedAt)}::timestamptz,
            ${endedAt === null ? null : toTimestamp(endedAt)}::timestamptz,
            ${toTimestamp(found.usualFrom)}::timestamptz, ${found.before}, ${found.after},
            ${JSON.stringify(content)}::json, ${toTimestamp(seenAt)}::timestamptz)
    on conflict do nothing
    returning id::integer`)
  return added?.id ?? null
}

/** Writes what a detector says of it now, and where it is in its life. */
export async function changeAlert(
  db: Database,
  id: number,
  { state, endedAt, ...found }: FoundAlert & Pick<AlertRow, 'state' | 'endedAt'>,
): Promise<void> {
  await db.query(sql`
    /* change-alert */
    update alert
       set level = ${found.level}, held = ${found.held}, state = ${state},
           onset_from = ${toTimestamp(found.onsetFrom)}::timestamptz,
           onset_to = ${toTimestamp(found.onsetTo)}::timestamptz,
           opened_at = ${toTimestamp(found.openedAt)}::timestamptz,
           usual_from = ${toTimestamp(found.usualFrom)}::timestamptz,
           before = ${found.before}, after = ${found.after},
           ended_at = ${endedAt === null ? null : toTimestamp(endedAt)}::timestamptz
     where id = ${id}`)
}

/** It never was, by what is known now; it stays, with the reason. */
export async function withdrawAlert(db: Database, id: number, reason: string, now: Instant): Promise<void> {
  await db.query(sql`
    /* withdraw-alert */
    update alert set state = 'WITHDRAWN', reason = ${reason}, ended_at = ${toTimestamp(now)}::timestamptz where id = ${id}`)
}

/** Somebody looks after it; false where it is not open, or looked after already. */
export async function acknowledgeAlert(db: Database, id: number, by: string, now: Instant): Promise<boolean> {
  const rows = await db.query(sql`
    /* acknowledge-alert */
    update alert
       set state = 'ACKNOWLEDGED', acknowledged_by = ${by}, acknowledged_at = ${toTimestamp(now)}::timestamptz
     where id = ${id} and state = 'OPEN' returning id`)
  return rows.length > 0
}

/** Notes what happened to it; `untold` says why nobody is told, null where somebody is to be. */
export async function noteAlertEvent(
  db: Database,
  { alertId, event, at, untold }: { alertId: number; event: AlertEventName; at: Instant; untold: string | null },
): Promise<void> {
  const toldAt = untold === null ? null : toTimestamp(at)
  await db.query(sql`
    /* note-alert-event */
    insert into alert_event (alert_id, event, at, told_at, untold)
    values (${alertId}, ${event}, ${toTimestamp(at)}::timestamptz, ${toldAt}::timestamptz, ${untold})`)
  await db.query(sql`/* note-alert-event: announce */ select pg_notify(${alertChannel}, ${String(alertId)})`)
}

/** What happened to an alert, in order. */
export interface AlertEventRow {
  readonly id: number
  readonly alertId: number
  readonly event: AlertEventName
  readonly at: Instant
  readonly toldAt: Instant | null
  readonly untold: string | null
  /** What became of what channels were to be told of it, by their names; of what the outbox still knows. */
  readonly tellings: readonly TellingRow[]
}

/** A message of an event to a channel. */
export interface TellingRow {
  readonly channel: string
  readonly state: 'HELD' | 'UNDER_WAY' | 'ARRIVED' | 'GIVEN_UP'
  /** When it is sent, tried next, arrived, or was given up. */
  readonly at: Instant
}

/** Which to list. */
export interface AlertConditions {
  readonly serviceIds: readonly number[] | null
  readonly environmentIds: readonly number[] | null
  readonly isOpen: boolean | null
  readonly state: AlertRow['state'] | null
  readonly detector: string | null
  readonly level: 'ALERT' | 'WATCH' | null
}

function matching({ serviceIds, environmentIds, isOpen, state, detector, level }: AlertConditions): Sql {
  const conditions = [sql`true`]
  if (serviceIds !== null) conditions.push(sql`alert.service_id = any(${serviceIds}::integer[])`)
  if (environmentIds !== null) conditions.push(sql`alert.environment_id = any(${environmentIds}::integer[])`)
  if (state !== null) conditions.push(sql`alert.state = ${state}`)
  if (isOpen === true) conditions.push(sql`alert.state in ('OPEN', 'ACKNOWLEDGED')`)
  if (isOpen === false) conditions.push(sql`alert.state not in ('OPEN', 'ACKNOWLEDGED')`)
  if (detector !== null) conditions.push(sql`alert.detector = ${detector}`)
  if (level !== null) conditions.push(sql`alert.level = ${level}`)
  return sql.join(conditions, sql` and `)
}

/** How many there are. */
export async function countAlerts(db: Pick<Database, 'query'>, conditions: AlertConditions): Promise<number> {
  const [row] = await db.query<{ readonly count: number }>(sql`
    /* count-alerts */
    select count(*)::integer as count from alert where ${matching(conditions)}`)
  return row?.count ?? 0
}

/** Alerts, the latest first; `after`: the last of the page before. */
export function listAlerts(
  db: Pick<Database, 'query'>,
  conditions: AlertConditions,
  {
    after,
    limit,
  }: { readonly after: { readonly openedAt: Instant; readonly id: number } | null; readonly limit: number },
): Promise<AlertRow[]> {
  const beyond =
    after === null
      ? sql`true`
      : sql`(alert.opened_at, alert.id) < (${toTimestamp(after.openedAt)}::timestamptz, ${after.id})`
  return db.query<AlertRow>(sql`
    /* list-alerts */
    select ${columns} from alert
     where ${matching(conditions)} and ${beyond}
     order by alert.opened_at desc, alert.id desc limit ${limit}`)
}

/** Alerts of these ids. */
export function alertsById(db: Pick<Database, 'query'>, ids: readonly number[]): Promise<AlertRow[]> {
  return db.query<AlertRow>(sql`
    /* alerts-by-id */
    select ${columns} from alert where alert.id = any(${ids}::bigint[]) order by alert.id`)
}

/** What happened to these alerts, in order. */
export function eventsOfAlerts(db: Pick<Database, 'query'>, ids: readonly number[]): Promise<AlertEventRow[]> {
  return db.query<AlertEventRow>(sql`
    /* events-of-alerts */
    with tellings as (
      select event.id, channel.name as channel,
             case when outbox.delivered_at is not null then 'ARRIVED'
                  when outbox.given_up_at is not null then 'GIVEN_UP'
                  -- Quiet hours alone put off what is new.
                  when outbox.tries = 0 and outbox.next_try_at > event.told_at then 'HELD'
                  else 'UNDER_WAY' end as state,
             coalesce(outbox.delivered_at, outbox.given_up_at, outbox.next_try_at) as at
        from alert_event as event
       cross join channel
        join outbox on outbox.key = 'alert event ' || event.id || ' ' || channel.id
       where event.alert_id = any(${ids}::bigint[])
         and event.told_at is not null
    )
    select event.id::integer, event.alert_id::integer as "alertId", event.event, event.at, event.told_at as "toldAt", event.untold,
           (select coalesce(json_agg(json_build_object(
                     'channel', told.channel, 'state', told.state, 'at', (extract(epoch from told.at) * 1000)::bigint
                   ) order by told.channel), '[]')
              from tellings as told
             where told.id = event.id) as tellings
      from alert_event as event
     where event.alert_id = any(${ids}::bigint[])
     order by event.alert_id, event.id`)
}
