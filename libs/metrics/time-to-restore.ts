import { type Instant, type Milliseconds, SECOND } from '#domain/instant'
import type { FlagCode, ImpactInterval, RemedyKind } from '#domain/stream-history'
import { type Bucket, buckets, elapsedWithoutWeekend, type Period, until, type Window } from '#domain/window'
import { incidentCoverage } from './change-failure-rate.ts'
import type { Digest } from './digest.ts'
import { type DeploymentFact, type Facts, type FailureFact, type IncidentFact, ofOne } from './facts.ts'
import { type DurationPoint, inSeconds } from './lead-time-for-changes.ts'
import { measurement } from './measurement.ts'
import type { Interval, Measurement, MeasureScope, Metric } from './metric.ts'
import { hasCome, verdicts } from './population.ts'
import { designEffect, type WeekCount } from './statistics/design-effect.ts'
import { summarizeDurations } from './statistics/duration-summary.ts'
import { kaplanMeier, type Survival, timeOfShare } from './statistics/kaplan-meier.ts'
import { meanOf, percentileOf } from './statistics/percentile.ts'
import { byPeriod, byWeek, periodAt } from './weeks.ts'

export interface RestoreSample {
  readonly failure: FailureFact
  /** The failed deployment, where a preset of another system says which that is. */
  readonly deployment?: DeploymentFact | null
  /** Time to restore, or, while it is open, the time observed so far. */
  readonly seconds: number
  readonly open: boolean
}

export interface RemedyTime {
  readonly remedy: RemedyKind
  readonly count: number
  readonly medianSeconds: number | null
}

export interface TimeToRestore extends Measurement {
  readonly metric: 'timeToRestore'
  /** Kaplan-Meier; `sampleSize` holds the open ones too. */
  readonly medianSeconds: number | null
  /** Null while one is open. */
  readonly meanSeconds: number | null
  readonly openCount: number
  /** Where the median is not reached, what it would be if the open ones ended now: no later end makes it less. */
  readonly atLeastSeconds: number | null
  /** Share not restored yet by the time, at each time at which one was. */
  readonly survival: readonly { readonly seconds: number; readonly share: number }[]
  /** Restored ones by what restored them; kinds that occurred. */
  readonly byRemedy: readonly RemedyTime[]
  readonly allIncidentsMedianSeconds: number | null
  readonly allIncidentsMeanSeconds: number | null
  /** Restored ones among the incidents opened in the window. */
  readonly allIncidentsCount: number
  /** Seconds covered by at least one impact interval of the failures; open ones last until now. Null without failures. */
  readonly impactSeconds: number | null
  /** What is measured where a preset of another system measures incidents. */
  readonly incidents?: readonly IncidentFact[]
  /** By the failed deployment's time. */
  readonly samples: readonly RestoreSample[]
}

export const timeToRestore = {
  id: 'timeToRestore',
  displayName: 'Failed deployment recovery time',
  definition:
    'Time from the first impact of a failed deployment to its end; the median over the failed deployments of the window, open ones included as lasting at least until now.',
  unit: 'seconds',
  better: 'lower',
  measure,
  measureDays: ({ rare }: Digest, scope: MeasureScope) => measure(rare, scope),
  series,
  seriesOfDays: ({ rare }: Digest, scope: MeasureScope, by: Bucket) => series(rare, scope, by),
} as const satisfies Metric<TimeToRestore, DurationPoint>

interface Restore extends RestoreSample {
  readonly at: Instant
}

