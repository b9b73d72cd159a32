import type { EntityState } from '#domain/entity-state'
import type { StreamRow } from '#storage/stores/streams'

/** States that speak of the service by a name that it had when they were folded, under its name of today. */
export function underTodaysName<T extends EntityState>(states: readonly T[], stream: StreamRow): readonly T[] {
  if (stream.formerNames.length === 0) return states
  const today = (name: string): string => (stream.formerNames.includes(name) ? stream.service : name)
  return states.map((state) => {
    const event = state.event as { readonly service?: string; readonly services?: readonly string[] }
    const service = event.service === undefined ? {} : { service: today(event.service) }
    const services = event.services === undefined ? {} : { services: [...new Set(event.services.map(today))] }
    return { ...state, event: { ...event, ...service, ...services } }
  })
}
