import type { DeliveryEvent } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { isoInstant, isTimeField } from './instant.ts'

/** An event as JSON of the contract: times are ISO 8601 text in UTC, keys stand in ascending order. */
export type WireEvent = Readonly<Record<string, unknown>>

/** A copy in which the keys of every object stand in ascending order, at every depth; objects without keys stay. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const object = value as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(object)
      .toSorted()
      .map((key) => [key, sorted(object[key])]),
  )
}

/** The event as JSON of the contract; `parseEvent` of it gives the same event. */
export function toWire(event: DeliveryEvent): WireEvent {
  const wire: Record<string, unknown> = {}
  const fields = event as unknown as Readonly<Record<string, unknown>>
  for (const key of Object.keys(fields).toSorted()) {
    const value = fields[key]
    if (value === undefined) continue
    wire[key] = isTimeField(key) ? isoInstant(value as Instant) : sorted(value)
  }
  return wire
}

/** A stored body back into an event. It was validated when it came in, and is not validated again. */
export function readCanonical(body: unknown): DeliveryEvent {
  const event: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(body as WireEvent)) {
    event[key] = isTimeField(key) ? Date.parse(value as string) : value
  }
  return event as unknown as DeliveryEvent
}
