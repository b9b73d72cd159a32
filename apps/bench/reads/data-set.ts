import { deploymentKinds } from '#domain/delivery-event'
import { type EndedRun, dayFacts, flagBits, type LiveEntry, type ShippedEntry } from '#metrics/day-fact'
import { dayZoneOf } from '#metrics/packed-days'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { writeDays } from '#storage/stores/service-day'
import { loadDetails } from './details.ts'
import { loadFailures } from './failures.ts'

/** How large a made-up organisation is, and over how long. */
export interface DataSize {
  readonly services: number
  readonly days: number
  /** Of all services together. */
  readonly deploymentsPerDay: number
  /** Services of a team. */
  readonly teamSize: number
}

export interface DataCount {
  readonly deployments: number
  readonly changes: number
  readonly incidents: number
}

/** Rises when other data is made: a data set of another form is made anew. */
export const dataForm = 4

const changesPerDeployment = 5
/** Every so many deployments one fails. */
const deploymentsPerFailure = 33

/** Rows of one statement: large enough to be fast, small enough to show how far it is. */
const chunk = 100_000

/** A number in [0, 1) that only depends on its arguments. */
const randomFunction = sql`
  create or replace function bench_random(number bigint, salt bigint) returns float8
  language sql immutable parallel safe
  as $$ select (hashint8extended(number, salt) & 9007199254740991)::float8 / 9007199254740992 $$`

async function catalogue(db: Database, { services, teamSize }: DataSize): Promise<void> {
  await db.query(randomFunction)
  await db.query(sql`insert into environment (name, tier) values ('production', 'PRODUCTION')`)
  await db.query(sql`
    insert into team (name) select 'team-' || n from generate_series(1, ${Math.ceil(services / teamSize)}::integer) n`)
  await db.query(sql`
    insert into repository (name) select 'bench-' || lpad(n::text, 4, '0') from generate_series(1, ${services}::integer) n`)
  await db.query(sql`
    insert into service (name, team_id)
    select 'bench-' || lpad(n::text, 4, '0'), 1 + (n - 1) / ${teamSize}::integer from generate_series(1, ${services}::integer) n`)
  await db.query(
    sql`insert into stream (service_id, environment_id, day_zone) select id, 1, ${dayZoneOf('UTC')} from service order by id`,
  )
}

/** Deployments spread evenly over time and unevenly over services: the first of three hundred has ninety times the last. */
async function deployments(db: Database, size: DataSize, end: number, range: readonly [number, number]): Promise<void> {
  const total = size.days * size.deploymentsPerDay
  const gap = (size.days * 86_400_000) / total
  await db.query(sql`
    insert into deployment (id, stream_id, service_id, environment_id, key, at, live_at, first_live_at, kind, outcome,
                            failed, rework, doubts, version, sha)
    overriding system value
    select n, service, service, 1, 'deployment|bench|D' || n, live, live, live, 'CODE', 'SUCCEEDED',
           n % ${deploymentsPerFailure} = 0, false, 0, 'v' || n, encode(sha1_of, 'hex')
      from (
        select n, 1 + floor(${size.services}::float8 * power(bench_random(n, 1), 1.6))::integer as service,
               date_trunc('milliseconds', to_timestamp((${end - size.days * 86_400_000}::float8 + n * ${gap}::float8) / 1000)) as live,
               substring(sha256(int8send(n)) for 20) as sha1_of
          from generate_series(${range[0]}::bigint, ${range[1]}::bigint) n
      ) made`)
}

/** Before the first deployment of a service nobody knows what was live: it counts, and ships nothing. */
async function markFirst(db: Database): Promise<void> {
  await db.query(sql`
    update deployment set doubts = ${flagBits(['NO_PREDECESSOR'])}
     where id in (select min(id) from deployment group by stream_id)`)
}

async function changes(db: Database, range: readonly [number, number]): Promise<void> {
  await db.query(sql`
    insert into shipped_change (deployment_id, stream_id, service_id, environment_id, repository_id, key, number, sha,
                                started_at, merged_at, live_at, first_live_at, stage_milliseconds, lines, confidence,
                                authorship, flags, doubts)
    select id, stream_id, service_id, 1, service_id, 'bench-' || lpad(service_id::text, 4, '0') || '#' || number,
           number % 2000000000,
           case when change = ${changesPerDeployment} then sha
                else encode(substring(sha256(int8send(-number)) for 20), 'hex') end,
           live_at - coding - review - wait, live_at - wait, live_at, live_at,
           array[extract(epoch from coding) * 1000, extract(epoch from review) * 1000, 0, 0, 0, 0, 0,
                 extract(epoch from wait) * 1000]::bigint[],
           (10 * exp(3 * bench_random(number, 6)))::integer, 'HIGH', 'HUMAN', '{}', 0
      from (
        select deployment.*, change, (deployment.id * ${changesPerDeployment} + change) as number,
               ${duration(2, 24)} as coding, ${duration(3, 8)} as review, ${duration(4, 2)} as wait
          from deployment
         cross join generate_series(1, ${changesPerDeployment}::integer) change
         where deployment.id between ${range[0]} and ${range[1]} and deployment.doubts = 0
      ) made`)
}

