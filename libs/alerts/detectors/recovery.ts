import { DAY, type Instant, SECOND } from '#domain/instant'
import { kaplanMeier, type Observation } from '#metrics/statistics/kaplan-meier'
import { percentileOf } from '#metrics/statistics/percentile'
import { logRank } from './log-rank.ts'
import { tailLimit } from './tail-limit.ts'

/** A failure in use, and when it was over. */
export interface Impact {
  readonly key: string
  readonly startedAt: Instant
  /** Null while it lasts. */
  readonly restoredAt: Instant | null
}

/** A failure that lasts longer than failures of this service do. */
export interface LongFailure {
  readonly key: string
  readonly startedAt: Instant
  readonly limitSeconds: number
  readonly usualSeconds: number
  readonly failures: number
  readonly openedAt: Instant
  readonly endedAt: Instant | null
}

/** Failures last longer than they used to. */
export interface SlowerRecovery {
  readonly onsetAt: Instant
  readonly openedAt: Instant
  /** When a later look did not find it any more; null while it stands. */
  readonly endedAt: Instant | null
  readonly beforeSeconds: number
  readonly afterSeconds: number
  readonly before: number
  readonly after: number
}

const leastPast = 8
const memory = 365 * DAY
/** False alarms a year. */
const budget = 0.04
/** With fewer past failures than the tail needs: times last over orders of magnitude. */
const timesLongest = 10
/** The limit is beyond the longest quarter, so that what less than that exceeds needs no look. */
const tailAtMost = 0.25

/**
 * Of failures before; null of fewer than eight. The tail is one of logarithms: how long something takes to mend is spread as
 * a lognormal or wider, whose tail an exponential one falls below.
 */
function limitOf(past: readonly number[], perYear: number): number | null {
  if (past.length < leastPast) return null
  const logarithms = past.map((seconds) => Math.log(Math.max(1, seconds)))
  const tail = tailLimit(logarithms, budget / Math.max(budget, perYear))
  if (tail === null) return timesLongest * Math.max(...past)
  return Math.max(Math.exp(tail), percentileOf(past, 0.9) ?? 0)
}

/** How long failures of the year before a moment lasted that were over then, in seconds. */
function pastOf(impacts: readonly Impact[], at: Instant): number[] {
  return impacts
    .filter((one) => one.restoredAt !== null && one.restoredAt < at && one.startedAt >= at - memory)
    .map((one) => Math.max(0, (one.restoredAt as Instant) - one.startedAt) / SECOND)
}

/** What a failure that began now may last, in seconds; or what is missing to say so, in words. */
export function failureLimit(impacts: readonly Impact[], now: Instant): number | string {
  const past = pastOf(impacts, now)
  return limitOf(past, past.length) ?? `${past.length} of ${leastPast} failures of a year that are over`
}

/** Failures that lasted, or last, for longer than those of the year before them. */
export function longFailures(impacts: readonly Impact[], asOf: Instant): LongFailure[] {
  const sorted = impacts.filter(({ startedAt }) => startedAt <= asOf).toSorted((a, b) => a.startedAt - b.startedAt)
  return sorted.flatMap(({ key, startedAt, restoredAt }) => {
    const past = pastOf(sorted, startedAt)
    const lasted = ((restoredAt === null || restoredAt > asOf ? asOf : restoredAt) - startedAt) / SECOND
    if (past.filter((seconds) => seconds > lasted).length > tailAtMost * past.length) return []
    const limitSeconds = limitOf(past, past.length)
    if (limitSeconds === null) return []
    const openedAt = startedAt + limitSeconds * SECOND
    if (openedAt > asOf || (restoredAt !== null && openedAt >= restoredAt)) return []
    const endedAt = restoredAt === null || restoredAt > asOf ? null : restoredAt
    const usualSeconds = percentileOf(past, 0.5) ?? 0
    return [{ key, startedAt, limitSeconds, usualSeconds, failures: past.length, openedAt, endedAt }]
  })
}

const leastOfPeriod = 8
const leastRatio = 1.5
/** Normal deviate of p < 0.01 on one side; looked at every four weeks over overlapping failures, that is rare in a year. */
const critical = 2.807033768343811
const look = 28 * DAY
const recent = 91 * DAY

function observed(impacts: readonly Impact[], from: Instant, to: Instant, asOf: Instant): Observation[] {
  return impacts
    .filter(({ startedAt }) => startedAt >= from && startedAt < to)
    .map(({ startedAt, restoredAt }) => {
      const done = restoredAt !== null && restoredAt <= asOf
      return { time: Math.max(0, (done ? restoredAt : asOf) - startedAt) / SECOND, done }
    })
}

/** One look: the latest 91 days against the year before them, eight failures in each at least. */
function lookAt(impacts: readonly Impact[], at: Instant): Omit<SlowerRecovery, 'endedAt'> | null {
  const [was, is] = [observed(impacts, at - recent - memory, at - recent, at), observed(impacts, at - recent, at, at)]
  if (was.length < leastOfPeriod || is.length < leastOfPeriod) return null
  const deviate = logRank(was, is)
  if (deviate === null || deviate < critical) return null
  const [before, after] = [kaplanMeier(was).median, kaplanMeier(is).median]
  if (before === null || after === null || after < leastRatio * before) return null
  return {
    onsetAt: at - recent,
    openedAt: at,
    beforeSeconds: before,
    afterSeconds: after,
    before: was.length,
    after: is.length,
  }
}

/** What is missing before recovery can be said to take longer, in words; null where nothing. */
export function recoveryLacks(impacts: readonly Impact[], now: Instant): string | null {
  const counted = (from: Instant, to: Instant): number => observed(impacts, from, to, now).length
  const after = counted(now - recent, now)
  if (after < leastOfPeriod) return `${after} of ${leastOfPeriod} failures in the last ${recent / DAY} days`
  const before = counted(now - recent - memory, now - recent)
  return before < leastOfPeriod ? `${before} of ${leastOfPeriod} failures in the year before them` : null
}

/** Looks every four weeks, at the same moments whoever asks; what was found stands until a look finds it no more. */
export function slowerRecoveries(impacts: readonly Impact[], asOf: Instant): SlowerRecovery[] {
  const first = impacts.reduce((least, { startedAt }) => Math.min(least, startedAt), asOf)
  const found: SlowerRecovery[] = []
  let open: Omit<SlowerRecovery, 'endedAt'> | null = null
  for (let at = Math.ceil(first / look) * look; at <= asOf; at += look) {
    const seen = lookAt(impacts, at)
    if (seen === null && open !== null) found.push({ ...open, endedAt: at })
    open = seen === null ? null : (open ?? seen)
  }
  return open === null ? found : [...found, { ...open, endedAt: null }]
}
