import { DAY, type Instant } from '#domain/instant'
import { wilsonInterval } from '#metrics/statistics/wilson-interval'
import type { Direction } from './lead-time.ts'
import type { Test, Unit } from './excursion.ts'

/** A deployment of which it is settled whether it failed, or was unplanned. */
export interface Trial extends Unit {
  readonly hit: boolean
}

export interface UsualShare {
  /** 0 to 1: the share as it was. */
  readonly share: number
  /** Upper quartile of what it may have been: what an increase is held against. */
  readonly cautious: number
  readonly trials: number
  readonly perWeek: number
  /** Variance of the hits of a day over that of independent ones, moderated, at least 1: failures come in bad days. */
  readonly dispersion: number
}

const mostTrials = 400
const longest = 182 * DAY
const leastTrials = 20
const leastTime = 28 * DAY
/** So many failures since the onset make an alarm. */
const leastHits = 3
/** Prior: 1.5 failures in 10 deployments. */
const priorHits = 1.5
const priorTrials = 10
/** Half of less could never be seen. */
const leastShare = 0.02
/** Days that independence counts for beside the service's own. */
const independentDays = 10
/** Normal deviate of a quartile. */
const quartile = 0.6744897501960817
/** As usual again when that is twenty times as likely as the other level, on the same scale as the alarm. */
const back = Math.log(20)
/** The new level is the usual one after so long. */
const settledAfter = 56 * DAY

/** Those of half a year, four hundred at most. */
function latestOf(trials: readonly Trial[]): readonly Trial[] {
  const latest = trials.slice(-mostTrials)
  const end = latest.at(-1)?.to ?? 0
  return latest.filter(({ to }) => to > end - longest)
}

/** What is usual of the latest deployments; null of too few, or of too short a time. */
export function usualShare(trials: readonly Trial[]): UsualShare | null {
  const latest = latestOf(trials)
  const [first, last] = [latest[0], latest.at(-1)]
  if (first === undefined || last === undefined) return null
  if (latest.length < leastTrials || last.to - first.to < leastTime) return null
  const hits = latest.filter(({ hit }) => hit).length
  const [some, all] = [hits + priorHits, latest.length + priorTrials]
  const dispersion = dispersionOf(latest, hits / latest.length)
  const high = wilsonInterval(some, all, { effect: dispersion, z: quartile })?.high ?? 1
  return { share: hits / latest.length, cautious: high, trials: latest.length, perWeek: paceOf(latest), dispersion }
}

/** @param trials ascending, so that those of a day are side by side */
function dispersionOf(trials: readonly Trial[], share: number): number {
  const variance = share * (1 - share) * trials.length
  if (variance === 0) return 1
  let [squares, days, difference, lastDay] = [0, 0, 0, Number.NaN]
  for (const { from, hit } of trials) {
    const day = Math.floor(from / DAY)
    if (day !== lastDay) {
      squares += difference ** 2
      days += 1
      difference = 0
      lastDay = day
    }
    difference += (hit ? 1 : 0) - share
  }
  squares += difference ** 2
  if (days < 2) return 1
  const own = (squares / variance) * (days / (days - 1))
  return Math.max(1, (independentDays + days * own) / (independentDays + days))
}

/** What a service lacks before its failures can be watched, in words; null where nothing. */
export function shareLacks(trials: readonly Trial[]): string | null {
  const latest = latestOf(trials)
  if (latest.length < leastTrials) return `${latest.length} of ${leastTrials} deployments`
  const time = (latest.at(-1)?.to ?? 0) - (latest[0]?.to ?? 0)
  return time < leastTime ? `${Math.floor(time / DAY)} of ${leastTime / DAY} days` : null
}

/** The share that an increase is tested for: twice as much, and ten points more at least. */
function increased(share: number): number {
  return Math.min(0.95, Math.max(2 * share, share + 0.1))
}

/** Deployments a week. */
function paceOf(trials: readonly Trial[]): number {
  const span = Math.max(leastTime, (trials.at(-1)?.to ?? 0) - (trials[0]?.to ?? 0))
  return (trials.length / span) * 7 * DAY
}

/**
 * More deployments fail (or fewer): Bernoulli CUSUM of log-likelihood ratios (Reynolds, Stoumbos 1999, J. Quality Technology
 * 31) against the upper quartile of what was usual, which is made anew each week.
 */
export function shareTest(direction: Direction, threshold: (usual: UsualShare) => number): Test<Trial, UsualShare> {
  return {
    usualOf: weekly(usualShare),
    increment: ({ hit }, usual) => evidence(hit, usual, direction),
    threshold,
    isGrave: (since, { share }) => {
      const hits = since.filter(({ hit }) => hit).length
      return direction === 'WORSE' ? hits >= leastHits && hits / since.length > share : since.length >= leastTrials
    },
    isBack: (held, usual) => {
      let score = 0
      for (const { hit } of held) score = Math.max(0, score - evidence(hit, usual, direction))
      return score >= back
    },
    isSettled: (held) => held.length >= leastTrials && (held.at(-1)?.to ?? 0) - (held[0]?.to ?? 0) >= settledAfter,
  }
}

/** Log-likelihood ratio of one deployment: the other level against what is usual, over the dispersion (quasi-likelihood). */
function evidence(hit: boolean, { cautious, share, dispersion }: UsualShare, direction: Direction): number {
  const was = direction === 'WORSE' ? cautious : Math.max(share, leastShare)
  const becomes = direction === 'WORSE' ? increased(was) : was / 2
  return (hit ? Math.log(becomes / was) : Math.log((1 - becomes) / (1 - was))) / dispersion
}

/** Made anew where the last unit is of another week than when it was made last: at forty a week it hardly differs. */
function weekly<B>(make: (trials: readonly Trial[]) => B | null): (trials: readonly Trial[]) => B | null {
  let made: B | null = null
  let madeAt: Instant = Number.NEGATIVE_INFINITY
  return (trials) => {
    const end = trials.at(-1)?.to ?? 0
    if (made !== null && end < madeAt + 7 * DAY && end >= madeAt) return made
    made = make(trials)
    madeAt = end
    return made
  }
}
