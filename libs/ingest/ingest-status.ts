import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { countBeyond, oldestBeyond, readCursor } from '#storage/stores/cursor'
import { dirtyTotals } from '#storage/stores/dirty-streams'
import { type IngestTotals, ingestTotals } from '#storage/stores/ingest-totals'

export interface IngestStatus extends IngestTotals {
  /** Statements not folded yet, and changes that wait for a projection; 0: everything is visible in all answers. */
  readonly pending: number
  /** Null where nothing is pending. */
  readonly oldestPendingSeconds: number | null
}

/** More waiting statements than this are not counted one by one. */
const mostCounted = 10_000_000

/** How far the facts are behind the log. */
export async function ingestStatus(db: Database, now: Instant): Promise<IngestStatus> {
  const cursor = await readCursor(db)
  const beyond = await countBeyond(db, cursor, mostCounted)
  const dirty = await dirtyTotals(db)
  const oldest = [await oldestBeyond(db, cursor), dirty.oldestAt].filter((at) => at !== null)
  const turning = cursor.rebuilding || cursor.rebuildWanted ? 1 : 0
  const pending = beyond + dirty.events + turning
  return {
    ...(await ingestTotals(db)),
    pending,
    oldestPendingSeconds:
      pending === 0 || oldest.length === 0 ? null : Math.max(0, (now - Math.min(...oldest)) / 1_000),
  }
}
