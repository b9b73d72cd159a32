import type { CalendarDay } from '#domain/calendar'
import type { Instant } from '#domain/instant'
import { type Bucket, buckets, type Period, until } from '#domain/window'
import type { Interval, MeasureScope } from './metric.ts'
import { designEffect, type WeekCount } from './statistics/design-effect.ts'
import { wilsonInterval } from './statistics/wilson-interval.ts'
import { byPeriod, byPeriodOfDay, byWeek } from './weeks.ts'

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

/** One local day of what a rate is a share of; several may be of one day. */
export interface DayTrials {
  readonly day: CalendarDay
  readonly size: number
  readonly hits: number
}

/** The share of hits with its interval over the weeks of the window. */
export function rateOf(trials: readonly Trial[], window: MeasureScope['window']): Rate {
  return rateOfWeeks(byWeek(window, trials, ({ at }) => at).map(countOf))
}

/** The same over days of the window. */
function rateOfDays(days: readonly DayTrials[], window: MeasureScope['window']): Rate {
  return rateOfWeeks(byPeriodOfDay(buckets(window, 'WEEK'), days).map(sumOf))
}

/** The same over what its local weeks add up to, empty ones included. */
export function rateOfWeeks(weeks: readonly WeekCount[]): Rate {
  let numerator = 0
  let denominator = 0
  for (const { size, hits } of weeks) {
    numerator += hits
    denominator += size
  }
  if (denominator === 0) return { rate: null, numerator, denominator, interval: null }
  const rate = numerator / denominator
  return { rate, numerator, denominator, interval: wilsonInterval(numerator, denominator, designEffect(weeks, rate)) }
}

function countOf(trials: readonly Trial[]): WeekCount {
  return { size: trials.length, hits: trials.filter(({ hit }) => hit).length }
}

function sumOf(days: readonly DayTrials[]): WeekCount {
  let size = 0
  let hits = 0
  for (const day of days) {
    size += day.size
    hits += day.hits
  }
  return { size, hits }
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

/** The same over days. */
export function rateSeriesOfDays(days: readonly DayTrials[], { window, now }: MeasureScope, by: Bucket): RatePoint[] {
  const lived = until(window, now)
  const periods = buckets(lived, by)
  return byPeriodOfDay(periods, days).map((group, index) => {
    const { from, to } = periods[index] as Period
    return { start: from, end: to, ...rateOfDays(group, { ...lived, from, to }) }
  })
}
