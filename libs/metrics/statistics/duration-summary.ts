import type { Interval } from '../metric.ts'
import { designEffect } from './design-effect.ts'
import { percentileInterval } from './percentile-interval.ts'
import { orderStatistics, percentile } from './percentile.ts'

/** Milliseconds, exact: the same values give the same summary however they are split and ordered within a week. */
export interface DurationSummary {
  readonly count: number
  readonly median: number | null
  /** Null below `minP90` samples, as p90. */
  readonly p75: number | null
  readonly p90: number | null
  readonly mean: number | null
  /** Of the median. */
  readonly interval: Interval | null
}

/**
 * Summary of durations that come in consecutive local weeks (each with its values in any number of arrays, such as one
 * a day, in any order). Nothing is sorted that is long: the few ranks that are needed are selected.
 */
export function summarizeDurations(weeks: readonly (readonly ArrayLike<number>[])[], minP90: number): DurationSummary {
  const count = countOf(weeks)
  const values = count > kept.length ? new Float64Array(count) : kept.subarray(0, count)
  const ends = gather(weeks, values)
  let sum = 0
  for (let index = 0; index < count; index += 1) sum += values[index] ?? 0
  const sorted = count > ranked.length ? new Float64Array(count) : ranked.subarray(0, count)
  sorted.set(values)
  const read = orderStatistics(sorted)
  const median = percentile(read, count, 0.5)
  if (median === null) return { count, median, p75: null, p90: null, mean: null, interval: null }

  const hits = ends.map((end, week) => countUpTo(values, ends[week - 1] ?? 0, end, median))
  return {
    count,
    median,
    p75: count < minP90 ? null : percentile(read, count, 0.75),
    p90: count < minP90 ? null : percentile(read, count, 0.9),
    mean: sum / count,
    interval: percentileInterval(read, count, 0.5, designEffect(hits, 0.5)),
  }
}

/** Values of the summary that is being made, by week, and the same to be ranked: room made anew for each costs more than the rest. */
const kept = new Float64Array(65_536)
const ranked = new Float64Array(65_536)

function countOf(weeks: readonly (readonly ArrayLike<number>[])[]): number {
  let count = 0
  for (const arrays of weeks) for (const array of arrays) count += array.length
  return count
}

/** Puts the values beside each other. Gives where each week ends. */
function gather(weeks: readonly (readonly ArrayLike<number>[])[], into: Float64Array): number[] {
  let next = 0
  return weeks.map((arrays) => {
    for (const array of arrays) {
      if (array instanceof Float64Array) into.set(array, next)
      // A day of one service holds a handful: to copy them one by one is faster than to ask for it.
      else for (let index = 0; index < array.length; index += 1) into[next + index] = array[index] ?? 0
      next += array.length
    }
    return next
  })
}

/** Half of the values that equal the median count as below it, so that ties do not look like a week apart. */
function countUpTo(values: Float64Array, from: number, to: number, median: number): { size: number; hits: number } {
  let hits = 0
  for (let index = from; index < to; index += 1) {
    const value = values[index] ?? 0
    if (value < median) hits += 1
    else if (value === median) hits += 0.5
  }
  return { size: to - from, hits }
}
