import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** How far a part of a source's history was read, as whoever reads it wrote it down; null before the first time. */
export async function readProgress(db: Database, source: string, part: string): Promise<unknown> {
  const [row] = await db.query<{ state: unknown }>(sql`
    /* read-progress */
    select state from source_progress where source = ${source} and part = ${part}`)
  return row?.state ?? null
}

/** Writes down how far a part was read, once what it told is committed. */
export async function keepProgress(db: Database, source: string, part: string, state: unknown): Promise<void> {
  await db.query(sql`
    /* keep-progress */
    insert into source_progress (source, part, state)
    values (${source}, ${part}, ${JSON.stringify(state)}::json)
        on conflict (source, part) do update set state = excluded.state, updated_at = now()`)
}
