import type { Bucket } from '#domain/window'
import type { DeploymentFact, Facts } from './facts.ts'
import { countFlags, measurement } from './measurement.ts'
import type { Measurement, MeasureScope, Metric } from './metric.ts'
import { liveDeployments, liveTime } from './population.ts'
import { type RatePoint, rateOf, rateSeries, type Trial } from './rate.ts'

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

export const deploymentReworkRate = {
  id: 'deploymentReworkRate',
  displayName: 'Deployment rework rate',
  definition:
    'Share of deployments, rollbacks included, that were unplanned: rollbacks, and deployments that remedy an incident or a bug that users met.',
  unit: 'ratio',
  better: 'lower',
  measure,
  series,
} as const satisfies Metric<DeploymentReworkRate, RatePoint>

function series(facts: Facts, scope: MeasureScope, by: Bucket): RatePoint[] {
  return rateSeries(trialsOf(populationOf(facts, scope), scope), scope, by)
}

function measure(facts: Facts, scope: MeasureScope): DeploymentReworkRate {
  const deployments = populationOf(facts, scope)
  const samples = deployments.filter(isRework)
  const { rate, interval } = rateOf(trialsOf(deployments, scope), scope.window)
  const known = deployments.filter(({ flags }) => !flags.includes('MISSING_COMMIT')).length
  return {
    ...measurement('deploymentReworkRate', scope, {
      sampleSize: deployments.length,
      unavailableReason: deployments.length === 0 ? 'NO_DEPLOYMENTS' : null,
      interval,
      coverage: deployments.length === 0 ? null : known / deployments.length,
      flags: countFlags(deployments),
    }),
    rate,
    rework: samples.length,
    deployments: deployments.length,
    samples,
    evidence: deployments,
  }
}

function populationOf(facts: Facts, scope: MeasureScope): DeploymentFact[] {
  return liveDeployments(facts, scope, [...new Set([...scope.definition.kinds, 'ROLLBACK' as const])])
}

function isRework({ kind, rework }: DeploymentFact): boolean {
  return kind === 'ROLLBACK' || rework.length > 0
}

function trialsOf(deployments: readonly DeploymentFact[], { definition }: MeasureScope): Trial[] {
  return deployments.map((deployment) => ({
    at: liveTime(deployment, definition) ?? deployment.at,
    hit: isRework(deployment),
  }))
}
