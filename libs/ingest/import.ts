import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { EventDoor, type Receipt, StreamStopped } from './event-door.ts'

/**
 * Restores an export: NDJSON of the event contract, of all sources, with the time at which each event was recorded. What
 * is in the log already stays as it is, so an import that was cut may be run again.
 *
 * @throws the reason why the stream stopped: its own error, or that the database is away
 */
export async function importEvents(db: Database, chunks: AsyncIterable<Buffer>, now: Instant): Promise<Receipt> {
  const door = new EventDoor(db)
  try {
    return await door.takeLines(chunks, { source: 'api', allowAnySource: true, mayImport: true, now })
  } catch (error) {
    throw error instanceof StreamStopped ? error.cause : error
  } finally {
    await door.close()
  }
}
