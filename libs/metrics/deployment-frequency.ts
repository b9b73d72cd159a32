import { type DeploymentKind, deploymentKinds } from '#domain/delivery-event'
import { DAY, type Instant } from '#domain/instant'
import type { DeploymentOutcome } from '#domain/stream-history'
import { type Bucket, buckets, countDays, countWeekdays, localDays, type Period, until, within } from '#domain/window'
import type { DeploymentFact, Facts } from './facts.ts'
import { countFlags, measurement } from './measurement.ts'
import type { Interval, Measurement, MeasureScope, Metric, UnavailableReason } from './metric.ts'
import { liveDeployments, liveTime, wentLive } from './population.ts'
import { percentileOf } from './statistics/percentile.ts'
import { dispersion, quasiPoissonInterval } from './statistics/quasi-poisson-interval.ts'
import { byPeriod } from './weeks.ts'

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
  readonly interval: Interval
}

export const deploymentFrequency = {
  id: 'deploymentFrequency',
  displayName: 'Deployment frequency',
  definition:
    'Deployments that brought a new version or configuration to life, over the local calendar days of the window; days without one count as zero.',
  unit: 'per day',
  better: 'higher',
  measure,
  series,
} as const satisfies Metric<DeploymentFrequency, FrequencyPoint>

function measure(facts: Facts, scope: MeasureScope): DeploymentFrequency {
  const lived = until(scope.window, scope.now)
  const counted = liveDeployments(facts, scope)
  const days = localDays(lived)
  const perLocalDay = byPeriod(days, counted, timeIn(scope)).map(({ length }) => length)
  const exposure = countDays(lived)
  const unavailableReason = reasonFor(facts, counted.length, exposure)
  const perDay = unavailableReason === null ? counted.length / exposure : null
  const ended = endedRuns(facts, scope)
  return {
    ...measurement('deploymentFrequency', scope, {
      sampleSize: counted.length,
      unavailableReason,
      interval:
        unavailableReason === null
          ? quasiPoissonInterval(counted.length, exposure, dispersionOf(counted, days, scope))
          : null,
      coverage: null,
      flags: countFlags(counted),
    }),
    count: counted.length,
    perDay,
    perWeek: perDay === null ? null : perDay * 7,
    activeDays: perLocalDay.filter((count) => count > 0).length,
    workingDays: countWeekdays(lived),
    medianPerDay: unavailableReason === null ? percentileOf(perLocalDay, 0.5) : null,
    daysSinceLast: daysSinceLast(facts, counted, scope),
    byKind: kindsOf(facts, scope),
    attempts: ended.length,
    failedAttempts: ended.filter((outcome) => outcome === 'FAILED').length,
    aborted: ended.filter((outcome) => outcome === 'ABORTED').length,
    evidence: counted,
  }
}

function series(facts: Facts, scope: MeasureScope, by: Bucket): FrequencyPoint[] {
  const lived = until(scope.window, scope.now)
  const counted = liveDeployments(facts, scope)
  const spread = dispersionOf(counted, localDays(lived), scope)
  const periods = buckets(lived, by)
  return byPeriod(periods, counted, timeIn(scope)).map(({ length: count }, index) => {
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
function reasonFor(facts: Facts, count: number, exposure: number): UnavailableReason | null {
  if (exposure === 0) return 'NO_DATA'
  return count === 0 && facts.lastLiveAt === null && facts.deployments.length === 0 ? 'NO_DATA' : null
}

/** Over whole weeks of seven local days from the window's first whole day on, so that each holds one weekend. */
function dispersionOf(counted: readonly DeploymentFact[], days: readonly Period[], scope: MeasureScope) {
  const whole = days.filter(({ from, to, length }) => to - from === length)
  const weekly: number[] = []
  for (const [index, group] of byPeriod(whole, counted, timeIn(scope)).entries()) {
    if (index >= whole.length - (whole.length % 7)) break
    const week = Math.floor(index / 7)
    weekly[week] = (weekly[week] ?? 0) + group.length
  }
  return dispersion(weekly, (counted.length / Math.max(1, days.length)) * 7)
}

function daysSinceLast(facts: Facts, counted: readonly DeploymentFact[], scope: MeasureScope): number | null {
  const end = Math.min(scope.window.to, scope.now)
  let last = facts.lastLiveAt === null || facts.lastLiveAt > end ? null : facts.lastLiveAt
  for (const deployment of counted) {
    const at = liveTime(deployment, scope.definition)
    if (at !== null && at <= end && (last === null || at > last)) last = at
  }
  return last === null ? null : (end - last) / DAY
}

function kindsOf(facts: Facts, scope: MeasureScope): { kind: DeploymentKind; count: number }[] {
  const counts = new Map<DeploymentKind, number>(deploymentKinds.map((kind) => [kind, 0]))
  for (const deployment of facts.deployments) {
    if (wentLive(deployment, scope)) counts.set(deployment.kind, (counts.get(deployment.kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => ({ kind, count }))
}

function endedRuns(facts: Facts, { window }: MeasureScope): DeploymentOutcome[] {
  return facts.deployments.flatMap(({ arrivals }) =>
    arrivals.filter(({ at, outcome }) => outcome !== 'IN_PROGRESS' && within(window, at)).map(({ outcome }) => outcome),
  )
}
