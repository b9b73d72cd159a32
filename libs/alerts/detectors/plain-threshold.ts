import type { AlertThreshold } from '#domain/alert-threshold'
import { calendarDay, startOfDay } from '#domain/calendar'
import { before, parseDuration } from '#domain/duration'
import { DAY, type Instant } from '#domain/instant'

/** Value of a metric over a half-open window, in the unit of the threshold; null where too little was seen. */
export type ValueOver = (from: Instant, to: Instant) => number | null

/** A time in which a value was past its threshold: as seen at the beginning of each local day. */
export interface Excess {
  readonly openedAt: Instant
  /** When it was not any more; null while it is. */
  readonly endedAt: Instant | null
  /** The value when it was first seen past it. */
  readonly value: number
}

/** It is looked back so far: what has been past its threshold for longer began then. */
const reach = 400

function isPast(value: number, { above, below }: Pick<AlertThreshold, 'above' | 'below'>): boolean {
  return (above !== null && value > above) || (below !== null && value < below)
}

/**
 * When a metric was past a plain threshold. It is looked at midnight of each local day, over the window that ends then; a day of
 * which too little is known changes nothing.
 */
export function excesses(threshold: AlertThreshold, valueOver: ValueOver, asOf: Instant, timeZone: string): Excess[] {
  const last = parseDuration(threshold.last)
  if (last === null) return []
  const today = calendarDay(asOf, timeZone)
  const found: Excess[] = []
  let open: Excess | null = null
  for (let day = today - reach; day <= today; day += 1) {
    const at = startOfDay(day, timeZone)
    const value = valueOver(before(at, last, timeZone), at)
    if (value === null) continue
    if (!isPast(value, threshold)) {
      if (open !== null) found.push({ ...open, endedAt: at })
      open = null
    } else open ??= { openedAt: at, endedAt: null, value }
  }
  return open === null ? found : [...found, open]
}

/** Samples that a value needs, as the metrics do. */
export const leastSamples = 5

/** Weeks in a window. */
export function weeksBetween(from: Instant, to: Instant): number {
  return (to - from) / (7 * DAY)
}