function measure(facts: Facts, scope: MeasureScope): TimeToRestore {
  const restores = restoresOf(facts, scope)
  const { median, atLeast, curve, interval } = estimate(restores, scope.window)
  const incidents = restoredIncidents(facts, scope)
  const openCount = restores.filter(({ open }) => open).length
  const shared = measurement('timeToRestore', scope, {
    sampleSize: restores.length,
    unavailableReason: reasonFor(restores.length, median),
    interval,
    coverage: incidentCoverage(facts, scope),
    flags: backwardsIn(restores, incidents),
    value: ofOne(facts, median),
  })
  return Object.assign(shared, numbersOfAll(incidents), {
    medianSeconds: median,
    meanSeconds: openCount > 0 ? null : meanOf(restores.map(({ seconds }) => seconds)),
    openCount,
    atLeastSeconds: atLeast,
    survival: curve.map(({ time, survival }) => ({ seconds: time, share: survival })),
    byRemedy: remediesOf(restores),
    impactSeconds: restores.length === 0 ? null : unionOf(restores, scope.now) / SECOND,
    samples: restores.map(({ failure, seconds, open }) => ({ failure, seconds, open })),
  })
}

function series(facts: Facts, scope: MeasureScope, by: Bucket): DurationPoint[] {
  const lived = until(scope.window, scope.now)
  const periods = buckets(lived, by)
  return byPeriod(periods, restoresOf(facts, scope), ({ at }) => at).map((group, index) => {
    const { from, to } = periods[index] as Period
    const { median, interval, curve } = estimate(group, { ...lived, from, to })
    const isEnough = group.length >= scope.definition.minN.p90
    return {
      start: from,
      end: to,
      sampleSize: group.length,
      medianSeconds: median,
      p75Seconds: isEnough ? quantile(group, curve, 0.75) : null,
      p90Seconds: isEnough ? quantile(group, curve, 0.9) : null,
      interval,
    }
  })
}

/** Restored incidents, linked to a deployment or not, by local days, weeks or months of their opening. */
export function allIncidentsSeries(facts: Facts, scope: MeasureScope, by: Bucket): DurationPoint[] {
  const lived = until(scope.window, scope.now)
  const periods = buckets(lived, by)
  return byPeriod(periods, restoredIncidents(facts, scope), ({ openedAt }) => openedAt).map((group, index) => {
    const { from, to } = periods[index] as Period
    const weeks = byWeek({ ...lived, from, to }, group, ({ openedAt }) => openedAt)
    const arrays = weeks.map((week) => [week.map(({ milliseconds }) => milliseconds)])
    const { meanSeconds: _, ...numbers } = inSeconds(summarizeDurations(arrays, scope.definition.minN.p90))
    return { start: from, end: to, ...numbers }
  })
}

function restoresOf(facts: Facts, scope: MeasureScope): Restore[] {
  return verdicts(facts, scope).flatMap(({ at, failure }) => {
    if (failure === null) return []
    const spent =
      failure.duration !== null && !scope.definition.excludeWeekend ? failure.duration : spentIn(failure.impact, scope)
    return [{ at, failure, seconds: spent / SECOND, open: failure.restoredAt === null }]
  })
}

/** Length of impact intervals, an open one lasting until now. */
function spentIn(impact: readonly ImpactInterval[], { definition, window, now }: MeasureScope): Milliseconds {
  let spent = 0
  for (const { from, to } of impact) {
    const end = to ?? Math.max(from, now)
    spent += definition.excludeWeekend ? elapsedWithoutWeekend(from, end, window.timeZone) : end - from
  }
  return spent
}

/** Survival with the interval that the weeks of the window allow; an open one below the median tells neither side. */
function estimate(restores: readonly Restore[], window: Window): Survival & { readonly interval: Interval | null } {
  const observed = restores.map(({ at, seconds, open }) => ({ at, time: seconds, done: !open }))
  return kaplanMeier(observed, (median) => {
    const telling = observed.filter(({ time, done }) => done || time > median)
    return designEffect(weeksOf(telling, window, median), 0.5)
  })
}

/** By local week: how many there are, and how many took the median or less. */
function weeksOf(
  telling: readonly { readonly at: Instant; readonly time: number }[],
  window: Window,
  median: number,
): WeekCount[] {
  const periods = buckets(window, 'WEEK')
  const weeks = periods.map(() => ({ size: 0, hits: 0 }))
  for (const { at, time } of telling) {
    const week = weeks[periodAt(periods, at)]
    if (week === undefined) continue
    week.size += 1
    if (time <= median) week.hits += 1
  }
  return weeks
}