/** About log-normal around so many hours, in whole milliseconds; a week with a freeze is slower as a whole. */
function duration(salt: number, hours: number) {
  return sql`date_trunc('milliseconds', ${hours}::float8 * interval '1 hour'
    * exp(1.2 * (bench_random(deployment.id * 5 + change, ${salt}) + bench_random(deployment.id * 5 + change, ${salt + 10}) - 1) * 2
          + 0.4 * bench_random(extract(epoch from deployment.live_at)::bigint / 604800, 7)))`
}

interface LiveRow extends Omit<LiveEntry, 'kind'> {
  readonly kind: (typeof deploymentKinds)[number]
}

/** Days of one stream by the function that projection uses. */
async function serviceDays(db: Database, streamId: number): Promise<void> {
  const live = await db.query<LiveRow>(sql`
    select id::float8 as id, live_at as "liveAt", kind, rework, doubts as flags from deployment where stream_id = ${streamId}`)
  const shipped = await db.query<ShippedEntry>(sql`
    select deployment_id::float8 as "deploymentId", started_at as "startedAt", live_at as "liveAt",
           confidence = 'LOW' as "isLow", doubts as flags
      from shipped_change where stream_id = ${streamId}`)
  const entries = live.map((row) => ({ ...row, kind: deploymentKinds.indexOf(row.kind) }))
  const runs: EndedRun[] = live.map(({ liveAt }) => ({ at: liveAt, outcome: 'SUCCEEDED' }))
  const days = dayFacts(entries, shipped, runs, 'UTC')
  await writeDays(db, { serviceId: streamId, environmentId: 1 }, days)
}

interface Index {
  readonly name: string
  readonly making: string
}

/** Takes the indexes off the large tables: rows are loaded without them, and they are made at the end. */
async function withoutIndexes(db: Database, load: () => Promise<void>): Promise<void> {
  const constraints = await db.query<Index & { readonly table: string }>(sql`
    select conname as name, conrelid::regclass::text as "table", pg_get_constraintdef(oid) as making
      from pg_constraint
     where conrelid in ('deployment'::regclass, 'shipped_change'::regclass) and contype in ('u', 'f')`)
  for (const { name, table } of constraints) await db.query(plain(`alter table ${table} drop constraint ${name}`))
  const indexes = await db.query<Index>(sql`
    select indexname as name, indexdef as making
      from pg_indexes
     where tablename in ('deployment', 'shipped_change')
       and schemaname = current_schema()
       and indexname not like '%_pkey'`)
  for (const { name } of indexes) await db.query(plain(`drop index ${name}`))
  await load()
  await db.query(sql`set maintenance_work_mem = '512MB'`)
  for (const { making } of indexes) await db.query(plain(making))
  for (const { name, table, making } of constraints)
    await db.query(plain(`alter table ${table} add constraint ${name} ${making}`))
}

function plain(text: string) {
  return { text, values: [] }
}

/**
 * Loads facts directly, as projection would have left them. Left out are the commits, the details of changes, those of
 * deployments older than a hundred days, and the event log with its entities: without it nobody can say what waits.
 */
export async function loadData(
  db: Database,
  size: DataSize,
  end: number,
  say: (text: string) => void,
): Promise<DataCount> {
  const total = Math.round(size.days * size.deploymentsPerDay)
  await catalogue(db, size)
  const ranges = Array.from({ length: Math.ceil(total / chunk) }, (_, at) => {
    return [at * chunk + 1, Math.min(total, (at + 1) * chunk)] as const
  })
  await withoutIndexes(db, async () => {
    for (const range of ranges) await deployments(db, size, end, range)
    await markFirst(db)
    for (const range of ranges) {
      await changes(db, range)
      say(`${range[1].toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} deployments`)
    }
  })
  await db.query(sql`analyze`)
  say('failures')
  await loadFailures(db)
  await loadDetails(db, new Date(end - 100 * 86_400_000).toISOString())
  for (let stream = 1; stream <= size.services; stream += 1) {
    await serviceDays(db, stream)
    if (stream % 50 === 0) say(`days of ${stream} of ${size.services} services`)
  }
  await db.query(sql`vacuum analyze`)
  const [count] = await db.query<DataCount>(sql`
    select (select count(*)::float8 from deployment) as deployments, (select count(*)::float8 from shipped_change) as changes,
           (select count(*)::float8 from stream_incident) as incidents`)
  if (count === undefined) throw new Error('nothing was loaded')
  return count
}
