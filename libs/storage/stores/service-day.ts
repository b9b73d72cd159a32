import { type CalendarDay, dayHolding, dateText, startOfDay } from '#domain/calendar'
import { deploymentKinds } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import type { Confidence, Deployment, FlagCode } from '#domain/stream-history'
import { type DayFact, dayFacts, type EndedRun, flagBits, type LiveEntry, type ShippedEntry } from '#metrics/day-fact'
import { dayZoneOf, packDay } from '#metrics/packed-days'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { parts } from './array-text.ts'
import { boundedText } from './entity-hash.ts'
import type { StreamKeys } from './fact-rows.ts'

interface ShippedRow {
  readonly deploymentKey: string
  readonly startedAt: Instant
  readonly liveAt: Instant
  readonly confidence: Confidence
  readonly flags: readonly FlagCode[]
}

/** Changes that went live on these days. */
async function readShipped(
  db: Database,
  stream: StreamKeys,
  days: readonly CalendarDay[],
  timeZone: string,
): Promise<ShippedEntry[]> {
  const rows = await db.query<ShippedRow>(sql`
    /* service-day: shipped */
    select deployment.key as "deploymentKey", shipped_change.live_at as "liveAt", shipped_change.started_at as "startedAt",
           shipped_change.confidence, shipped_change.flags
      from unnest(
             ${days.map((day) => toTimestamp(startOfDay(day, timeZone)))}::timestamptz[],
             ${days.map((day) => toTimestamp(startOfDay(day + 1, timeZone)))}::timestamptz[]
           ) as asked (first, last)
      join shipped_change on shipped_change.stream_id = ${stream.id}
       and shipped_change.live_at >= asked.first
       and shipped_change.live_at < asked.last
      join deployment on deployment.id = shipped_change.deployment_id`)
  return rows.map(({ deploymentKey, confidence, flags, ...row }) => ({
    ...row,
    deploymentId: deploymentKey,
    isLow: confidence === 'LOW',
    flags: flagBits(flags),
  }))
}

/** What of these deployments falls on these days. */
export function entriesOn(
  days: ReadonlySet<CalendarDay>,
  timeZone: string,
  deployments: readonly Deployment[],
  keyOf: (key: string) => string = (key) => key,
): { readonly live: LiveEntry[]; readonly runs: EndedRun[] } {
  const isOn = (at: Instant): boolean => days.has(dayHolding(at, timeZone))
  const live: LiveEntry[] = []
  const runs: EndedRun[] = []
  for (const { key, liveAt, outcome, kind, rework, flags, arrivals } of deployments) {
    if (outcome === 'SUCCEEDED' && liveAt !== null && isOn(liveAt)) {
      const place = deploymentKinds.indexOf(kind)
      live.push({ id: keyOf(key), liveAt, kind: place, rework: rework.length > 0, flags: flagBits(flags) })
    }
    runs.push(...arrivals.filter((arrival) => arrival.outcome !== 'IN_PROGRESS' && isOn(arrival.at)))
  }
  return { live, runs }
}

/** Writes the rows of the days of these instants anew; called in the transaction that wrote the facts. */
export async function writeServiceDays(
  db: Database,
  stream: StreamKeys,
  instants: readonly Instant[],
  timeZone: string,
  deployments: readonly Deployment[],
): Promise<void> {
  const dirty = new Set(instants.map((instant) => dayHolding(instant, timeZone)))
  if (dirty.size === 0) return
  const days = [...dirty].toSorted((a, b) => a - b)
  const { live, runs } = entriesOn(dirty, timeZone, deployments, boundedText)
  const rows = dayFacts(live, await readShipped(db, stream, days, timeZone), runs, timeZone)
  const written = new Set(rows.map(({ day }) => day))
  const gone = days.filter((day) => !written.has(day))
  if (gone.length > 0) {
    await db.query(sql`
      /* service-day: forget */
      delete from service_day
       where service_id = ${stream.serviceId}
         and environment_id = ${stream.environmentId}
         and day = any(${gone.map(dateText)}::date[])`)
  }
  await writeDays(db, stream, rows)
}

/** What a stream says of its days: the packed form and the zone in which they are written now. */
export function writtenDayZone(timeZone: string): string {
  return dayZoneOf(timeZone)
}

/** Forgets all days of a stream: before it is written whole. */
export async function clearServiceDays(db: Database, stream: StreamKeys): Promise<void> {
  await db.query(sql`
    /* service-day: clear */
    delete from service_day where service_id = ${stream.serviceId} and environment_id = ${stream.environmentId}`)
}

/** Writes days; those that are there are replaced. */
export async function writeDays(
  db: Database,
  stream: Pick<StreamKeys, 'serviceId' | 'environmentId'>,
  days: readonly DayFact[],
): Promise<void> {
  for (const rows of parts(days, 1_000)) {
    await db.query(sql`
    /* service-day: write */
    insert into service_day (service_id, environment_id, day, packed)
    select ${stream.serviceId}, ${stream.environmentId}, given.day, given.packed
      from unnest(
        ${rows.map((row) => dateText(row.day))}::date[],
        ${rows.map(packDay)}::bytea[]
      ) as given (day, packed)
        on conflict (service_id, environment_id, day) do update set packed = excluded.packed`)
  }
}
