import { type CalendarDay, calendarDay, dateText, startOfDay } from '#domain/calendar'
import { deploymentKinds } from '#domain/delivery-event'
import type { Instant, Milliseconds } from '#domain/instant'
import type { Deployment, Failure } from '#domain/stream-history'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { parts } from './array-text.ts'
import type { StreamKeys } from './fact-rows.ts'

/** What one service did in one environment on one day of the reporting time zone, by the default definition. */
export interface DayRow {
  readonly day: CalendarDay
  /** Live deployments by kind, in the order of `deploymentKinds`. */
  kinds: number[]
  /** Runs that ended, whatever their outcome. */
  attempts: number
  failedAttempts: number
  aborted: number
  /** Failed counted deployments: by live time, or by their end where they never went live. */
  failed: number
  /** Those of them that nearness in time alone blames. */
  failedByTime: number
  /** Those of them that never went live, and so are in no kind above. */
  failedUnlived: number
  /** Live counted deployments and rollbacks that were rework. */
  rework: number
  /** Lead times of the changes, ascending. */
  leads: Milliseconds[]
}

interface Lead {
  readonly liveAt: Instant
  readonly startedAt: Instant
}

const counted: ReadonlySet<string> = new Set(['CODE', 'CONFIG'])
/** One that succeeded where nothing serves yet is not over. */
const endedInVain: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'ABORTED'])

function emptyDay(day: CalendarDay): DayRow {
  return {
    day,
    kinds: deploymentKinds.map(() => 0),
    attempts: 0,
    failedAttempts: 0,
    aborted: 0,
    failed: 0,
    failedByTime: 0,
    failedUnlived: 0,
    rework: 0,
    leads: [],
  }
}

function addDeployment(row: DayRow, deployment: Deployment, failure: Failure | undefined): void {
  const kind = deploymentKinds.indexOf(deployment.kind)
  row.kinds[kind] = (row.kinds[kind] ?? 0) + 1
  if (deployment.kind === 'ROLLBACK' || (counted.has(deployment.kind) && deployment.rework.length > 0)) row.rework += 1
  if (failure === undefined || !counted.has(deployment.kind)) return
  if (failure.basis === 'TIME_ONLY') row.failedByTime += 1
  else if (failure.confidence === 'LOW') return
  row.failed += 1
}

function addUnlived(row: DayRow, deployment: Deployment, failure: Failure | undefined): void {
  if (!counted.has(deployment.kind) || !endedInVain.has(deployment.outcome)) return
  if (failure?.confidence === 'LOW' || (failure?.basis !== 'EXPLICIT' && failure?.basis !== 'OVERRIDE')) return
  row.failed += 1
  row.failedUnlived += 1
}

/** The rows of these days; a day on which nothing happened has none. Pure. */
export function dayRows(
  days: ReadonlySet<CalendarDay>,
  timeZone: string,
  deployments: readonly Deployment[],
  failures: readonly Failure[],
  leads: readonly Lead[],
): DayRow[] {
  const rows = new Map<CalendarDay, DayRow>()
  const at = (instant: Instant): DayRow | null => {
    const day = calendarDay(instant, timeZone)
    if (!days.has(day)) return null
    const row = rows.get(day) ?? emptyDay(day)
    rows.set(day, row)
    return row
  }
  const failed = new Map(failures.map((failure) => [failure.deploymentKey, failure]))
  for (const deployment of deployments) {
    const failure = failed.get(deployment.key)
    const liveAt = deployment.outcome === 'SUCCEEDED' ? deployment.liveAt : null
    const isLive = liveAt !== null
    const row = at(liveAt ?? deployment.at)
    if (row !== null) (isLive ? addDeployment : addUnlived)(row, deployment, failure)
    for (const arrival of deployment.arrivals) {
      const ended = arrival.outcome === 'IN_PROGRESS' ? null : at(arrival.at)
      if (ended === null) continue
      ended.attempts += 1
      if (arrival.outcome === 'FAILED') ended.failedAttempts += 1
      if (arrival.outcome === 'ABORTED') ended.aborted += 1
    }
  }
  for (const lead of leads) at(lead.liveAt)?.leads.push(lead.liveAt - lead.startedAt)
  return [...rows.values()].filter(hasContent)
}

