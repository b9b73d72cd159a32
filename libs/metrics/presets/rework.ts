import { buckets, until } from '#domain/window'
import type { DeploymentReworkRate } from '../deployment-rework-rate.ts'
import { measurement } from '../measurement.ts'
import type { RatePoint } from '../rate.ts'
import type { Rule } from './preset-metrics.ts'

/** The rework rate of a system that computes none: null, and the reason. */
export function noRework(definition: string): Rule<DeploymentReworkRate, RatePoint> {
  return {
    definition,
    measure: (_facts, scope) => ({
      ...measurement('deploymentReworkRate', scope, {
        sampleSize: 0,
        unavailableReason: 'NOT_CONFIGURED',
        interval: null,
        coverage: null,
      }),
      rate: null,
      rework: 0,
      deployments: 0,
      samples: [],
      evidence: [],
    }),
    series: (_facts, { window, now }, by) =>
      buckets(until(window, now), by).map(({ from, to }) => ({
        start: from,
        end: to,
        rate: null,
        numerator: 0,
        denominator: 0,
        interval: null,
      })),
  }
}