/** Interpolated as everywhere while none is open; else the first time by which so many are restored, if ever. */
function quantile(restores: readonly Restore[], curve: Survival['curve'], share: number): number | null {
  if (restores.some(({ open }) => open)) return timeOfShare(curve, share)
  return percentileOf(
    restores.map(({ seconds }) => seconds),
    share,
  )
}

/** Failures that ended before they began, and incidents that did, but for those that such a failure counts already. */
function backwardsIn(
  restores: readonly Restore[],
  incidents: readonly RestoredIncident[],
): ReadonlyMap<FlagCode, number> {
  const backwards = restores.filter(({ seconds }) => seconds < 0)
  const keys = new Set(backwards.map(({ failure }) => failure.key))
  const others = incidents.filter(
    ({ milliseconds, failureKey }) => milliseconds < 0 && (failureKey === null || !keys.has(failureKey)),
  )
  const count = backwards.length + others.length
  return count === 0 ? none : new Map([['NEGATIVE_SPAN', count]])
}

const none: ReadonlyMap<FlagCode, number> = new Map()

function reasonFor(count: number, median: number | null) {
  if (count === 0) return 'NO_DATA'
  return median === null ? 'NOT_REACHED' : null
}

type AllIncidents = Pick<TimeToRestore, 'allIncidentsMedianSeconds' | 'allIncidentsMeanSeconds' | 'allIncidentsCount'>

/** Restored ones among the incidents opened in the window, linked to a deployment or not. */
export function allIncidents(facts: Facts, scope: MeasureScope): AllIncidents {
  return numbersOfAll(restoredIncidents(facts, scope))
}

function numbersOfAll(incidents: readonly RestoredIncident[]): AllIncidents {
  const all = summarizeDurations([[incidents.map(({ milliseconds }) => milliseconds)]], 0)
  return {
    allIncidentsMedianSeconds: inSeconds(all).medianSeconds,
    allIncidentsMeanSeconds: inSeconds(all).meanSeconds,
    allIncidentsCount: all.count,
  }
}

/** Restore times by what restored them, of kinds that occurred. */
export function remediesOf(restores: readonly RestoreSample[]): RemedyTime[] {
  const timesOf: Partial<Record<RemedyKind, number[]>> = {}
  for (const { failure, seconds, open } of restores) {
    if (open) continue
    const remedy = failure.remedy ?? 'OTHER'
    const times = (timesOf[remedy] ??= [])
    times.push(seconds)
  }
  return (['ROLLBACK', 'ROLL_FORWARD', 'FLAG', 'OTHER'] as const).flatMap((remedy) => {
    const times = timesOf[remedy]
    return times === undefined ? [] : { remedy, count: times.length, medianSeconds: percentileOf(times, 0.5) }
  })
}

interface RestoredIncident {
  readonly openedAt: Instant
  readonly failureKey: string | null
  readonly milliseconds: Milliseconds
}

function restoredIncidents(facts: Facts, scope: MeasureScope): RestoredIncident[] {
  return facts.incidents
    .filter(
      ({ classification, openedAt, restoredAt }) =>
        classification === 'incident' && restoredAt !== null && hasCome(scope, openedAt),
    )
    .map(({ openedAt, failureKey, impact }) => ({ openedAt, failureKey, milliseconds: spentIn(impact, scope) }))
}

function unionOf(restores: readonly Restore[], now: Instant): Milliseconds {
  const intervals = restores.flatMap(({ failure }) => failure.impact).toSorted((a, b) => a.from - b.from)
  let covered = 0
  let end = Number.NEGATIVE_INFINITY
  for (const { from, to } of intervals) {
    const last = to ?? Math.max(from, now)
    covered += Math.max(0, last - Math.max(from, end))
    end = Math.max(end, last)
  }
  return covered
}
