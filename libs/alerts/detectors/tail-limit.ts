import { percentileOf } from '#metrics/statistics/percentile'

/** The tail is the longest fifteen of them, between a tenth and a quarter: further in, nights and weekends shape it. */
const tailSize = 15
const [leastShare, mostShare] = [0.1, 0.25]
const leastOfTail = 5

/**
 * A limit that the next value passes with a small probability: the longest of the values are taken as exponential
 * above its threshold (peaks over threshold: Davison, Smith 1990, JRSS B 52), with the error of its mean in it, so that the
 * excess is Lomax: P(X > x) = share · (1 + x / (k · mean))^-k for k of them. Null of fewer than twenty values.
 *
 * @param chance of the next value to be beyond the limit
 */
export function tailLimit(values: readonly number[], chance: number): number | null {
  const tailShare = Math.max(leastShare, Math.min(mostShare, tailSize / Math.max(1, values.length)))
  const threshold = percentileOf(values, 1 - tailShare)
  if (threshold === null || values.length * tailShare < leastOfTail) return null
  let sum = 0
  let count = 0
  for (const value of values) {
    if (value <= threshold) continue
    sum += value - threshold
    count += 1
  }
  if (count === 0) return threshold
  const rarer = Math.max(1, count / values.length / chance)
  return threshold + sum * (rarer ** (1 / count) - 1)
}
