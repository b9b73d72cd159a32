import { behindLog } from '#ingest/ingest-status'
import type { Database } from '#storage/database'
import { namelessOfSource } from '#storage/queries/nameless-of-source'

/**
 * Of how many versions the commit is still unknown: an artifact or another source may have told it since they were read. While
 * facts are not up to date with the log, all of them.
 *
 * @param unresolved versions of which no commit was found when they were read.
 */
export async function stillUnresolved(db: Database, source: string, unresolved: number): Promise<number> {
  if (unresolved === 0) return 0
  const { pending } = await behindLog(db)
  if (pending > 0) return unresolved
  const [row] = await db.query<{ readonly count: number }>(namelessOfSource(source, unresolved))
  return row?.count ?? 0
}
