import type { Instant } from '#domain/instant'
import { type Bucket, buckets, type Period, until } from '#domain/window'
import type { Interval, MeasureScope } from './metric.ts'
import { designEffect } from './statistics/design-effect.ts'
import { wilsonInterval } from './statistics/wilson-interval.ts'
import { byPeriod, byWeek } from './weeks.ts'

export interface RatePoint {
  readonly start: Instant
  readonly end: Instant
  /** 0 to 1; null where the denominator is 0. */
  readonly rate: number | null
  readonly numerator: number
  readonly denominator: number
  readonly interval: Interval | null
}

/** One of those that a rate is a share of. */
export interface Trial {
  readonly at: Instant
  readonly hit: boolean
}

export interface Rate {
  readonly rate: number | null
  readonly numerator: number
  readonly denominator: number
  readonly interval: Interval | null
}

/** The share of hits with its interval over the weeks of the window. */
export function rateOf(trials: readonly Trial[], window: MeasureScope['window']): Rate {
  const numerator = trials.filter(({ hit }) => hit).length
  const denominator = trials.length
  if (denominator === 0) return { rate: null, numerator, denominator, interval: null }

  const weeks = byWeek(window, trials, ({ at }) => at).map((week) => ({
    size: week.length,
    hits: week.filter(({ hit }) => hit).length,
  }))
  const rate = numerator / denominator
  return { rate, numerator, denominator, interval: wilsonInterval(numerator, denominator, designEffect(weeks, rate)) }
}

/** The same by local days, weeks or months of the window that have begun. */
export function rateSeries(trials: readonly Trial[], { window, now }: MeasureScope, by: Bucket): RatePoint[] {
  const lived = until(window, now)
  const periods = buckets(lived, by)
  return byPeriod(periods, trials, ({ at }) => at).map((group, index) => {
    const { from, to } = periods[index] as Period
    return { start: from, end: to, ...rateOf(group, { ...lived, from, to }) }
  })
}
