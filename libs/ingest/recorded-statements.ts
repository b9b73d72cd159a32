import type { DeliveryEvent } from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'
import type { RecordedEvent } from '#domain/entity-state'
import { readCanonical } from '#sources/events/canonical'
import { entityHash } from '#storage/stores/entity-hash'
import type { LoggedStatement } from '#storage/stores/event-log'

/** A statement of the log as `fold` takes it. */
export function recordedOf(row: LoggedStatement): RecordedEvent {
  return { event: readCanonical(row.body), hash: row.hash, recordedAt: row.recordedAt }
}

/** The event as somebody would have sent it who calls its repository by another of its names. */
function calledFrom(event: DeliveryEvent, place: string): DeliveryEvent {
  const {
    repository: _repository,
    service: _service,
    ...rest
  } = event as DeliveryEvent & {
    repository?: string
    service?: string
  }
  const named = place.startsWith('service:') ? { service: place.slice('service:'.length) } : { repository: place }
  return { ...rest, ...named } as DeliveryEvent
}

/**
 * Hashes in the log of everything that is said about what this event is about. A commit, request, push or build may have
 * been named by each of its repository's names; everything else has one.
 */
export function logHashes(event: DeliveryEvent, places: readonly string[]): Buffer[] {
  switch (event.type) {
    case 'commit':
    case 'pull_request':
    case 'push':
    case 'build':
      return places.map((place) => entityHash(entityOf(calledFrom(event, place)).entity))
    default:
      return [entityHash(entityOf(event).entity)]
  }
}
