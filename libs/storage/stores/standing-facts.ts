import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** Which parts of a stream's facts hold anything where a pass writes: what holds nothing need not be compared. */
export interface StandingFacts {
  readonly changes: boolean
  readonly commits: boolean
  readonly waits: boolean
  /** Of the whole stream, as what follows. */
  readonly failures: boolean
  readonly incidents: boolean
  readonly pending: boolean
}

/** Rows of a table that a pass answers for. */
export function inPass(column: Sql, from: Instant, until: Instant | null): Sql {
  return sql`${column} >= ${toTimestamp(from)} ${until === null ? sql.empty : sql`and ${column} < ${toTimestamp(until)}`}`
}

/** Waits that a pass answers for. */
export function waitsFrom(from: Instant): Sql {
  return sql`(wait.since >= ${toTimestamp(from)} or wait.kind = 'ahead')`
}

/** What stands in the facts of a stream from an instant on, and before another one where that is not null. */
export async function readStandingFacts(
  db: Database,
  streamId: number,
  from: Instant,
  until: Instant | null,
): Promise<StandingFacts> {
  const [row] = await db.query<StandingFacts>(sql`
    /* facts: standing */
    select exists(select from shipped_change where stream_id = ${streamId} and ${inPass(sql`live_at`, from, until)}) as "changes",
           exists(select from shipped_commit where stream_id = ${streamId} and ${inPass(sql`live_at`, from, until)}) as "commits",
           exists(select from wait where stream_id = ${streamId} and ${waitsFrom(from)}) as "waits",
           exists(select from failure where stream_id = ${streamId}) as "failures",
           exists(select from stream_incident where stream_id = ${streamId}) as "incidents",
           exists(select from pending_change where stream_id = ${streamId}) as "pending"`)
  return row as StandingFacts
}
