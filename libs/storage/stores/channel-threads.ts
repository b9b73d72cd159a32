import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

/** By what a receiver knows what it was told of one thing before; null where nothing of it arrived yet. */
export async function threadMark(
  db: Pick<Database, 'query'>,
  channelId: number,
  thread: string,
): Promise<string | null> {
  const [found] = await db.query<{ readonly mark: string }>(sql`
    /* thread-mark */
    select mark from channel_thread where channel_id = ${channelId} and thread = ${thread}`)
  return found?.mark ?? null
}

/** Keeps it; nothing where the channel was removed meanwhile. */
export async function keepThreadMark(
  db: Database,
  { channelId, thread, mark, now }: { channelId: number; thread: string; mark: string; now: Instant },
): Promise<void> {
  await db.query(sql`
    /* keep-thread-mark */
    insert into channel_thread (channel_id, thread, mark, kept_at)
    select channel.id, ${thread}, ${mark}, ${toTimestamp(now)}::timestamptz from channel where channel.id = ${channelId}
    on conflict (channel_id, thread) do update set mark = excluded.mark, kept_at = excluded.kept_at`)
}

/** Forgets all that a receiver knew: it is another one. */
export async function forgetThreadMarks(db: Database, channelId: number): Promise<void> {
  await db.query(sql`/* forget-thread-marks */ delete from channel_thread where channel_id = ${channelId}`)
}

/** Forgets what was kept before a moment. */
export async function trimThreadMarks(db: Database, before: Instant): Promise<void> {
  await db.query(sql`
    /* trim-thread-marks */
    delete from channel_thread where kept_at < ${toTimestamp(before)}::timestamptz`)
}
