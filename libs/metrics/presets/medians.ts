import { calendarDay } from '#domain/calendar'
import type { Instant } from '#domain/instant'
import type { Window } from '#domain/window'
import type { Interval } from '../metric.ts'
import { summarizeDurations } from '../statistics/duration-summary.ts'
import { percentileOf } from '../statistics/percentile.ts'
import { byWeek } from '../weeks.ts'

/** A value that belongs to a moment of one stream. */
export interface Dated {
  readonly at: Instant
  readonly stream: number
  readonly seconds: number
}

/** The headline of a duration in seconds, and its interval where the rules of intervals hold for it. */
export interface Headline {
  readonly median: number | null
  readonly interval: Interval | null
}

/** The median of all values with the interval that the weeks of the window allow, as for our own durations. */
export function medianOf(values: readonly Dated[], window: Window): Headline {
  const weeks = byWeek(window, values, ({ at }) => at).map((week) => [week.map(({ seconds }) => seconds)])
  const { median, interval } = summarizeDurations(weeks, 0)
  return { median, interval }
}

/** The median of each stream on each local day that has values, and the median of those. Null without values. */
export function medianOfDailyMedians(values: readonly Dated[], { timeZone }: Pick<Window, 'timeZone'>): number | null {
  const days = new Map<string, number[]>()
  for (const { at, stream, seconds } of values) {
    const day = `${stream} ${calendarDay(at, timeZone)}`
    const known = days.get(day)
    if (known === undefined) days.set(day, [seconds])
    else known.push(seconds)
  }
  const daily = [...days.values()].flatMap((ofDay) => percentileOf(ofDay, 0.5) ?? [])
  return percentileOf(daily, 0.5)
}

/** The largest value whose percent rank is at most one half: of two values the smaller one. Null without values. */
export function lowerMedian(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null
}
