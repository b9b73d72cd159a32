import type { Interval } from '../metric.ts'
import { effectOfWeeks, level, studentQuantile } from './design-effect.ts'
import { trimmedAtEachEnd } from './trimmed.ts'

/** The variance of a trimmed mean, and what the quantile of its interval rests on. */
interface Spread {
  readonly variance: number
  readonly degrees: number
  readonly z: number
}

/**
 * Interval of a difference of two 20 % trimmed means by their Winsorized variances, with Welch's degrees of freedom (Yuen
 * 1974, Biometrika 61), each variance multiplied by the design effect of the weeks that its values come in. Values of each
 * window by local week, empty weeks included. Null where nothing varies, and below two values between the ends.
 */
export function yuenInterval(
  difference: number,
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): Interval | null {
  const [a, b] = [spreadOf(before), spreadOf(after)]
  if (a === null || b === null || a.variance + b.variance === 0) return null
  const variance = a.variance + b.variance
  const degrees = variance ** 2 / (a.variance ** 2 / a.degrees + b.variance ** 2 / b.degrees)
  const reach = Math.max(studentQuantile(degrees), a.z, b.z) * Math.sqrt(variance)
  return {
    low: difference - reach,
    high: difference + reach,
    level,
    method: 'Yuen, widened for samples of one week',
  }
}

function spreadOf(weeks: readonly (readonly number[])[]): Spread | null {
  const sorted = weeks.flat().toSorted((a, b) => a - b)
  const count = sorted.length
  const left = trimmedAtEachEnd(count)
  const kept = count - 2 * left
  if (kept < 2) return null
  const [low, high] = [sorted[left] ?? 0, sorted[count - left - 1] ?? 0]
  const winsorized = (value: number): number => Math.min(high, Math.max(low, value))
  let sum = 0
  for (const value of sorted) sum += winsorized(value)
  const mean = sum / count
  let squares = 0
  for (const value of sorted) squares += (winsorized(value) - mean) ** 2
  const totals = weeks.map((week) => {
    let deviation = 0
    for (const value of week) deviation += winsorized(value) - mean
    return { size: week.length, deviation }
  })
  const { effect, z } = effectOfWeeks(totals, squares)
  return { variance: (effect * squares) / (kept * (kept - 1)), degrees: kept - 1, z }
}
