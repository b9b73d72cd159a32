import { type DeploymentKind, deploymentKinds } from '#domain/delivery-event'
import { DAY, type Instant } from '#domain/instant'
import type { DeploymentOutcome, FlagCode } from '#domain/stream-history'
import { type Bucket, buckets, countDays, countWeekdays, localDays, type Period, until } from '#domain/window'
import { countedOn, type DayFact } from './day-fact.ts'
import { flagsOn, summaryOf } from './day-summary.ts'
import type { Digest } from './digest.ts'
import { type DeploymentFact, type Facts, ofOne } from './facts.ts'
import { countFlags, measurement } from './measurement.ts'
import type { Interval, Measurement, MeasureScope, Metric, UnavailableReason } from './metric.ts'
import { hasCome, liveDeployments, liveTime, wentLive } from './population.ts'
import { percentileOfCounts } from './statistics/percentile.ts'
import { dispersion, quasiPoissonInterval } from './statistics/quasi-poisson-interval.ts'
import { byPeriod, periodAt } from './weeks.ts'

export interface DeploymentFrequency extends Measurement {
  readonly metric: 'deploymentFrequency'
  readonly count: number
  /** Over the local days of the window that have come; null when nothing was ever seen here. `interval` is of this. */
  readonly perDay: number | null
  readonly perWeek: number | null
  readonly activeDays: number
  readonly workingDays: number
  readonly medianPerDay: number | null
  readonly daysSinceLast: number | null
  /** All seven kinds, succeeded and live in the window, uncounted ones too. */
  readonly byKind: readonly { readonly kind: DeploymentKind; readonly count: number }[]
  /** Runs that ended in the window, whatever their outcome. */
  readonly attempts: number
  readonly failedAttempts: number
  readonly aborted: number
  /** The counted deployments, by live time: the objects that were given. */
  readonly evidence: readonly DeploymentFact[]
}

export interface FrequencyPoint {
  readonly start: Instant
  readonly end: Instant
  readonly count: number
  readonly perDay: number
  readonly interval: Interval | null
}

export const deploymentFrequency = {
  id: 'deploymentFrequency',
  displayName: 'Deployment frequency',
  definition:
    'Deployments that brought a new version or configuration to life, over the local calendar days of the window; days without one count as zero.',
  unit: 'per day',
  better: 'higher',
  measure,
  measureDays,
  series,
  seriesOfDays,
} as const satisfies Metric<DeploymentFrequency, FrequencyPoint>

/** What the numbers are made of, whether it was counted over deployments or over days. */
interface Counts {
  /** Counted deployments of each local day of the window that has come. */
  readonly perLocalDay: readonly number[]
  /** All of the window. */
  readonly count: number
  readonly byKind: readonly number[]
  readonly attempts: number
  readonly failedAttempts: number
  readonly aborted: number
  readonly flags: ReadonlyMap<FlagCode, number>
  readonly last: Instant | null
  /** What they are of, for what holds of one service only. */
  readonly of: Facts
}

function measure(facts: Facts, scope: MeasureScope): DeploymentFrequency {
  const counted = liveDeployments(facts, scope)
  return Object.assign(numbersOf(countsOf(facts, counted, scope), scope), { evidence: counted })
}

function measureDays(digest: Digest, scope: MeasureScope): Omit<DeploymentFrequency, 'evidence'> {
  return numbersOf(countsOfDays(digest, scope), scope)
}

function countsOf(facts: Facts, counted: readonly DeploymentFact[], scope: MeasureScope): Counts {
  const days = localDays(until(scope.window, scope.now))
  const ended = endedRuns(facts, scope)
  return {
    perLocalDay: byPeriod(days, counted, timeIn(scope)).map(({ length }) => length),
    count: counted.length,
    byKind: kindsOf(facts, scope),
    attempts: ended.length,
    failedAttempts: ended.filter((outcome) => outcome === 'FAILED').length,
    aborted: ended.filter((outcome) => outcome === 'ABORTED').length,
    flags: countFlags(counted),
    last: lastOf(facts, counted, scope),
    of: facts,
  }
}

function countsOfDays({ days, rare }: Digest, scope: MeasureScope): Counts {
  const lived = localDays(until(scope.window, scope.now))
  const summary = summaryOf(days, scope.window)
  const { kinds, attempts, failedAttempts, aborted } = summary
  return {
    perLocalDay: countedPerDay(lived, days),
    count: (kinds[0] ?? 0) + (kinds[1] ?? 0),
    byKind: kinds,
    attempts,
    failedAttempts,
    aborted,
    flags: flagsOn(summary, ['COUNTED']),
    last: lastOf(rare, [], scope),
    of: rare,
  }
}

/** Both ascend by day. */
function countedPerDay(lived: readonly Period[], days: readonly DayFact[]): number[] {
  let next = 0
  return lived.map(({ day }) => {
    while ((days[next]?.day ?? day) < day) next += 1
    const found = days[next]
    return found?.day === day ? countedOn(found) : 0
  })
}

