import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** Counts a delivery that said nothing about delivery. */
export async function countIgnored(db: Database, source: string): Promise<void> {
  await db.query(sql`
    /* count-ignored */
    insert into source (name, system, ignored) values (${source}, 'events', 1)
    on conflict (name) do update set ignored = source.ignored + 1`)
}
