import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { countBeyond, readCursor, startRebuild } from '#storage/stores/cursor'
import { dirtyTotals } from '#storage/stores/dirty-streams'
import { Worker } from './worker.ts'

export interface RebuildProgress {
  /** FOLD: statements of the log are left; PROJECT: streams are. */
  readonly phase: 'FOLD' | 'PROJECT'
  readonly left: number
}

export interface RebuildOptions {
  readonly clock: () => Instant
  readonly onProgress?: (progress: RebuildProgress) => void
}

const mostCounted = 10_000_000

/** Works until everything that was recorded or changed so far shows in the facts; a running worker may help. */
export async function catchUp(db: Database, options: RebuildOptions): Promise<void> {
  const worker = new Worker({ db, clock: options.clock })
  const report = async (): Promise<void> => {
    if (options.onProgress === undefined) return
    const cursor = await readCursor(db)
    if (cursor.rebuilding) options.onProgress({ phase: 'FOLD', left: await countBeyond(db, cursor, mostCounted) })
    else options.onProgress({ phase: 'PROJECT', left: (await dirtyTotals(db)).streams })
  }
  await worker.drain(report)
}

/**
 * Makes all facts anew from the log. Readers keep the old facts until those of their stream are replaced, one transaction
 * a stream; only the tables of folded states are locked, for the moment in which they are emptied. A running worker may
 * help: nothing is projected before the whole log has been folded. When the process dies on the way, the next worker
 * goes on.
 */
export async function rebuild(db: Database, options: RebuildOptions): Promise<void> {
  await db.transaction(startRebuild)
  await catchUp(db, options)
}
