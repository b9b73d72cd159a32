import type { RecordedEvent } from '#domain/entity-state'
import { readCanonical } from '#sources/events/canonical'
import type { LoggedStatement } from '#storage/stores/event-log'

/** A statement of the log as `fold` takes it. */
export function recordedOf(row: LoggedStatement): RecordedEvent {
  return { event: readCanonical(row.body), hash: row.hash, recordedAt: row.recordedAt }
}
