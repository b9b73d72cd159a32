import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'

/** The source that every demo event names, and by which the demo is taken out again. */
export const demoSource = 'demo'

type WithoutSource<E> = E extends DeliveryEvent ? Omit<E, 'source'> : never
/** An event of the demo before it names its source. */
export type Said = WithoutSource<DeliveryEvent>

type WireValue = string | number | boolean | readonly WireValue[] | { readonly [key: string]: WireValue }

/** An event as it is posted to `/api/events`: ISO 8601 text for times. */
export interface WireEvent {
  readonly type: DeliveryEventType
  readonly source: string
  readonly [field: string]: WireValue
}

function wireValue(name: string, value: unknown): WireValue {
  if (typeof value === 'number' && (name === 'at' || name.endsWith('At'))) return new Date(value).toISOString()
  return value as WireValue
}

/** The wire form of an event; nothing is checked, because the door checks it. */
export function wireOf(event: DeliveryEvent): WireEvent {
  const fields = Object.entries(event).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(fields.map(([name, value]) => [name, wireValue(name, value)])),
    type: event.type,
    source: event.source,
  }
}
