import type { IncidentState } from './entity-state.ts'
import { DAY, type Instant, type Milliseconds } from './instant.ts'

/** How long an incident lasted; `to` is null while it does. */
export interface IncidentSpan {
  readonly from: Instant
  readonly to: Instant | null
}

/** From the first harm of an incident to its last end; open where it was reopened after it. */
export function spanOf({ event, resolutions, reopenings }: IncidentState): IncidentSpan {
  const from = Math.min(event.openedAt, event.impactStartedAt ?? event.openedAt)
  const last = Math.max(...resolutions, event.cancelledAt ?? Number.NEGATIVE_INFINITY)
  return { from, to: Number.isFinite(last) && !reopenings.some((at) => at > last) ? last : null }
}

/** Whether an instant lies in a span, its ends included. */
export function isDuring({ from, to }: IncidentSpan, at: Instant): boolean {
  return at >= from && (to === null || at <= to)
}

/** A span with as much more on both sides. */
export function widened({ from, to }: IncidentSpan, by: Milliseconds): IncidentSpan {
  return { from: from - by, to: to === null ? null : to + by }
}

/** How long before and after an incident a switch may be that says it was for it. */
export const namedAround = 7 * DAY
