import { incidentCoverage, type ChangeFailureRate, type RatePoint } from '../change-failure-rate.ts'
import type { DeploymentFact, Facts, FailureFact, IncidentFact } from '../facts.ts'
import { countFlags, measurement } from '../measurement.ts'
import type { MeasureScope } from '../metric.ts'
import { type Rate, rateOf, rateSeries } from '../rate.ts'
import type { Rule } from './preset-metrics.ts'
import { type Told, toldIn, toldOf } from './told.ts'

/** What another system calls a failed deployment; `told` is one of the window. */
export interface PresetFailure {
  readonly told: Told
  readonly failure: FailureFact
}

/** What tells one system's change failure from another's, where it is a share of deployments. */
export interface FailureRule {
  readonly definition: string
  /** At most one for a deployment of the window. */
  readonly failuresOf: (facts: Facts, scope: MeasureScope) => readonly PresetFailure[]
  /** Whether each of them rests on nearness in time alone. */
  readonly byTimeAlone: boolean
}

/** Change failure as a share of the successful deployments of the window, by another system's rule. */
export function failuresBy(rule: FailureRule): Rule<ChangeFailureRate, RatePoint> {
  return {
    definition: rule.definition,
    measure: (facts, scope) => {
      const deployments = toldIn(toldOf(facts, scope), scope)
      const failures = rule.failuresOf(facts, scope)
      const rate = rateOf(trialsOf(deployments, failures), scope.window)
      return rateAnswer({ facts, scope, rate }, deployments, {
        byTimeAlone: rule.byTimeAlone ? failures.length : 0,
        failures: failures.map(({ told, failure }) => ({ deployment: told.deployment, failure })),
        incidents: [],
      })
    },
    series: (facts, scope, by) =>
      rateSeries(trialsOf(toldIn(toldOf(facts, scope), scope), rule.failuresOf(facts, scope)), scope, by),
  }
}

function trialsOf(deployments: readonly Told[], failures: readonly PresetFailure[]): { at: number; hit: boolean }[] {
  const failed = new Set<DeploymentFact>(failures.map(({ told }) => told.deployment))
  return deployments.map(({ deployment, at }) => ({ at, hit: failed.has(deployment) }))
}

interface Counted {
  readonly facts: Facts
  readonly scope: MeasureScope
  readonly rate: Rate
}

interface Evidence extends Pick<ChangeFailureRate, 'byTimeAlone' | 'failures'> {
  readonly incidents: readonly IncidentFact[]
}

/** The answer that a rate of another system fits into; what only our own rules tell is null. */
export function rateAnswer(
  { facts, scope, rate: { rate, numerator, denominator, interval } }: Counted,
  deployments: readonly Told[],
  evidence: Evidence,
): ChangeFailureRate {
  const counted = deployments.map(({ deployment }) => deployment)
  return {
    ...measurement('changeFailureRate', scope, {
      sampleSize: denominator,
      unavailableReason: denominator === 0 ? 'NO_DEPLOYMENTS' : null,
      interval,
      coverage: incidentCoverage(facts, scope),
      flags: countFlags(counted),
    }),
    rate,
    failed: numerator,
    deployments: denominator,
    confirmedRate: null,
    byTimeAloneExpectedByChance: null,
    rolledPast: [],
    evidence: counted,
    ...evidence,
  }
}
