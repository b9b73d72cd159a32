import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'
import type { EntityState } from '#domain/entity-state'

/** One thing of which the batch speaks, with its state before and after. */
export interface Changed<E extends DeliveryEvent = DeliveryEvent> {
  /** Null where the batch spoke of it first. */
  readonly before: EntityState<E> | null
  readonly after: EntityState<E>
}

type EventOf<T extends DeliveryEventType> = Extract<DeliveryEvent, { type: T }>

/** States of one type, before and after. */
export interface Pair<T extends DeliveryEventType> {
  readonly before: EventOf<T> | null
  readonly after: EventOf<T>
}

/** What changed of one type. */
export function pairs<T extends DeliveryEventType>(changed: readonly Changed[], type: T): Pair<T>[] {
  return changed
    .filter((change) => change.after.event.type === type)
    .map((change) => ({
      before: (change.before?.event ?? null) as EventOf<T> | null,
      after: change.after.event as EventOf<T>,
    }))
}

/** The event as it was, where it was known, and as it is. */
export function both<T extends DeliveryEventType>(pair: Pair<T>): EventOf<T>[] {
  return pair.before === null ? [pair.after] : [pair.before, pair.after]
}
