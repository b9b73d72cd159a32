import type { RatePoint } from './change-failure-rate.ts'
import type { DeploymentFact } from './facts.ts'
import type { Measurement, Metric } from './metric.ts'

export interface DeploymentReworkRate extends Measurement {
  readonly metric: 'deploymentReworkRate'
  /** 0 to 1; null when nothing was deployed. */
  readonly rate: number | null
  readonly rework: number
  /** Counted kinds and rollbacks. */
  readonly deployments: number
  /** The reworking ones, by time. */
  readonly samples: readonly DeploymentFact[]
  readonly evidence: readonly DeploymentFact[]
}
export declare const deploymentReworkRate: Metric<DeploymentReworkRate, RatePoint>
