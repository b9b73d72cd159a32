import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** Which of these ids are those of incidents that a source told of. */
export async function knownIncidents(db: Database, source: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db.query<{ id: string }>(sql`
    /* known-incidents */
    select distinct external_id as "id"
      from entity
     where type = 'incident'
       and external_id = any(${ids}::text[])
       and source = ${source}`)
  return new Set(rows.map(({ id }) => id))
}
