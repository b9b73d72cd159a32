import type { DeploymentEvent } from './delivery-event.ts'
import type { Instant } from './instant.ts'

/** Live time that a report states or implies: `liveAt`, else the end of a succeeded run; null otherwise. */
export function liveTime(event: DeploymentEvent): Instant | null {
  if (event.outcome !== undefined && event.outcome !== 'succeeded') return null
  if (event.liveAt !== undefined) return event.liveAt
  return event.outcome === 'succeeded' ? (event.finishedAt ?? event.startedAt ?? null) : null
}

/** The moment at which a run stands in its stream: its live time, else its end, else its start. */
export function runTime(event: DeploymentEvent): Instant {
  return liveTime(event) ?? event.finishedAt ?? event.liveAt ?? event.startedAt ?? 0
}
