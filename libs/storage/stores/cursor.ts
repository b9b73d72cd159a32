import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { keepSpokenStreams } from './merged-streams.ts'
import { takeNamesIntoForce } from './service-names.ts'
import { takeEnvironmentRulesIntoForce } from './settings.ts'

/** How far the log has been folded; the order of the log is (transaction id, position). */
export interface Cursor {
  /** 64-bit, as text. */
  readonly transactionId: string
  readonly position: number
  /** Facts are being made anew: nothing is projected until the whole log has been folded. */
  readonly rebuilding: boolean
  /** Something that was folded before means something else now: when the log is drained, everything is made anew. */
  readonly rebuildWanted: boolean
}

/** Two numbers that no other user of advisory locks in this database takes. */
const lockClass = 0x1ead

/** Folding excludes projecting, or a stream could miss what arrives while it is projected. */
const logLock = 1

/** Held until the end of the transaction; waits for projections to end, and makes new ones wait. */
export async function lockLog(db: Database): Promise<void> {
  await db.query(sql`
    /* cursor: lock log */
    select pg_advisory_xact_lock(${lockClass}, ${logLock})`)
}

/** Expression: held until the end of the transaction; as many as like may hold it, while nobody folds. */
export const sharingLog = sql`pg_advisory_xact_lock_shared(${lockClass}, ${logLock})`

export async function readCursor(db: Database): Promise<Cursor> {
  const [row] = await db.query<Cursor>(sql`
    /* cursor: read */
    select transaction_id::text as "transactionId", position, rebuilding, rebuild_wanted as "rebuildWanted"
      from projection_cursor`)
  if (row === undefined) throw new Error('projection_cursor is empty; restore its row or run the migrations again')
  return row
}

export async function moveCursor(
  db: Database,
  to: { readonly transactionId: string; readonly position: number },
): Promise<void> {
  await db.query(sql`
    /* cursor: move */
    update projection_cursor set transaction_id = ${to.transactionId}::xid8, position = ${to.position}`)
}

export async function wantRebuild(db: Database): Promise<void> {
  await db.query(sql`
    /* cursor: want rebuild */
    update projection_cursor set rebuild_wanted = true where not rebuild_wanted`)
}

/** Nothing was folded yet, so that nothing means something else: what the catalogue says is simply in force. */
export async function forgetRebuild(db: Database): Promise<void> {
  await takeNamesIntoForce(db)
  await takeEnvironmentRulesIntoForce(db)
  await db.query(sql`
    /* cursor: forget rebuild */
    update projection_cursor set rebuild_wanted = false`)
}

/**
 * Forgets every folded state and goes back to the beginning of the log, under the names that the catalogue gives now.
 * Facts stay readable: each stream's are replaced when the log has been folded again.
 */
export async function startRebuild(db: Database): Promise<void> {
  await lockLog(db)
  await takeNamesIntoForce(db)
  await takeEnvironmentRulesIntoForce(db)
  await db.query(sql`
    /* cursor: forget states */
    truncate commit, commit_hole, entity, entity_reference, wait, stream_repository, repository_place, dirty_stream`)
  await db.query(sql`
    /* cursor: forget graphs */
    update repository set graph_version = graph_version + 1`)
  await db.query(sql`
    /* cursor: start rebuild */
    update projection_cursor set transaction_id = '0', position = 0, rebuilding = true, rebuild_wanted = false`)
}

/**
 * The log has been folded: every stream is to be projected whole, and its rows written anew even where they are equal. One
 * that became part of another waits for that one.
 */
export async function finishRefold(db: Database): Promise<void> {
  await keepSpokenStreams(db)
  await db.query(sql`
    /* cursor: mark all streams */
    insert into dirty_stream (stream_id, since, events, rewrite)
    select id, to_timestamp(0), 0, true from stream where merged_into is null
        on conflict (stream_id) do update set since = to_timestamp(0), rewrite = true`)
  await db.query(sql`
    /* cursor: end refold */
    update projection_cursor set rebuilding = false`)
}

/** Statements of the log beyond the cursor, committed or not yet safe to read; counted up to `limit`. */
export async function countBeyond(db: Database, cursor: Cursor, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(sql`
    /* cursor: count beyond */
    select count(*) as "count"
      from (select from event_log
             where (transaction_id, position) > (${cursor.transactionId}::xid8, ${cursor.position}::bigint)
             limit ${limit}) as beyond`)
  return row?.count ?? 0
}

/** When the first statement beyond the cursor was recorded; null where none is. */
export async function oldestBeyond(db: Database, cursor: Cursor): Promise<number | null> {
  const [row] = await db.query<{ recordedAt: number }>(sql`
    /* cursor: oldest beyond */
    select recorded_at as "recordedAt"
      from event_log
     where (transaction_id, position) > (${cursor.transactionId}::xid8, ${cursor.position}::bigint)
     order by transaction_id, position
     limit 1`)
  return row?.recordedAt ?? null
}