function numbersOf(counts: Counts, scope: MeasureScope): Omit<DeploymentFrequency, 'evidence'> {
  const lived = until(scope.window, scope.now)
  const { count, byKind, attempts, failedAttempts, aborted } = counts
  const exposure = countDays(lived)
  const unavailableReason = reasonFor(counts, exposure)
  const perDay = unavailableReason === null ? count / exposure : null
  const interval =
    unavailableReason === null ? quasiPoissonInterval(count, exposure, dispersionOf(counts, localDays(lived))) : null
  const shared = measurement('deploymentFrequency', scope, {
    sampleSize: count,
    unavailableReason,
    interval,
    // What was told went live has a time and a kind: nothing has to be joined.
    coverage: count === 0 ? null : 1,
    flags: counts.flags,
    value: ofOne(counts.of, perDay),
  })
  return Object.assign(shared, {
    count,
    perDay,
    perWeek: perDay === null ? null : perDay * 7,
    activeDays: counts.perLocalDay.filter((onDay) => onDay > 0).length,
    workingDays: countWeekdays(lived),
    medianPerDay: unavailableReason === null ? percentileOfCounts(counts.perLocalDay, 0.5) : null,
    daysSinceLast: counts.last === null ? null : (Math.min(scope.window.to, scope.now) - counts.last) / DAY,
    byKind: deploymentKinds.map((kind, index) => ({ kind, count: byKind[index] ?? 0 })),
    attempts,
    failedAttempts,
    aborted,
  })
}

function series(facts: Facts, scope: MeasureScope, by: Bucket): FrequencyPoint[] {
  return pointsOf(countsOf(facts, liveDeployments(facts, scope), scope), scope, by)
}

function seriesOfDays(digest: Digest, scope: MeasureScope, by: Bucket): FrequencyPoint[] {
  return pointsOf(countsOfDays(digest, scope), scope, by)
}

function pointsOf(counts: Counts, scope: MeasureScope, by: Bucket): FrequencyPoint[] {
  const lived = until(scope.window, scope.now)
  const days = localDays(lived)
  const spread = dispersionOf(counts, days)
  const periods = buckets(lived, by)
  const found = periods.map(() => 0)
  for (const [index, day] of days.entries()) {
    const period = periodAt(periods, day.from)
    found[period] = (found[period] ?? 0) + (counts.perLocalDay[index] ?? 0)
  }
  return found.map((count, index) => {
    const { from, to } = periods[index] as Period
    const exposure = countDays({ ...lived, from, to })
    return {
      start: from,
      end: to,
      count,
      perDay: count / exposure,
      interval: quasiPoissonInterval(count, exposure, spread),
    }
  })
}

function timeIn({ definition }: MeasureScope): (deployment: DeploymentFact) => Instant {
  return (deployment) => liveTime(deployment, definition) ?? deployment.at
}

/** Zero is known only of a stream that was seen before; a window that has not begun has no days to divide by. */
function reasonFor({ count, last, attempts, byKind }: Counts, exposure: number): UnavailableReason | null {
  if (exposure === 0) return 'NO_DATA'
  const wasSeen = last !== null || attempts > 0 || byKind.some((ofKind) => ofKind > 0)
  return count === 0 && !wasSeen ? 'NO_DATA' : null
}

/** Over whole weeks of seven local days from the window's first whole day on, so that each holds one weekend. */
function dispersionOf({ perLocalDay, count }: Counts, days: readonly Period[]) {
  const weekly: number[] = []
  let whole = 0
  let week = 0
  for (let index = 0; index < days.length; index += 1) {
    if (!isWhole(days[index])) continue
    week += perLocalDay[index] ?? 0
    whole += 1
    if (whole % 7 !== 0) continue
    weekly.push(week)
    week = 0
  }
  return dispersion(weekly, (count / Math.max(1, days.length)) * 7)
}

function isWhole(day: Period | undefined): boolean {
  return day !== undefined && day.to - day.from === day.length
}

/** The last counted one before the window's end or now, however long ago. */
function lastOf(facts: Facts, counted: readonly DeploymentFact[], scope: MeasureScope): Instant | null {
  const end = Math.min(scope.window.to, scope.now)
  let last = facts.lastLiveAt === null || facts.lastLiveAt > end ? null : facts.lastLiveAt
  for (const deployment of counted) {
    const at = liveTime(deployment, scope.definition)
    if (at !== null && at <= end && (last === null || at > last)) last = at
  }
  return last
}

function kindsOf(facts: Facts, scope: MeasureScope): number[] {
  const counts = deploymentKinds.map(() => 0)
  for (const deployment of facts.deployments) {
    const kind = deploymentKinds.indexOf(deployment.kind)
    if (wentLive(deployment, scope)) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

function endedRuns(facts: Facts, scope: MeasureScope): DeploymentOutcome[] {
  return facts.deployments.flatMap(({ arrivals }) =>
    arrivals.filter(({ at, outcome }) => outcome !== 'IN_PROGRESS' && hasCome(scope, at)).map(({ outcome }) => outcome),
  )
}
