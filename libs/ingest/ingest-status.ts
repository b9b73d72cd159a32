import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { countBeyond, oldestBeyond, readCursor } from '#storage/stores/cursor'
import { waitingTotals } from '#storage/stores/deliveries'
import { dirtyTotals } from '#storage/stores/dirty-streams'
import { type IngestTotals, ingestTotals } from '#storage/stores/ingest-totals'

export interface IngestStatus extends IngestTotals {
  /** Bodies not translated yet, statements not folded yet, and changes that wait for a projection; 0: everything is visible in all answers. */
  readonly pending: number
  /** Null where nothing is pending. */
  readonly oldestPendingSeconds: number | null
}

interface Behind {
  readonly pending: number
  /** Null where nothing waits, and while a rebuild turns. */
  readonly oldestAt: Instant | null
}

/** More waiting statements than this are not counted one by one. */
const mostCounted = 10_000_000

/** How far the facts are behind the log. */
export async function behindLog(db: Database): Promise<Behind> {
  const cursor = await readCursor(db)
  const beyond = await countBeyond(db, cursor, mostCounted)
  const dirty = await dirtyTotals(db)
  const oldest = [await oldestBeyond(db, cursor), dirty.oldestAt].filter((at) => at !== null)
  const turning = cursor.rebuilding || cursor.rebuildWanted ? 1 : 0
  return {
    pending: beyond + dirty.events + turning,
    oldestAt: oldest.length === 0 ? null : Math.min(...oldest),
  }
}

/** How far the facts are behind everything that was taken. */
export async function ingestStatus(db: Database, now: Instant): Promise<IngestStatus> {
  // Bodies first: what is translated meanwhile is then counted in the log.
  const { waiting, oldestAt } = await waitingTotals(db)
  const log = await behindLog(db)
  const pending = waiting + log.pending
  const oldest = [oldestAt, log.oldestAt].filter((at) => at !== null)
  return {
    ...(await ingestTotals(db)),
    pending,
    oldestPendingSeconds:
      pending === 0 || oldest.length === 0 ? null : Math.max(0, (now - Math.min(...oldest)) / 1_000),
  }
}
