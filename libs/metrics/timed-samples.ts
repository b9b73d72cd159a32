import { type Instant, type Milliseconds, SECOND } from '#domain/instant'
import type { LeadTimeStage } from '#domain/stream-history'
import type { Facts } from './facts.ts'
import { leadTimesOf, type RawSample } from './lead-time-samples.ts'
import { stagesOf } from './lead-time-stages.ts'
import type { MeasureScope } from './metric.ts'

/** A lead time by its stages, in whole milliseconds, so that sums of them are exact. */
export interface TimedSample {
  /** Unique within its service. */
  readonly key: string
  readonly service: string
  readonly liveAt: Instant
  /** They add up to the lead time; one that is left out took no time. */
  readonly stages: Readonly<Partial<Record<LeadTimeStage, Milliseconds>>>
}

/** A sample of a window, with the records behind it. */
export interface RecordedSample extends TimedSample {
  readonly of: RawSample
}

/**
 * The lead times of one service in a window by their stages. With unit DEPLOYMENT, whose lead times are means, each stage is
 * rounded to a millisecond.
 */
export function timedSamplesOf(service: string, facts: Facts, scope: MeasureScope): RecordedSample[] {
  return leadTimesOf(facts, scope).samples.map((raw) => {
    const stages: Partial<Record<LeadTimeStage, Milliseconds>> = {}
    for (const { stage, seconds } of stagesOf(raw, scope))
      stages[stage] = (stages[stage] ?? 0) + Math.round(seconds * SECOND)
    return { key: raw.key, service, liveAt: raw.liveAt, stages, of: raw }
  })
}

/** The whole lead time. */
export function timeOf({ stages }: TimedSample): Milliseconds {
  let sum = 0
  for (const time of Object.values(stages)) sum += time
  return sum
}
