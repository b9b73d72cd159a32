import { deploymentFrequency, type DeploymentFrequency, type FrequencyPoint } from '../deployment-frequency.ts'
import type { Rule } from './preset-metrics.ts'
import { asFinished } from './told.ts'

/** Finished deployments of the definition's kinds over local days, which are our own numbers at other times. */
export function finishedPerDay(definition: string): Rule<DeploymentFrequency, FrequencyPoint> {
  return {
    definition,
    measure: (facts, scope) => deploymentFrequency.measure(asFinished(facts), scope),
    series: (facts, scope, by) => deploymentFrequency.series(asFinished(facts), scope, by),
  }
}
