import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { jsonText } from './json-text.ts'

/** The part that says by which rules a source told what it told; kept of one that was removed too, for that stays as well. */
export const toldByPart = 'told-by'

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
    values (${source}, ${part}, ${jsonText(state)}::json)
        on conflict (source, part) do update set state = excluded.state, updated_at = now()`)
}

/** Progress of one part. */
export interface ProgressRow {
  readonly part: string
  readonly state: unknown
  readonly updatedAt: Instant
}

/** How far every part of a source's history was read, by part; the first 10,000. */
export async function progressOf(db: Database, source: string): Promise<ProgressRow[]> {
  return db.query<ProgressRow>(sql`
    /* progress-of */
    select part, state, updated_at as "updatedAt"
      from source_progress
     where source = ${source}
     order by part collate "C"
     limit 10000`)
}

/** Forgets what was written down of a part. */
export async function forgetProgress(db: Database, source: string, part: string): Promise<void> {
  await db.query(sql`/* forget-progress */ delete from source_progress where source = ${source} and part = ${part}`)
}

/** Forgets how far a part was read (such as `releases`) in all repositories of a source. */
export async function forgetPart(db: Database, source: string, part: string): Promise<void> {
  await db.query(sql`
    /* forget-part */ delete from source_progress where source = ${source} and split_part(part, ' ', 2) = ${part}`)
}

/** The sources that have progress in a part of this name. */
export async function sourcesWithPart(db: Database, part: string): Promise<string[]> {
  const rows = await db.query<{ source: string }>(sql`
    /* sources-with-part */
    select source from source_progress where part = ${part} order by source collate "C" limit 1000`)
  return rows.map(({ source }) => source)
}
