import type { DeploymentFact, Facts } from '#metrics/facts'
import type { DefinitionPreset } from '#metrics/definition'
import { metrics } from '#metrics/index'
import type { MeasureScope, Metric, Measurement } from '#metrics/metric'
import { ruleOf } from '#metrics/rule'
import { at, deploymentFact, scopeOf } from './facts.ts'

/** A succeeded deployment of a version whose run ended at an ISO time; its commit is the version. */
export function run(key: string, finished: string, given: Partial<DeploymentFact> = {}): DeploymentFact {
  return {
    ...deploymentFact(key, at(finished), given),
    finishedAt: at(finished),
    sha: key,
    version: key,
    revertsOf: [],
    hotfix: false,
    ...given,
  }
}

/** March 2026 in UTC, by a preset; 2026-03-02 is a Monday. */
export function marchBy(preset: DefinitionPreset, to = '2026-04-01T00:00:00Z'): MeasureScope {
  return scopeOf('2026-03-01T00:00:00Z', to, { definition: { preset } })
}

/** The five metrics by the scope's preset. */
export function measuredBy(facts: Facts, scope: MeasureScope) {
  const measure = <M extends Measurement, P>(metric: Metric<M, P>): M =>
    ruleOf(metric, scope.definition).measure(facts, scope)
  return {
    deploymentFrequency: measure(metrics.deploymentFrequency),
    leadTimeForChanges: measure(metrics.leadTimeForChanges),
    changeFailureRate: measure(metrics.changeFailureRate),
    timeToRestore: measure(metrics.timeToRestore),
    deploymentReworkRate: measure(metrics.deploymentReworkRate),
  }
}
