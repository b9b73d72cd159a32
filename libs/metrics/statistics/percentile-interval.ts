import type { Interval } from '../metric.ts'
import { type DesignEffect, independent, level } from './design-effect.ts'
import type { RankReader } from './percentile.ts'

/**
 * Distribution-free interval of a percentile from order statistics: the number of samples below the true percentile is
 * binomial, so it lies between the values of rank n·p + ½ ± z·√(n·p·(1-p)·D), D the design effect (David, Nagaraja
 * 2003, Order Statistics, §7.1; Woodruff 1952 for D). Ranks are interpolated. An end whose rank the sample does not
 * have is null; null when both are (fewer than five independent samples for a median).
 */
export function percentileInterval(
  read: RankReader,
  count: number,
  share: number,
  design: DesignEffect = independent,
): Interval | null {
  const reach = design.z * Math.sqrt(count * share * (1 - share) * design.effect)
  const low = valueAt(read, count, count * share + 0.5 - reach)
  const high = valueAt(read, count, count * share + 0.5 + reach)
  if (low === null && high === null) return null
  return { low, high, level, method: 'order statistics, widened for samples of one week' }
}

/** `rank` counts from 1 and may lie between two. */
function valueAt(read: RankReader, count: number, rank: number): number | null {
  if (rank < 1 || rank > count) return null

  const whole = Math.floor(rank)
  const value = read(whole - 1)
  return rank === whole ? value : value + (rank - whole) * (read(whole) - value)
}
