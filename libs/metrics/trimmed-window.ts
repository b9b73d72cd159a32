import type { Milliseconds } from '#domain/instant'
import { type LeadTimeStage, leadTimeStages } from '#domain/stream-history'
import type { Window } from '#domain/window'
import { compareKeys } from './population.ts'
import { apportion, nearest } from './statistics/apportion.ts'
import { percentile } from './statistics/percentile.ts'
import { keptOf } from './statistics/trimmed.ts'
import { type TimedSample, timeOf } from './timed-samples.ts'

export interface SampledWindow<S extends TimedSample> {
  readonly window: Window
  readonly samples: readonly S[]
}

/** The trimmed mean of a window's lead times, and of their stages over the same samples. */
export interface TrimmedWindow<S extends TimedSample> {
  readonly sampleSize: number
  /** The samples between the ends, by lead time, then service and key. */
  readonly kept: readonly S[]
  /** Null without samples, as the median. */
  readonly trimmedMean: Milliseconds | null
  /** Of all samples; a multiple of half a millisecond. */
  readonly median: Milliseconds | null
  /** Of each stage; they add up to that of the lead time exactly. */
  readonly stages: ReadonlyMap<LeadTimeStage, Milliseconds>
}

/**
 * The 20 % trimmed mean (Tukey, McLaughlin 1963, Sankhya A 25): the mean of what is left when the lowest and the highest
 * fifth are taken away, rounded down to whole samples at each end. What is taken away is chosen by the whole lead time, for the
 * stages too. Means are rounded to whole milliseconds once, those of stages so that they add up.
 */
export function trimmedWindow<S extends TimedSample>(samples: readonly S[]): TrimmedWindow<S> {
  const timed = samples
    .map((sample) => ({ sample, time: timeOf(sample) }))
    .toSorted(
      (a, b) =>
        a.time - b.time || compareKeys(a.sample.service, b.sample.service) || compareKeys(a.sample.key, b.sample.key),
    )
  const kept = keptOf(timed)
  const mean = meanOver(
    kept.length,
    kept.map(({ time }) => time),
  )
  const ofStages = leadTimeStages.map((stage) =>
    meanOver(
      kept.length,
      kept.map(({ sample }) => sample.stages[stage] ?? 0),
    ),
  )
  const trimmedMean = mean === null ? null : nearest(mean)
  const whole = apportion(
    ofStages.map((each) => each ?? 0),
    trimmedMean ?? 0,
  )
  return {
    sampleSize: samples.length,
    kept: kept.map(({ sample }) => sample),
    trimmedMean,
    median: percentile((rank) => timed[rank]?.time ?? 0, timed.length, 0.5),
    stages: new Map(leadTimeStages.map((stage, index) => [stage, whole[index] ?? 0])),
  }
}

/** Null over nothing. The sum is of whole numbers, and so exact. */
function meanOver(count: number, times: readonly Milliseconds[]): number | null {
  let sum = 0
  for (const time of times) sum += time
  return count === 0 ? null : sum / count
}
