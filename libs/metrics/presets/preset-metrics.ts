import type { Bucket } from '#domain/window'
import type { ChangeFailureRate } from '../change-failure-rate.ts'
import type { DeploymentFrequency, FrequencyPoint } from '../deployment-frequency.ts'
import type { DeploymentReworkRate } from '../deployment-rework-rate.ts'
import type { Facts } from '../facts.ts'
import type { DurationPoint, LeadTimeForChanges } from '../lead-time-for-changes.ts'
import type { Measurement, MeasureScope } from '../metric.ts'
import type { RatePoint } from '../rate.ts'
import type { TimeToRestore } from '../time-to-restore.ts'

/** One metric by the rules of one system, over facts. Pure. */
export interface Rule<M extends Measurement, P> {
  /** What that system does, in words, and where our facts can only come near it. */
  readonly definition: string
  readonly measure: (facts: Facts, scope: MeasureScope) => M
  /** Points of the window's local days, weeks or months that have begun by `now`, clipped to the window. */
  readonly series: (facts: Facts, scope: MeasureScope, by: Bucket) => P[]
}

/** The five by the rules of one other system. */
export interface PresetMetrics {
  readonly deploymentFrequency: Rule<DeploymentFrequency, FrequencyPoint>
  readonly leadTimeForChanges: Rule<LeadTimeForChanges, DurationPoint>
  readonly changeFailureRate: Rule<ChangeFailureRate, RatePoint>
  readonly timeToRestore: Rule<TimeToRestore, DurationPoint>
  readonly deploymentReworkRate: Rule<DeploymentReworkRate, RatePoint>
}
