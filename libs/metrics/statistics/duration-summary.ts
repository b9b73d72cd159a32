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
 * a day, in any order). Nothing is sorted: the few ranks that are needed are selected.
 */
export function summarizeDurations(weeks: readonly (readonly ArrayLike<number>[])[], minP90: number): DurationSummary {
  const values = join(weeks)
  const count = values.length
  let sum = 0
  for (const value of values) sum += value
  const read = orderStatistics(values)
  const median = percentile(read, count, 0.5)
  if (median === null) return { count, median, p75: null, p90: null, mean: null, interval: null }

  const hits = weeks.map((arrays) => countUpTo(arrays, median))
  return {
    count,
    median,
    p75: count < minP90 ? null : percentile(read, count, 0.75),
    p90: count < minP90 ? null : percentile(read, count, 0.9),
    mean: sum / count,
    interval: percentileInterval(read, count, 0.5, designEffect(hits, 0.5)),
  }
}

function join(weeks: readonly (readonly ArrayLike<number>[])[]): Float64Array {
  let count = 0
  for (const arrays of weeks) for (const array of arrays) count += array.length
  const values = new Float64Array(count)
  let next = 0
  for (const arrays of weeks) {
    for (const array of arrays) {
      values.set(array, next)
      next += array.length
    }
  }
  return values
}

/** Half of the values that equal the median count as below it, so that ties do not look like a week apart. */
function countUpTo(arrays: readonly ArrayLike<number>[], median: number): { size: number; hits: number } {
  let size = 0
  let hits = 0
  for (const array of arrays) {
    size += array.length
    for (let index = 0; index < array.length; index += 1) {
      const value = array[index] ?? 0
      if (value < median) hits += 1
      else if (value === median) hits += 0.5
    }
  }
  return { size, hits }
}
