import { type Bucket, within } from '#domain/window'
import { expectedByChance } from './chance.ts'
import type { DeploymentFact, Facts, FailureFact } from './facts.ts'
import { countFlags, measurement } from './measurement.ts'
import type { Measurement, MeasureScope, Metric } from './metric.ts'
import { type Verdict, verdicts } from './population.ts'
import { type RatePoint, rateOf, rateSeries } from './rate.ts'

export type { RatePoint } from './rate.ts'

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

export const changeFailureRate = {
  id: 'changeFailureRate',
  displayName: 'Change fail rate',
  definition:
    'Share of deployments that degraded the service and needed intervention: an incident, a rollback or a revert.',
  unit: 'ratio',
  better: 'lower',
  measure,
  series,
} as const satisfies Metric<ChangeFailureRate, RatePoint>

function series(facts: Facts, scope: MeasureScope, by: Bucket): RatePoint[] {
  return rateSeries(trialsOf(verdicts(facts, scope)), scope, by)
}

function measure(facts: Facts, scope: MeasureScope): ChangeFailureRate {
  const judged = verdicts(facts, scope)
  const failed = judged.filter((verdict) => verdict.failed)
  const byTimeAlone = failed.filter(({ failure }) => failure?.basis === 'TIME_ONLY').length
  const { rate, interval } = rateOf(trialsOf(judged), scope.window)
  const deployments = judged.map(({ deployment }) => deployment)
  return {
    ...measurement('changeFailureRate', scope, {
      sampleSize: judged.length,
      unavailableReason: judged.length === 0 ? 'NO_DEPLOYMENTS' : null,
      interval,
      coverage: incidentCoverage(facts, scope),
      flags: countFlags(deployments),
    }),
    rate,
    failed: failed.length,
    deployments: judged.length,
    confirmedRate: judged.length === 0 ? null : (failed.length - byTimeAlone) / judged.length,
    byTimeAlone,
    byTimeAloneExpectedByChance: judged.length === 0 ? null : expectedByChance(facts, scope),
    rolledPast: deployments.filter(({ rolledPast }) => rolledPast),
    failures: failed.map(({ deployment, failure }) => ({ deployment, failure })),
    evidence: deployments,
  }
}

function trialsOf(judged: readonly Verdict[]): { at: number; hit: boolean }[] {
  return judged.map(({ at, failed }) => ({ at, hit: failed }))
}

/**
 * Share of the incidents opened in the window of which it is known whether a deployment caused them: linked to one, or
 * stated to have another cause. Null without incidents.
 */
export function incidentCoverage({ incidents }: Facts, { window }: MeasureScope): number | null {
  const opened = incidents.filter(
    ({ openedAt, classification }) => classification === 'incident' && within(window, openedAt),
  )
  if (opened.length === 0) return null

  const settled = opened.filter(
    ({ failureKey, cause }) => failureKey !== null || cause === 'external' || cause === 'infrastructure',
  )
  return settled.length / opened.length
}
