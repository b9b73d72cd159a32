import type { Instant } from '#domain/instant'
import type { FlagCode, LeadTimeStage } from '#domain/stream-history'
import type { ChangeFact, CommitFact, DeploymentFact } from './facts.ts'
import type { Interval, Measurement, Metric } from './metric.ts'

/** One stage of one sample. `seconds` leaves weekends out where the definition does. */
export interface SampleStage {
  readonly stage: LeadTimeStage
  readonly from: Instant
  readonly to: Instant
  readonly seconds: number
}
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
export interface StageDuration {
  readonly stage: LeadTimeStage
  /** Samples that have this stage; the median is over them. */
  readonly sampleSize: number
  readonly medianSeconds: number | null
  /** Over all samples, so that the stages' means add up to the mean lead time. */
  readonly meanSeconds: number | null
  readonly share: number | null
}
export interface Pending {
  readonly count: number
  readonly oldestSinceStartSeconds: number | null
  readonly oldestSinceMergeSeconds: number | null
}
export interface LeadTimeForChanges extends Measurement {
  readonly metric: 'leadTimeForChanges'
  readonly medianSeconds: number | null
  readonly p75Seconds: number | null
  readonly p90Seconds: number | null
  readonly meanSeconds: number | null
  /** All eight, in order. */
  readonly stages: readonly StageDuration[]
  readonly pending: Pending
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
export declare const leadTimeForChanges: Metric<LeadTimeForChanges, DurationPoint>
