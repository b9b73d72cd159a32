import type { Instant } from '#domain/instant'
import type { FlagCode } from '#domain/stream-history'
import { type Bucket, buckets, type Period, until, type Window } from '#domain/window'
import { defaultDefinition } from '../definition.ts'
import type { ChangeFact, Facts } from '../facts.ts'
import type { DurationPoint, LeadTimeForChanges, LeadTimeSample } from '../lead-time-for-changes.ts'
import { leadTimesOf } from '../lead-time-samples.ts'
import { summarizeStages } from '../lead-time-stages.ts'
import { countFlags, measurement } from '../measurement.ts'
import type { MeasureScope, UnavailableReason } from '../metric.ts'
import { pendingOf } from '../pending.ts'
import { compareKeys } from '../population.ts'
import { byPeriod } from '../weeks.ts'
import type { Dated, Headline } from './medians.ts'
import type { Rule } from './preset-metrics.ts'
import { type Told, toldIn, toldOf, type ToldStream } from './told.ts'

/** One lead time of another system's making. `at` is the end of the run. */
export interface PresetSample extends Dated {
  readonly key: string
  /** Null where a deployment is the sample. */
  readonly change: ChangeFact | null
  readonly told: Told
  readonly startedAt: Instant
  readonly flags: readonly FlagCode[]
}

/** What tells one system's lead time from another's. */
export interface LeadTimeRule {
  readonly definition: string
  readonly samplesOf: (stream: ToldStream, index: number, scope: MeasureScope) => readonly PresetSample[]
  readonly headlineOf: (samples: readonly PresetSample[], window: Window) => Headline
}

/** Lead time by another system's rule. It gives a median and no other percentile, and knows none of our stages. */
export function leadTimeBy(rule: LeadTimeRule): Rule<LeadTimeForChanges, DurationPoint> {
  return {
    definition: rule.definition,
    measure: (facts, scope) => measure(rule, facts, scope),
    series: (facts, scope, by) =>
      durationSeries(samplesOf(rule, toldOf(facts, scope), scope), rule.headlineOf, scope, by),
  }
}

/** Points of a system's durations by local days, weeks or months that have begun. */
export function durationSeries<Sample extends { readonly at: Instant }>(
  samples: readonly Sample[],
  headlineOf: (samples: readonly Sample[], window: Window) => Headline,
  { window, now }: MeasureScope,
  by: Bucket,
): DurationPoint[] {
  const lived = until(window, now)
  const periods = buckets(lived, by)
  return byPeriod(periods, samples, ({ at }) => at).map((group, index) => {
    const { from, to } = periods[index] as Period
    return durationPoint(from, to, group.length, headlineOf(group, { ...lived, from, to }))
  })
}

/** A point of a series of durations, of which other systems tell the median alone. */
function durationPoint(
  start: Instant,
  end: Instant,
  sampleSize: number,
  { median, interval }: Headline,
): DurationPoint {
  return { start, end, sampleSize, medianSeconds: median, p75Seconds: null, p90Seconds: null, interval }
}

function measure(rule: LeadTimeRule, facts: Facts, scope: MeasureScope): LeadTimeForChanges {
  const streams = toldOf(facts, scope)
  const samples = samplesOf(rule, streams, scope)
  const { median, interval } = rule.headlineOf(samples, scope.window)
  const told = toldIn(streams, scope).map(({ deployment }) => deployment)
  const flags = countFlags(told)
  for (const [code, count] of countFlags(samples)) flags.set(code, (flags.get(code) ?? 0) + count)
  const shown = samples.map(sampleOf)
  const { coverage } = leadTimesOf(facts, {
    ...scope,
    definition: { ...defaultDefinition, kinds: scope.definition.kinds },
  })
  return {
    ...measurement('leadTimeForChanges', scope, {
      sampleSize: samples.length,
      unavailableReason: reasonFor(samples, told),
      interval,
      coverage,
      flags,
    }),
    sampleSize: samples.length,
    medianSeconds: median,
    p75Seconds: null,
    p90Seconds: null,
    meanSeconds: null,
    interval,
    stages: summarizeStages(shown),
    pending: pendingOf(facts, scope),
    withPending: { medianSeconds: null, atLeastSeconds: null, survival: [] },
    changesPerDeployment: null,
    linesPerChange: null,
    samples: shown,
  }
}

function samplesOf(rule: LeadTimeRule, streams: readonly ToldStream[], scope: MeasureScope): PresetSample[] {
  return streams
    .flatMap((stream, index) => rule.samplesOf(stream, index, scope))
    .toSorted((a, b) => a.at - b.at || compareKeys(a.key, b.key))
}

function sampleOf({ change, told, startedAt, at, seconds, flags }: PresetSample): LeadTimeSample {
  const stages = seconds === 0 ? [] : [{ stage: 'UNACCOUNTED' as const, from: startedAt, to: at, seconds }]
  return { change, commit: null, deployment: told.deployment, startedAt, liveAt: at, seconds, stages, flags }
}

function reasonFor(
  samples: readonly PresetSample[],
  told: readonly { readonly flags: readonly FlagCode[] }[],
): UnavailableReason | null {
  if (samples.length > 0) return null
  if (told.length === 0) return 'NO_DEPLOYMENTS'
  return told.every(({ flags }) => flags.includes('NO_PREDECESSOR')) ? 'NO_PREDECESSOR' : 'NO_DATA'
}
