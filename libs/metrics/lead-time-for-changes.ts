import { type Instant, SECOND } from '#domain/instant'
import type { FlagCode } from '#domain/stream-history'
import { type Bucket, buckets, type Period, until } from '#domain/window'
import type { DayFact } from './day-fact.ts'
import { type DaySummary, flagsOn, summaryOf, weeksOf } from './day-summary.ts'
import type { Definition, LeadTimeStart } from './definition.ts'
import type { Digest } from './digest.ts'
import { type ChangeFact, type CommitFact, type DeploymentFact, type Facts, ofOne } from './facts.ts'
import { type LeadTimes, leadTimesOf, type RawSample } from './lead-time-samples.ts'
import { type SampleStage, type StageDuration, stagesOf, summarizeStages } from './lead-time-stages.ts'
import { countFlags, measurement } from './measurement.ts'
import type { Interval, Measurement, MeasureScope, Metric, UnavailableReason } from './metric.ts'
import { type Pending, pendingOf, waitingAt } from './pending.ts'
import { type DurationSummary, summarizeDurations } from './statistics/duration-summary.ts'
import { kaplanMeier } from './statistics/kaplan-meier.ts'
import { percentileOf } from './statistics/percentile.ts'
import { byPeriod, byPeriodOfDay, byWeek } from './weeks.ts'

export type { SampleStage, StageDuration } from './lead-time-stages.ts'
export type { Pending } from './pending.ts'

/** One lead time; `change`, `commit` and `deployment` are the objects that were given. */
export interface LeadTimeSample {
  /** Null with unit DEPLOYMENT, and when a commit's change was not given. */
  readonly change: ChangeFact | null
  /** Only with unit COMMIT. */
  readonly commit: CommitFact | null
  /** Null only when it was not among the facts. */
  readonly deployment: DeploymentFact | null
  readonly startedAt: Instant
  readonly liveAt: Instant
  readonly seconds: number
  readonly stages: readonly SampleStage[]
  readonly flags: readonly FlagCode[]
}

/** The numbers of a lead time over any samples. */
export interface LeadTimeNumbers {
  readonly sampleSize: number
  readonly medianSeconds: number | null
  /** Null below `minN.p90` samples, as p90. */
  readonly p75Seconds: number | null
  readonly p90Seconds: number | null
  readonly meanSeconds: number | null
  readonly interval: Interval | null
}

/** Lead time over shipped and waiting changes. */
export interface CensoredLeadTime {
  readonly medianSeconds: number | null
  /** Where the median is not reached, what it would be if all that waits went live now. */
  readonly atLeastSeconds: number | null
  readonly survival: readonly { readonly seconds: number; readonly share: number }[]
}

export interface LeadTimeForChanges extends Measurement, LeadTimeNumbers {
  readonly metric: 'leadTimeForChanges'
  readonly sampleSize: number
  readonly interval: Interval | null
  /** All eight, in order. */
  readonly stages: readonly StageDuration[]
  readonly pending: Pending
  /** The same with waiting changes as lasting at least until now (Kaplan-Meier): a named variant, never the headline. */
  readonly withPending: CensoredLeadTime
  /** Over deployments of which it is known what they shipped. */
  readonly changesPerDeployment: number | null
  /** Median of additions + deletions over changes that tell them. */
  readonly linesPerChange: number | null
  /** By live time, then key. */
  readonly samples: readonly LeadTimeSample[]
}

export interface DurationPoint {
  readonly start: Instant
  readonly end: Instant
  readonly sampleSize: number
  readonly medianSeconds: number | null
  readonly p75Seconds: number | null
  readonly p90Seconds: number | null
  readonly interval: Interval | null
}

export const leadTimeForChanges = {
  id: 'leadTimeForChanges',
  displayName: 'Change lead time',
  definition:
    'Time from the first commit of a change to the moment it is live; the median over the changes that went live in the window.',
  unit: 'seconds',
  better: 'lower',
  measure,
  measureDays,
  series,
  seriesOfDays,
} as const satisfies Metric<LeadTimeForChanges, DurationPoint>

function measure(facts: Facts, scope: MeasureScope): LeadTimeForChanges {
  const found = leadTimesOf(facts, scope)
  const numbers = numbersOf(found.samples, scope)
  let samples: readonly LeadTimeSample[] | null = null
  const sampled = (): readonly LeadTimeSample[] => (samples ??= found.samples.map((raw) => sampleOf(raw, scope)))
  return {
    ...measurement('leadTimeForChanges', scope, {
      sampleSize: numbers.sampleSize,
      unavailableReason: reasonFor(found),
      interval: numbers.interval,
      coverage: found.coverage,
      flags: flagsOf(found, scope.definition),
      value: ofOne(facts, numbers.medianSeconds),
    }),
    ...numbers,
    pending: pendingOf(facts, scope),
    ...batchSize(found),
    // Thousands of samples with their stages cost more than all the numbers: they are made when they are read.
    get withPending() {
      return withPending(found, facts, scope)
    },
    get stages() {
      return summarizeStages(sampled())
    },
    get samples() {
      return sampled()
    },
  }
}

type DayNumbers = Omit<LeadTimeForChanges, 'samples' | 'stages' | 'withPending' | 'linesPerChange'>

function measureDays({ days, rare }: Digest, scope: MeasureScope): DayNumbers {
  const numbers = numbersOfDays(days, scope)
  const summary = summaryOf(days, scope.window)
  const { following, covered, known, knownChanges } = summary
  const shared = measurement('leadTimeForChanges', scope, {
    sampleSize: numbers.sampleSize,
    unavailableReason: reasonForDays(summary, numbers.sampleSize),
    interval: numbers.interval,
    coverage: following === 0 ? null : covered / following,
    flags: flagsOn(summary, ['COUNTED', 'SAMPLE']),
    value: ofOne(rare, numbers.medianSeconds),
  })
  return Object.assign(shared, numbers, {
    pending: pendingOf(rare, scope),
    changesPerDeployment: known === 0 ? null : knownChanges / known,
  })
}

