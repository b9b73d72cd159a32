import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { sharingLog } from './cursor.ts'
import { streams, type StreamRow } from './streams.ts'

/** A stream whose facts may differ from `since` on. */
export interface Touched {
  readonly streamId: number
  readonly since: Instant
}

export interface DirtyStream extends Touched {
  /** How many changed states wait for it. */
  readonly events: number
  /** Everything of it is written anew, even what is equal. */
  readonly rewrite: boolean
  readonly markedAt: Instant
}

/** For what changes verdicts but no deployment: nothing is so young that it would be sequenced again. */
export const verdictsOnly: Instant = Date.UTC(9_999, 0, 1)

const lockClass = 0x1eae

/** Marks streams; a mark keeps its oldest time and the moment it was first made. */
export async function markStreams(db: Database, touched: Iterable<Touched>): Promise<void> {
  const marks = new Map<number, { since: Instant; events: number }>()
  for (const { streamId, since } of touched) {
    const mark = marks.get(streamId)
    marks.set(streamId, { since: Math.min(since, mark?.since ?? since), events: (mark?.events ?? 0) + 1 })
  }
  if (marks.size === 0) return
  const rows = [...marks].toSorted(([a], [b]) => a - b)
  await db.query(sql`
    /* dirty-streams: mark */
    insert into dirty_stream (stream_id, since, events, marked_at)
    select marked.stream_id, marked.since, marked.events, clock_timestamp()
      from unnest(
        ${rows.map(([id]) => id)}::integer[],
        ${rows.map(([, mark]) => toTimestamp(Math.max(0, mark.since)))}::timestamptz[],
        ${rows.map(([, mark]) => mark.events)}::integer[]
      ) as marked (stream_id, since, events)
      join stream on stream.id = marked.stream_id
        on conflict (stream_id) do update
       set since = least(dirty_stream.since, excluded.since), events = dirty_stream.events + excluded.events`)
}

/** The longest waiting marks. */
export async function readDirty(db: Database, limit: number): Promise<DirtyStream[]> {
  return db.query(sql`
    /* dirty-streams: read */
    select stream_id as "streamId", since, events, rewrite, marked_at as "markedAt"
      from dirty_stream
     order by marked_at, stream_id
     limit ${limit}`)
}

/** A mark, and the stream that bears it. */
export interface MarkedStream {
  readonly mark: DirtyStream
  readonly stream: StreamRow
}

/**
 * A marked stream that this transaction alone may project, while nobody folds; null when it bears no mark, or somebody else
 * has it.
 */
export async function takeMarked(db: Database, streamId: number): Promise<MarkedStream | null> {
  const [lock] = await db.query<{ taken: boolean }>(sql`
    /* dirty-streams: lock */
    select ${sharingLog},
           pg_try_advisory_xact_lock(${lockClass}, ${streamId}) as "taken"`)
  if (lock?.taken !== true) return null
  const [row] = await db.query<StreamRow & Omit<DirtyStream, 'streamId'>>(sql`
    /* dirty-streams: take */
    select marked.*, dirty_stream.since, dirty_stream.events, dirty_stream.rewrite, dirty_stream.marked_at as "markedAt"
      from (${streams(sql`stream.id = ${streamId}`)}) as marked
      join dirty_stream on dirty_stream.stream_id = marked.id`)
  if (row === undefined) return null
  const { since, events, rewrite, markedAt, ...stream } = row
  return { mark: { streamId, since, events, rewrite, markedAt }, stream }
}

/** Removes a mark; what was added to it meanwhile stays. */
export async function settleDirty(db: Database, mark: DirtyStream): Promise<void> {
  await db.query(sql`
    /* dirty-streams: settle */
    with settled as (
      delete from dirty_stream
       where stream_id = ${mark.streamId}
         and since = ${toTimestamp(mark.since)}
         and events = ${mark.events}
         and rewrite = ${mark.rewrite}
      returning 1
    )
    update dirty_stream
       set events = greatest(events - ${mark.events}, 1)
     where stream_id = ${mark.streamId}
       and not exists (select from settled)`)
}

/** How much waits for projection, and since when the oldest of it does. */
export async function dirtyTotals(
  db: Database,
): Promise<{ streams: number; events: number; oldestAt: Instant | null }> {
  const [row] = await db.query<{ streams: number; events: number; oldestAt: Instant | null }>(sql`
    /* dirty-streams: totals */
    select count(*) as "streams", coalesce(sum(greatest(events, 1)), 0)::bigint as "events", min(marked_at) as "oldestAt"
      from dirty_stream`)
  return row ?? { streams: 0, events: 0, oldestAt: null }
}