function hasContent(row: DayRow): boolean {
  return row.attempts > 0 || row.failed > 0 || row.leads.length > 0 || row.kinds.some((count) => count > 0)
}

/** Lead times as bytes: float64, little-endian, milliseconds, ascending. */
export function packMilliseconds(values: readonly Milliseconds[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  values.toSorted((a, b) => a - b).forEach((value, at) => bytes.writeDoubleLE(value, at * 8))
  return bytes
}

/** The values of `packMilliseconds`. */
export function unpackMilliseconds(bytes: Buffer): Milliseconds[] {
  return Array.from({ length: bytes.length / 8 }, (_, at) => bytes.readDoubleLE(at * 8))
}

/** Lead times that the default definition counts, of changes that went live on these days. */
async function readLeads(
  db: Database,
  stream: StreamKeys,
  days: readonly CalendarDay[],
  timeZone: string,
): Promise<Lead[]> {
  return db.query(sql`
    /* service-day: leads */
    select shipped_change.live_at as "liveAt", shipped_change.started_at as "startedAt"
      from unnest(
             ${days.map((day) => toTimestamp(startOfDay(day, timeZone)))}::timestamptz[],
             ${days.map((day) => toTimestamp(startOfDay(day + 1, timeZone)))}::timestamptz[]
           ) as asked (first, last)
      join shipped_change on shipped_change.stream_id = ${stream.id}
       and shipped_change.live_at >= asked.first
       and shipped_change.live_at < asked.last
      join deployment on deployment.id = shipped_change.deployment_id
     where shipped_change.confidence <> 'LOW'
       and deployment.kind in ('CODE', 'CONFIG')`)
}

/** Writes the rows of the days of these instants anew; called in the transaction that wrote the facts. */
export async function writeServiceDays(
  db: Database,
  stream: StreamKeys,
  instants: readonly Instant[],
  timeZone: string,
  facts: { readonly deployments: readonly Deployment[]; readonly failures: readonly Failure[] },
): Promise<void> {
  const dirty = new Set(instants.map((instant) => calendarDay(instant, timeZone)))
  if (dirty.size === 0) return
  const days = [...dirty].toSorted((a, b) => a - b)
  const rows = dayRows(dirty, timeZone, facts.deployments, facts.failures, await readLeads(db, stream, days, timeZone))
  await db.query(sql`
    /* service-day: forget */
    delete from service_day
     where service_id = ${stream.serviceId}
       and environment_id = ${stream.environmentId}
       and day = any(${days.map(dateText)}::date[])`)
  for (const written of parts(rows, 1_000)) await insertDays(db, stream, written)
}

/** Forgets all days of a stream: before it is written whole. */
export async function clearServiceDays(db: Database, stream: StreamKeys): Promise<void> {
  await db.query(sql`
    /* service-day: clear */
    delete from service_day where service_id = ${stream.serviceId} and environment_id = ${stream.environmentId}`)
}

async function insertDays(db: Database, stream: StreamKeys, rows: readonly DayRow[]): Promise<void> {
  await db.query(sql`
    /* service-day: write */
    insert into service_day (service_id, environment_id, day, kinds, attempts, failed_attempts, aborted, failed,
                             failed_by_time, failed_unlived, rework, lead_milliseconds)
    select ${stream.serviceId}, ${stream.environmentId}, given.day, given.kinds::integer[], given.attempts,
           given.failed_attempts, given.aborted, given.failed, given.failed_by_time, given.failed_unlived, given.rework,
           given.leads
      from unnest(
        ${rows.map((row) => dateText(row.day))}::date[],
        ${rows.map((row) => `{${row.kinds.join(',')}}`)}::text[],
        ${rows.map((row) => row.attempts)}::integer[],
        ${rows.map((row) => row.failedAttempts)}::integer[],
        ${rows.map((row) => row.aborted)}::integer[],
        ${rows.map((row) => row.failed)}::integer[],
        ${rows.map((row) => row.failedByTime)}::integer[],
        ${rows.map((row) => row.failedUnlived)}::integer[],
        ${rows.map((row) => row.rework)}::integer[],
        ${rows.map((row) => packMilliseconds(row.leads))}::bytea[]
      ) as given (day, kinds, attempts, failed_attempts, aborted, failed, failed_by_time, failed_unlived, rework, leads)`)
}
