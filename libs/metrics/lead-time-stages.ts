import { SECOND, type Instant, type Milliseconds } from '#domain/instant'
import { type LeadTimeStage, leadTimeStages, type StageSpan } from '#domain/stream-history'
import { elapsedWithoutWeekend } from '#domain/window'
import type { RawSample } from './lead-time-samples.ts'
import type { MeasureScope } from './metric.ts'
import { percentileOf } from './statistics/percentile.ts'

/** One stage of one sample. `seconds` leaves weekends out where the definition does. */
export interface SampleStage {
  readonly stage: LeadTimeStage
  readonly from: Instant
  readonly to: Instant
  readonly seconds: number
}

export interface StageDuration {
  readonly stage: LeadTimeStage
  /** Samples that have this stage; the median is over them. */
  readonly sampleSize: number
  readonly medianSeconds: number | null
  /** Over all samples, so that the stages' means add up to the mean lead time. */
  readonly meanSeconds: number | null
  /** Of the sum of all lead times. */
  readonly share: number | null
}

/**
 * Contiguous stages of a sample, in order: those of its change, cut to the time from the definition's start to its
 * arrival. What no stage covers is UNACCOUNTED, so that they add up to the sample's lead time. With unit DEPLOYMENT they
 * are the means over its changes, laid end to end.
 */
export function stagesOf(sample: RawSample, scope: MeasureScope): SampleStage[] {
  return sample.members.length > 0 ? meanStages(sample, scope) : cutStages(sample, scope)
}

function cutStages({ change, startedAt, liveAt }: RawSample, scope: MeasureScope): SampleStage[] {
  const stages: SampleStage[] = []
  const push = (stage: LeadTimeStage, from: Instant, to: Instant): void => {
    const spent = spentBetween(from, to, scope)
    stages.push({ stage, from, to, seconds: spent / SECOND })
  }
  if (liveAt < startedAt) {
    push('UNACCOUNTED', startedAt, liveAt)
    return stages
  }
  let at = startedAt
  for (const span of ordered(change?.stages ?? [])) {
    const from = Math.max(span.from, at)
    const to = Math.min(span.to, liveAt)
    if (to < from || (to === from && span.to > span.from)) continue
    if (from > at) push('UNACCOUNTED', at, from)
    push(span.stage, from, to)
    at = to
  }
  if (at < liveAt) push('UNACCOUNTED', at, liveAt)
  return stages
}

function ordered(spans: readonly StageSpan[]): readonly StageSpan[] {
  return spans.every((span, index) => index === 0 || span.from >= (spans[index - 1]?.from ?? 0))
    ? spans
    : spans.toSorted((a, b) => a.from - b.from)
}

function spentBetween(from: Instant, to: Instant, { definition, window }: MeasureScope): Milliseconds {
  return definition.excludeWeekend ? elapsedWithoutWeekend(from, to, window.timeZone) : to - from
}

function meanStages({ members, startedAt }: RawSample, scope: MeasureScope): SampleStage[] {
  const sums = new Map<LeadTimeStage, number>()
  for (const member of members) {
    for (const { stage, seconds } of cutStages(member, scope)) sums.set(stage, (sums.get(stage) ?? 0) + seconds)
  }
  let at = startedAt
  return leadTimeStages.flatMap((stage) => {
    const sum = sums.get(stage)
    if (sum === undefined) return []
    const seconds = sum / members.length
    const from = at
    at += Math.round(seconds * SECOND)
    return [{ stage, from, to: at, seconds }]
  })
}

/** All eight stages over the samples. One that no sample has is unknown, not zero. */
export function summarizeStages(samples: readonly { readonly stages: readonly SampleStage[] }[]): StageDuration[] {
  const spent = new Map<LeadTimeStage, number[]>(leadTimeStages.map((stage) => [stage, []]))
  let total = 0
  for (const { stages } of samples) {
    const own = new Map<LeadTimeStage, number>()
    for (const { stage, seconds } of stages) own.set(stage, (own.get(stage) ?? 0) + seconds)
    for (const [stage, seconds] of own) {
      spent.get(stage)?.push(seconds)
      total += seconds
    }
  }
  return [...spent].map(([stage, seconds]) => {
    let sum = 0
    for (const value of seconds) sum += value
    const isKnown = seconds.length > 0
    return {
      stage,
      sampleSize: seconds.length,
      medianSeconds: percentileOf(seconds, 0.5),
      meanSeconds: isKnown ? sum / samples.length : null,
      share: isKnown && total > 0 ? sum / total : null,
    }
  })
}
