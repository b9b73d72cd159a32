import type { Instant } from '#domain/instant'
import type { Test, Unit } from './excursion.ts'
import type { Direction } from './lead-time.ts'

/** Deployments of one local week. */
export interface Week extends Unit {
  readonly count: number
}

export interface UsualFrequency {
  /** Deployments a week. */
  readonly mean: number
  /** Variance of the count of a week over its mean, moderated, at least 1. */
  readonly dispersion: number
}

/** Dispersion that is usual in the fleet at a moment for so many deployments a week. */
export type UsualDispersion = (mean: number, at: Instant) => number

const mostWeeks = 26
const leastWeeks = 8
const leastDeployments = 8
/** Of fewer than one a week, only silence can be said. */
const leastMean = 1
/** Weeks that the fleet counts for. */
const fleetWeight = 12
/** What the test of a mean is made for. */
interface Tested {
  /** The level that is tested for, over the usual one. */
  readonly ratio: number
  /** One week says no more: a team that is away for one is no slower. */
  readonly mostEvidence: number
}

/** Of fewer deployments a week it is a stop that shows, or nearly one. */
const rare = 6
/**
 * The note of the algorithm tests for a half. Simulated false alarms, where as many drops to a quarter are found: with 0.4, four
 * tenths fewer at all volumes, because counts of weeks swing by half as a matter of course; of rare deployments with 0.3, where a
 * week says a quarter less, half of those. What a week says was not bounded at first, and at 10 and 40 a week people raised 0.8 a year.
 */
function testedOf(direction: Direction, mean: number): Tested {
  if (direction === 'BETTER') return { ratio: 2, mostEvidence: 2 }
  return mean < rare ? { ratio: 0.3, mostEvidence: 1.5 } : { ratio: 0.4, mostEvidence: 2 }
}

const returns = 2
const settles = 8

/** Where there is no fleet: deployments come in bursts, the more so the more there are (simulated: 1.1, 1.2, 2.2, 5.9 at 1, 3, 10, 40 a week). */
export const lonelyDispersion = (mean: number): number => 1 + 0.12 * mean

/** Own dispersion of counts; null where there is none. */
export function dispersionOf(weeks: readonly Week[]): number | null {
  const mean = meanCount(weeks)
  if (weeks.length < 2 || mean === 0) return null
  let squares = 0
  for (const { count } of weeks) squares += (count - mean) ** 2
  return squares / (weeks.length - 1) / mean
}

function meanCount(weeks: readonly Week[]): number {
  let sum = 0
  for (const { count } of weeks) sum += count
  return weeks.length === 0 ? 0 : sum / weeks.length
}

/** What is usual of the latest weeks; null where they are too few, or hold too little. */
export function usualFrequency(weeks: readonly Week[], usualDispersion: UsualDispersion): UsualFrequency | null {
  const latest = weeks.slice(-mostWeeks)
  const last = latest.at(-1)
  const mean = meanCount(latest)
  if (last === undefined || latest.length < leastWeeks || mean < leastMean || mean * latest.length < leastDeployments)
    return null
  const own = dispersionOf(latest) ?? 1
  const degrees = latest.length - 1
  const moderated = (fleetWeight * usualDispersion(mean, last.to) + degrees * own) / (fleetWeight + degrees)
  return { mean, dispersion: Math.max(1, moderated) }
}

/** What a service lacks before its frequency can be watched, in words; null where nothing. */
export function frequencyLacks(weeks: readonly Week[]): string | null {
  const latest = weeks.slice(-mostWeeks)
  if (latest.length < leastWeeks) return `${latest.length} of ${leastWeeks} weeks`
  const mean = meanCount(latest)
  if (mean < leastMean) return `${mean.toFixed(1)} of ${leastMean} deployments a week`
  return mean * latest.length < leastDeployments ? `${mean * latest.length} of ${leastDeployments} deployments` : null
}

/**
 * Deployments became rarer (or more frequent): CUSUM of the log-likelihood ratio of Poisson counts over their
 * dispersion, (y ln r + m (1 - r)) / phi (Lucas 1985, Technometrics 27; quasi-likelihood: McCullagh, Nelder 1989, §9).
 */
export function frequencyTest(
  direction: Direction,
  thresholdOf: (mean: number) => number,
  usualDispersion: UsualDispersion,
): Test<Week, UsualFrequency> {
  const sign = direction === 'WORSE' ? 1 : -1
  return {
    usualOf: (weeks) => usualFrequency(weeks, usualDispersion),
    increment: ({ count }, { mean, dispersion }) => {
      const { ratio, mostEvidence } = testedOf(direction, mean)
      return Math.min(mostEvidence, (count * Math.log(ratio) + mean * (1 - ratio)) / dispersion)
    },
    threshold: ({ mean }) => thresholdOf(mean),
    isGrave: (since) => since.length >= 2,
    // Counts of single weeks jump: as usual is what is nearer to the usual than to the other level.
    isBack: (held, { mean }) => {
      const between = mean * Math.sqrt(testedOf(direction, mean).ratio)
      return held.length >= returns && held.slice(-returns).every(({ count }) => (between - count) * sign <= 0)
    },
    isSettled: (held) => held.length >= settles,
  }
}
