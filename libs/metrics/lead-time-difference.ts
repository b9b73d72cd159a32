import type { Milliseconds } from '#domain/instant'
import { defaultDefinition } from './definition.ts'
import type { Interval } from './metric.ts'
import { compareKeys } from './population.ts'
import { type ServiceMix, serviceMix } from './service-mix.ts'
import { mostMoved, type StageDifference, stageDifferences } from './stage-differences.ts'
import { yuenInterval } from './statistics/yuen-interval.ts'
import { type TimedSample, timeOf } from './timed-samples.ts'
import { type SampledWindow, type TrimmedWindow, trimmedWindow } from './trimmed-window.ts'
import { byWeek } from './weeks.ts'

/** A sample that is on its side for what the stage did that moved most. */
export interface Mover<S extends TimedSample> {
  readonly sample: S
  /** What it spent in that stage. */
  readonly time: Milliseconds
  /** How far that lies beyond the other window's trimmed mean of the stage, with the sign of the difference it makes. */
  readonly excess: Milliseconds
  /** Its part in the difference of the stage: over all samples between the ends of its window these add up to it. */
  readonly moved: Milliseconds
}

/** Why lead time is another than it was. Everything adds up exactly. */
export interface Explanation<S extends TimedSample> extends ServiceMix {
  /** Of the trimmed means, after less before: the sum of those of the stages, and that of `within` and `mix`. */
  readonly difference: Milliseconds
  /** Of the difference; null where nothing varies. */
  readonly interval: Interval | null
  /** Whether the interval leaves zero out. */
  readonly isClear: boolean
  readonly medianDifference: Milliseconds
  /** What the median moved beside the trimmed mean: `difference` and `tail` are `medianDifference`. */
  readonly tail: Milliseconds
  /** In their order; those that no sample between the ends has are left out. */
  readonly stages: readonly StageDifference[]
  /** The one that did most of it, in its direction; null where nothing moved. */
  readonly movedMost: StageDifference | null
  /** Samples of the later window that moved it most, at most ten. */
  readonly came: readonly Mover<S>[]
  /** Samples of the earlier window whose like is gone, at most ten. */
  readonly gone: readonly Mover<S>[]
}

export interface LeadTimeDifference<S extends TimedSample> {
  readonly before: TrimmedWindow<S>
  readonly after: TrimmedWindow<S>
  /** Samples that each window needs. */
  readonly least: number
  /** Null where a window has fewer. */
  readonly explained: Explanation<S> | null
}

const mostMovers = 10

/**
 * Why did lead time change? The difference of the 20 % trimmed means of two windows, by stage and by service, and what the
 * median moved beside it. One set of samples is trimmed for all of it. Says nothing of fewer than `least` samples in a window,
 * which is at least 5: of fewer, one at each end is a third or more.
 */
export function leadTimeDifference<S extends TimedSample>(
  before: SampledWindow<S>,
  after: SampledWindow<S>,
  { minN }: { readonly minN: { readonly p50: number } } = defaultDefinition,
): LeadTimeDifference<S> {
  const least = Math.max(defaultDefinition.minN.p50, minN.p50)
  const [was, is] = [trimmedWindow(before.samples), trimmedWindow(after.samples)]
  if (was.sampleSize < least || is.sampleSize < least) return { before: was, after: is, least, explained: null }
  const difference = (is.trimmedMean ?? 0) - (was.trimmedMean ?? 0)
  const interval = yuenInterval(difference, weeksOf(before), weeksOf(after))
  const medianDifference = (is.median ?? 0) - (was.median ?? 0)
  const stages = stageDifferences(was, is)
  const movedMost = mostMoved(stages, difference)
  const explained: Explanation<S> = {
    difference,
    interval,
    isClear: interval !== null && ((interval.low ?? 0) > 0 || (interval.high ?? 0) < 0),
    medianDifference,
    tail: medianDifference - difference,
    stages,
    movedMost,
    ...serviceMix({ ...was, samples: before.samples }, { ...is, samples: after.samples }),
    came: movedMost === null ? [] : movers(is, movedMost, (time) => time - movedMost.before),
    gone: movedMost === null ? [] : movers(was, movedMost, (time) => movedMost.after - time),
  }
  return { before: was, after: is, least, explained }
}

function weeksOf({ window, samples }: SampledWindow<TimedSample>): number[][] {
  return byWeek(window, samples, ({ liveAt }) => liveAt).map((week) => week.map(timeOf))
}

function movers<S extends TimedSample>(
  { kept }: TrimmedWindow<S>,
  { stage, difference }: StageDifference,
  excessOf: (time: Milliseconds) => Milliseconds,
): Mover<S>[] {
  const direction = Math.sign(difference)
  return kept
    .map((sample) => {
      const time = sample.stages[stage] ?? 0
      const excess = excessOf(time)
      return { sample, time, excess, moved: excess / kept.length }
    })
    .filter(({ excess }) => excess * direction > 0)
    .toSorted(
      (a, b) =>
        (b.excess - a.excess) * direction ||
        compareKeys(a.sample.service, b.sample.service) ||
        compareKeys(a.sample.key, b.sample.key),
    )
    .slice(0, mostMovers)
}
