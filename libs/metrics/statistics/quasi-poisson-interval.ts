import type { Interval } from '../metric.ts'
import { carriedOver, level, priorCarryOver, quantileFor } from './design-effect.ts'

const priorBurstiness = 0.12
const priorWeeks = 8

export interface Dispersion {
  /** Variance of the total over its mean, at least 1. */
  readonly phi: number
  readonly z: number
}

/**
 * Dispersion of counts by Pearson's statistic over whole weeks (McCullagh, Nelder 1989, Generalized Linear Models,
 * §6.2), drawn towards 1 + 0.12 · mean, which counts for eight weeks: deployments come in bursts, and 90 days hold
 * thirteen weeks only. Its excess over 1 is multiplied for busy weeks that follow each other, as `designEffect` does.
 * `mean` is the expected count of a week, for when there are no whole ones.
 */
export function dispersion(weeks: readonly number[], mean: number): Dispersion {
  const prior = 1 + priorBurstiness * mean
  const degrees = Math.max(0, weeks.length - 1)
  let total = 0
  for (const count of weeks) total += count
  const average = total / weeks.length
  let squares = 0
  let carried = 0
  let previous = 0
  for (const count of weeks) {
    const deviation = count - average
    squares += deviation * deviation
    carried += deviation * previous
    previous = deviation
  }
  const own = degrees > 0 && average > 0 ? squares / average / degrees : prior
  const moderated = Math.max(1, (priorWeeks * prior + degrees * own) / (priorWeeks + degrees))
  const correlation = squares > 0 ? carried / squares : priorCarryOver
  const phi = carriedOver(moderated, correlation, weeks.length, weeks.length)
  return { phi, z: quantileFor(phi, priorWeeks + degrees) }
}

/**
 * Score interval of a rate whose counts have variance phi · mean: the solutions of (y - m)² = z² · phi · m, divided by
 * the exposure (days). With phi 1 it is the score interval of Poisson (Barker 2002, The American Statistician 56).
 */
export function quasiPoissonInterval(count: number, exposure: number, { phi, z }: Dispersion): Interval {
  const half = (z * z * phi) / 2
  const reach = Math.sqrt(half * (2 * count + half))
  return {
    low: count === 0 ? 0 : Math.max(0, count + half - reach) / exposure,
    high: (count + half + reach) / exposure,
    level,
    method: 'quasi-Poisson',
  }
}
