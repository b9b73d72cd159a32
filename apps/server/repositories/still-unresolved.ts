import { behindLog } from '#ingest/ingest-status'
import type { Database } from '#storage/database'
import { namelessOfSource } from '#storage/queries/nameless-of-source'

/** Versions without a known commit. */
export interface Unresolved {
  readonly count: number
  /** What was told is not all worked in yet: fewer may be left. */
  readonly atMost: boolean
}

/**
 * Of how many versions the commit is still unknown: an artifact or another source may have told it since they were read. While
 * facts are not up to date with the log, all of them.
 *
 * @param unresolved versions of which no commit was found when they were read.
 */
export async function stillUnresolved(db: Database, source: string, unresolved: number): Promise<Unresolved> {
  if (unresolved === 0) return { count: 0, atMost: false }
  const { pending } = await behindLog(db)
  if (pending > 0) return { count: unresolved, atMost: true }
  const [row] = await db.query<{ readonly count: number }>(namelessOfSource(source, unresolved))
  return { count: row?.count ?? 0, atMost: false }
}