function numbersOfDays(days: readonly DayFact[], { window, definition }: MeasureScope): LeadTimeNumbers {
  const weeks: ArrayLike<number>[][] = buckets(window, 'WEEK').map(() => [])
  const weekOf = weeksOf(window)
  for (const { day, leads } of days) for (const some of leads) weeks[weekOf(day)]?.push(some)
  return leadTimeNumbers(weeks, definition.minN)
}

function seriesOfDays({ days }: Digest, scope: MeasureScope, by: Bucket): DurationPoint[] {
  const lived = until(scope.window, scope.now)
  const periods = buckets(lived, by)
  return byPeriodOfDay(periods, days).map((group, index) => {
    const { from, to } = periods[index] as Period
    const { meanSeconds: _, ...numbers } = numbersOfDays(group, { ...scope, window: { ...lived, from, to } })
    return { start: from, end: to, ...numbers }
  })
}

function reasonForDays({ kinds, following }: DaySummary, sampleSize: number): UnavailableReason | null {
  if (sampleSize > 0) return null
  if ((kinds[0] ?? 0) + (kinds[1] ?? 0) === 0) return 'NO_DEPLOYMENTS'
  return following === 0 ? 'NO_PREDECESSOR' : 'NO_DATA'
}

function series(facts: Facts, scope: MeasureScope, by: Bucket): DurationPoint[] {
  const lived = until(scope.window, scope.now)
  const periods = buckets(lived, by)
  return byPeriod(periods, leadTimesOf(facts, scope).samples, ({ liveAt }) => liveAt).map((group, index) => {
    const { from, to } = periods[index] as Period
    const { meanSeconds: _, ...numbers } = numbersOf(group, { ...scope, window: { ...lived, from, to } })
    return { start: from, end: to, ...numbers }
  })
}

/** Lead times by local week, each with any number of arrays of milliseconds: what roll-ups of days hold. Exact. */
export function leadTimeNumbers(
  weeks: readonly (readonly ArrayLike<number>[])[],
  minN: { readonly p90: number },
): LeadTimeNumbers {
  return inSeconds(summarizeDurations(weeks, minN.p90))
}

/** The numbers of these samples, over the weeks of the window. */
export function numbersOf(samples: readonly RawSample[], { window, definition }: MeasureScope): LeadTimeNumbers {
  const weeks = byWeek(window, samples, ({ liveAt }) => liveAt)
  return leadTimeNumbers(
    weeks.map((week) => [week.map(({ milliseconds }) => milliseconds)]),
    definition.minN,
  )
}

/** The same numbers in seconds, as answers give them. */
export function inSeconds({ count, median, p75, p90, mean, interval }: DurationSummary): LeadTimeNumbers {
  return {
    sampleSize: count,
    medianSeconds: seconds(median),
    p75Seconds: seconds(p75),
    p90Seconds: seconds(p90),
    meanSeconds: seconds(mean),
    interval: interval && { ...interval, low: seconds(interval.low), high: seconds(interval.high) },
  }
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / SECOND
}

function sampleOf(raw: RawSample, scope: MeasureScope): LeadTimeSample {
  const { change, commit, deployment, startedAt, liveAt, milliseconds, flags } = raw
  const stages = stagesOf(raw, scope)
  return { change, commit, deployment, startedAt, liveAt, seconds: milliseconds / SECOND, stages, flags }
}

function withPending({ samples }: LeadTimes, facts: Facts, scope: MeasureScope): CensoredLeadTime {
  const { median, atLeast, curve } = kaplanMeier([
    ...samples.map(({ milliseconds }) => ({ time: milliseconds / SECOND, done: true })),
    ...waitingAt(facts, scope).map(({ sinceStart }) => ({ time: sinceStart / SECOND, done: false })),
  ])
  const survival = curve.map(({ time, survival: share }) => ({ seconds: time, share }))
  return { medianSeconds: median, atLeastSeconds: atLeast, survival }
}

function reasonFor({ samples, deployments }: LeadTimes): UnavailableReason | null {
  if (samples.length > 0) return null
  if (deployments.length === 0) return 'NO_DEPLOYMENTS'
  return deployments.every(({ flags }) => flags.includes('NO_PREDECESSOR')) ? 'NO_PREDECESSOR' : 'NO_DATA'
}

/** Commits and pushes are lacking where a definition starts with them, and requests where it starts with those. */
const ofRequests: ReadonlySet<LeadTimeStart> = new Set(['PR_OPENED', 'MERGED'])

function flagsOf({ samples, deployments, withoutStart }: LeadTimes, { start }: Definition): Map<FlagCode, number> {
  const counts = countFlags(deployments)
  for (const [code, count] of countFlags(samples)) counts.set(code, (counts.get(code) ?? 0) + count)
  const lack = ofRequests.has(start) ? 'MISSING_REQUEST' : 'MISSING_START'
  if (withoutStart > 0) counts.set(lack, (counts.get(lack) ?? 0) + withoutStart)
  return counts
}

function batchSize({ known, shipped }: LeadTimes): Pick<LeadTimeForChanges, 'changesPerDeployment' | 'linesPerChange'> {
  const lines = shipped.flatMap(({ additions, deletions }) =>
    additions === null || deletions === null ? [] : [additions + deletions],
  )
  return {
    changesPerDeployment: known.deployments === 0 ? null : known.changes / known.deployments,
    linesPerChange: percentileOf(lines, 0.5),
  }
}
