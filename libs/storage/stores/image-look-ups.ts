import { DAY, type Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { keepProgress } from './source-progress.ts'

/** What became of the look-up of an image. */
export interface KeptLookUp {
  readonly at: string
  /** ISO 8601; null: it is known for good. */
  readonly dueAt: string | null
  readonly tries: number
  /** What its reader should know; null where all is well. */
  readonly message: string | null
}

/** How long is remembered what nobody waits for any more. */
const remembered = 30 * DAY

/** Writes down what a source answered of what a stream waits for. */
export async function keepLookUp(db: Database, source: string, reference: string, kept: KeptLookUp): Promise<void> {
  await keepProgress(db, source, `image ${reference}`, kept)
}

export interface LookUpRemark {
  readonly message: string
  readonly count: number
  readonly example: string
}

/** What is amiss with images that streams still wait for, the most frequent first. */
export async function lookUpRemarks(db: Database, source: string): Promise<LookUpRemark[]> {
  return db.query<LookUpRemark>(sql`
    /* image-look-ups: remarks */
    select looked.state ->> 'message' as "message", count(*)::integer as "count",
           min(substring(looked.part from 7) collate "C") as "example"
      from source_progress looked
     where looked.source = ${source}
       and looked.part like 'image %'
       and looked.state ->> 'message' is not null
       and exists (
         select from wait where wait.kind = 'artifact' and wait.reference = substring(looked.part from 7)
       )
     group by 1
     order by 2 desc, 1
     limit 100`)
}

/** Forgets what was looked up long ago and is waited for no more. */
export async function forgetLookUps(db: Database, source: string, now: Instant): Promise<void> {
  await db.query(sql`
    /* image-look-ups: forget */
    delete from source_progress
     where source = ${source}
       and part like 'image %'
       and updated_at < ${toTimestamp(now - remembered)}::timestamptz
       and not exists (
         select from wait where wait.kind = 'artifact' and wait.reference = substring(source_progress.part from 7)
       )`)
}
