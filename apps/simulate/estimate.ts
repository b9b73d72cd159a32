import { independent } from '#metrics/statistics/design-effect'
import { wilsonInterval } from '#metrics/statistics/wilson-interval'

/** What was measured, with the ends of its 90 % interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** A share; null of nothing. */
export function shareOf(hits: number, count: number): Estimate | null {
  const interval = wilsonInterval(hits, count)
  return interval === null ? null : { value: hits / count, low: interval.low ?? 0, high: interval.high ?? 1 }
}

/**
 * Events per unit of exposure, which come as they please (Poisson; Byar's approximation: Breslow, Day 1987, Statistical
 * Methods in Cancer Research II, §2.3). Null without exposure.
 */
export function rateOf(count: number, exposure: number): Estimate | null {
  if (exposure === 0) return null
  const end = (events: number, sign: 1 | -1): number =>
    events === 0 ? 0 : events * (1 - 1 / (9 * events) + (sign * independent.z) / (3 * Math.sqrt(events))) ** 3
  return { value: count / exposure, low: end(count, -1) / exposure, high: end(count + 1, 1) / exposure }
}

/** What an estimate has to be. */
export interface Bound {
  readonly atLeast?: number
  readonly atMost?: number
}

/** OPEN: the estimate misses the bound by no more than chance explains. */
export type Verdict = 'HOLDS' | 'OPEN' | 'MISSED'

export function verdictOn({ value, low, high }: Estimate, bound: Bound): Verdict {
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = bound
  if (value >= atLeast && value <= atMost) return 'HOLDS'
  return high >= atLeast && low <= atMost ? 'OPEN' : 'MISSED'
}
