import { createHash } from 'node:crypto'
import type { DeliveryEvent } from '#domain/delivery-event'
import { entityOf, latestTime } from '#domain/entity-key'
import type { Instant } from '#domain/instant'
import { toWire } from '#sources/events/canonical'
import type { NewStatement } from '#storage/stores/event-log'
import { entityHash } from '#storage/stores/entity-hash'

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * An event as a row of the log. Its key is the contract's: type, source, entity key, and the hash of the canonical event
 * without `recordedAt`.
 */
export function toStatement(event: DeliveryEvent, canonical: string, recordedAt: Instant | null): NewStatement {
  const { entity, naturalKey } = entityOf(event)
  const content = sha256(canonical).toString('hex')
  return {
    key: sha256(JSON.stringify([event.type, event.source, naturalKey, content])),
    entity: entityHash(entity),
    type: event.type,
    source: event.source,
    occurredAt: latestTime(event),
    recordedAt,
    body: toWire(event),
  }
}
