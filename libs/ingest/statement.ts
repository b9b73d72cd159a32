import { hash } from 'node:crypto'
import type { DeliveryEvent } from '#domain/delivery-event'
import { entityOf, latestTime } from '#domain/entity-key'
import type { Instant } from '#domain/instant'
import { toWire, type WireEvent } from '#sources/events/canonical'
import type { NewStatement } from '#storage/stores/event-log'
import { entityHashText } from '#storage/stores/entity-hash'

/** A valid event in all the forms that are needed to keep it. */
export interface ValidEvent {
  readonly event: DeliveryEvent
  readonly wire: WireEvent
  readonly canonical: string
  readonly recordedAt: Instant | null
}

function keyOf(event: DeliveryEvent, naturalKey: string, canonical: string): string {
  return hash('sha256', JSON.stringify([event.type, event.source, naturalKey, hash('sha256', canonical)]))
}

/** The key (hex) that a statement of this event has in the log. */
export function statementKey(event: DeliveryEvent): string {
  return keyOf(event, entityOf(event).naturalKey, JSON.stringify(toWire(event)))
}

/**
 * An event as a row of the log. Its key is the contract's: type, source, entity key, and the hash of the canonical event
 * without `recordedAt`.
 */
export function toStatement({ event, wire, canonical, recordedAt }: ValidEvent): NewStatement {
  const { entity, naturalKey } = entityOf(event)
  return {
    key: keyOf(event, naturalKey, canonical),
    entity: entityHashText(entity),
    type: event.type,
    source: event.source,
    occurredAt: latestTime(event),
    recordedAt,
    body: wire,
  }
}
