import type { ErasedNames } from '#domain/erased-names'
import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { jsonLines } from './array-text.ts'
import { currentErased, isCurrent, rememberedErased } from './erased-names.ts'
import { type PersonNames, withoutPeople, withPeople } from './people.ts'

/** A statement to be appended. */
export interface NewStatement {
  /** sha256 of (type, source, entity key, canonical event), in hex: what a duplicate is known by. */
  readonly key: string
  /** sha256 of the entity's text, in hex. */
  readonly entity: string
  readonly type: string
  readonly source: string
  readonly occurredAt: Instant
  /** Stated by an import; null: now. */
  readonly recordedAt: Instant | null
  /** The canonical event as JSON of the contract. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Appended {
  readonly accepted: number
  readonly duplicates: number
  /** Keys (hex) of the accepted statements. */
  readonly added: ReadonlySet<string>
}

/** A place in the log: everything before it was read. */
export interface LogPosition {
  /** xid8 as text: it may exceed what a number holds. */
  readonly transactionId: string
  readonly position: number
}

export const logStart: LogPosition = { transactionId: '0', position: 0 }

/** A statement as it stands in the log, its people put back. */
export interface LoggedStatement extends LogPosition {
  /** The key in hex: made of content alone, so it orders statements whatever order they arrived in. */
  readonly hash: string
  /** Hash of the entity, in hex. */
  readonly entity: string
  readonly type: string
  readonly source: string
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  /** JSON of the contract, for `readCanonical`. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Columns of many rows travel as one text each: in arrays of long texts both sides pay for every quote. */
const column = (values: readonly string[]): string => values.join(',')

/** Erasures that may happen while one batch is appended. */
const mostErasures = 10

/**
 * Appends statements in one SQL statement: those that are there already stay as they are. Rows of one call are ordered as
 * given. People are moved out of the bodies first; that is a statement of its own. The counts of the sources are part of the
 * append: until it is committed it keeps other appends of the same sources and the same lane waiting.
 */
export async function appendEvents(db: Database, rows: readonly NewStatement[], lane = 0): Promise<Appended> {
  if (rows.length === 0) return { accepted: 0, duplicates: 0, added: new Set() }
  let erased = rememberedErased()
  for (let tried = 0; tried < mostErasures; tried += 1) {
    const keys = await append(db, rows, lane, erased)
    if (keys !== null && keys.length > 0) return appended(rows, keys)
    // All were known, or what this process remembers of erasures was old: then nothing was written.
    const current = await currentErased(db)
    if (keys !== null && current.version === erased.version) return appended(rows, keys)
    erased = current
  }
  throw new Error('People are being erased again and again; send the events once more.')
}

function appended(rows: readonly NewStatement[], keys: readonly string[]): Appended {
  return { accepted: keys.length, duplicates: rows.length - keys.length, added: new Set(keys) }
}

/** Keys (hex) of what was added; null, or none at all, where others were erased since `erased` was read. */
async function append(
  db: Database,
  rows: readonly NewStatement[],
  lane: number,
  erased: ErasedNames,
): Promise<string[] | null> {
  const bodies = await withoutPeople(
    db,
    rows.map((row) => row.body),
    erased,
  )
  if (bodies === null) return null
  const recorded = rows.map(({ recordedAt }) => (recordedAt === null ? '' : toTimestamp(recordedAt)))
  const added = await db.query<{ key: string }>(sql`
    /* append-events */
    with sent as (
      select *
        from rows from (unnest(${rows.map((row) => row.source)}::text[]),
               string_to_table(${column(rows.map((row) => row.key))}, ','),
               string_to_table(${column(rows.map((row) => row.entity))}, ','),
               string_to_table(${column(rows.map((row) => row.type))}, ','),
               string_to_table(${column(rows.map((row) => toTimestamp(row.occurredAt)))}, ','),
               string_to_table(${column(recorded)}, ','),
               string_to_table(${bodies.map(({ personIds }) => `{${column(personIds.map(String))}}`).join(';')}, ';'),
               string_to_table(${jsonLines(bodies.map(({ body }) => body))}, E'\n'))
             with ordinality as sent (source, key, entity, type, occurred_at, recorded_at, person_ids, body, place)
    ), added as (
      insert into event_log (key, entity, type, source, occurred_at, recorded_at, person_ids, body)
      select decode(key, 'hex'), decode(entity, 'hex'), type, source, occurred_at::timestamptz,
             coalesce(nullif(recorded_at, '')::timestamptz, date_trunc('milliseconds', now())),
             person_ids::integer[], body::json
        from sent
       where ${isCurrent(erased)}
       order by place
      on conflict (key) do nothing
      returning key, source
    ), named as (
      insert into source (name, system)
      select distinct source, 'events' from sent order by source
      on conflict (name) do nothing
    ), counted as (
      insert into source_tally (source, lane, accepted, last_event_at)
      select source, ${lane}::smallint, count(*), now() from added group by source order by source
      on conflict (source, lane) do update
        set accepted = source_tally.accepted + excluded.accepted, last_event_at = excluded.last_event_at
    )
    select encode(key, 'hex') as key from added`)
  return added.map(({ key }) => key)
}

interface LogRow extends LoggedStatement {
  readonly people: Readonly<Record<string, PersonNames>> | null
}

const columns: Sql = sql`
    event_log.transaction_id::text as "transactionId", event_log.position,
    encode(event_log.key, 'hex') as hash, encode(event_log.entity, 'hex') as entity, event_log.type, event_log.source,
    event_log.occurred_at as "occurredAt", event_log.recorded_at as "recordedAt", event_log.body,
    case when event_log.person_ids <> '{}' then (
      select json_object_agg(person.id, json_strip_nulls(json_build_object(
               'bot', person.bot, 'email', person.email, 'login', person.login, 'name', person.name)))
        from person
       where person.id = any(event_log.person_ids)
    ) end as people`

function whole({ people, ...row }: LogRow): LoggedStatement {
  return { ...row, body: withPeople(row.body, people) }
}

async function readAfter(db: Database, after: LogPosition, limit: number, which: Sql): Promise<LoggedStatement[]> {
  const rows = await db.query<LogRow>(sql`
    /* read-log */
    select ${columns}
      from event_log
     where (event_log.transaction_id, event_log.position) > (${after.transactionId}::xid8, ${after.position}::bigint)
       ${which}
     order by event_log.transaction_id, event_log.position
     limit ${limit}`)
  return rows.map(whole)
}

/**
 * The next statements after a position, in the log's order, and only those below every transaction that still runs: what
 * is read once is complete, and a late commit is never skipped.
 */
export async function readLog(db: Database, after: LogPosition, limit: number): Promise<LoggedStatement[]> {
  return readAfter(db, after, limit, sql`and event_log.transaction_id < pg_snapshot_xmin(pg_current_snapshot())`)
}

/**
 * The next statements after a position, in the log's order, all that are committed. Whoever walks the log with it meets
 * everything that was committed before the walk began, whatever else runs; what is committed meanwhile may be missed.
 */
export async function readCommitted(db: Database, after: LogPosition, limit: number): Promise<LoggedStatement[]> {
  return readAfter(db, after, limit, sql.empty)
}

/** The statements of these keys (hex), as known at a moment; without one, as known now. */
export async function statementsOfKeys(
  db: Database,
  keys: readonly string[],
  asOf: Instant | null = null,
): Promise<LoggedStatement[]> {
  if (keys.length === 0) return []
  const known = asOf === null ? sql.empty : sql`and event_log.recorded_at <= ${toTimestamp(asOf)}::timestamptz`
  const rows = await db.query<LogRow>(sql`
    /* statements-of-keys */
    select ${columns}
      from event_log
     where event_log.key = any(${keys.map((key) => Buffer.from(key, 'hex'))}::bytea[]) ${known}
     order by event_log.key`)
  return rows.map(whole)
}

/** The statements that a link rests on, by hash (hex); unknown ones are left out. At most 1,000. */
export async function statementsByHash(db: Database, hashes: readonly string[]): Promise<LoggedStatement[]> {
  const keys = hashes.filter((hash) => /^[0-9a-f]{64}$/.test(hash)).map((hash) => Buffer.from(hash, 'hex'))
  const rows = await db.query<LogRow>(sql`
    /* statements-by-hash */
    select ${columns}
      from event_log
     where event_log.key = any(${keys.slice(0, 1_000)}::bytea[])
     order by event_log.occurred_at, event_log.key`)
  return rows.map(whole)
}
