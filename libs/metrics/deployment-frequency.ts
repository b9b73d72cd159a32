import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import type { DeploymentFact } from './facts.ts'
import type { Interval, Measurement, Metric } from './metric.ts'

export interface DeploymentFrequency extends Measurement {
  readonly metric: 'deploymentFrequency'
  readonly count: number
  /** Over the local days of the window that have come; null when nothing was ever seen here. `interval` is of this. */
  readonly perDay: number | null
  readonly perWeek: number | null
  readonly activeDays: number
  readonly workingDays: number
  readonly medianPerDay: number | null
  readonly daysSinceLast: number | null
  /** All seven kinds, succeeded and live in the window, uncounted ones too. */
  readonly byKind: readonly { readonly kind: DeploymentKind; readonly count: number }[]
  /** Runs that ended in the window, whatever their outcome. */
  readonly attempts: number
  readonly failedAttempts: number
  readonly aborted: number
  /** The counted deployments, by live time: the objects that were given. */
  readonly evidence: readonly DeploymentFact[]
}
export interface FrequencyPoint {
  readonly start: Instant
  readonly end: Instant
  readonly count: number
  readonly perDay: number
  readonly interval: Interval
}
export declare const deploymentFrequency: Metric<DeploymentFrequency, FrequencyPoint>
