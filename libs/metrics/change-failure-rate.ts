import type { Instant } from '#domain/instant'
import type { DeploymentFact, FailureFact } from './facts.ts'
import type { Interval, Measurement, Metric } from './metric.ts'

export interface ChangeFailureRate extends Measurement {
  readonly metric: 'changeFailureRate'
  /** 0 to 1; null when nothing was deployed. */
  readonly rate: number | null
  readonly failed: number
  /** The denominator. */
  readonly deployments: number
  /** Without failures that rest on nearness in time alone. */
  readonly confirmedRate: number | null
  readonly byTimeAlone: number
  /** How many of them chance alone would link; null when nothing was deployed. */
  readonly byTimeAloneExpectedByChance: number | null
  readonly rolledPast: readonly DeploymentFact[]
  /** Failed deployments by time, with the failure (null: it only ended FAILED, and the definition counts that). */
  readonly failures: readonly { readonly deployment: DeploymentFact; readonly failure: FailureFact | null }[]
  /** All of the denominator, by time. */
  readonly evidence: readonly DeploymentFact[]
}
export interface RatePoint {
  readonly start: Instant
  readonly end: Instant
  readonly rate: number | null
  readonly numerator: number
  readonly denominator: number
  readonly interval: Interval | null
}
export declare const changeFailureRate: Metric<ChangeFailureRate, RatePoint>
