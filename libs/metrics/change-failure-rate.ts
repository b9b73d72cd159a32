import { dayHolding } from '#domain/calendar'
import type { FlagCode } from '#domain/stream-history'
import type { Bucket } from '#domain/window'
import { authorshipOfDeployments, type RateByAuthorship, rateByAuthorship, writtenByThose } from './by-authorship.ts'
import { expectedByChance } from './chance.ts'
import { countedOn } from './day-fact.ts'
import { type DaySummary, flagsOn, summaryOf, weeksOf } from './day-summary.ts'
import type { Digest } from './digest.ts'
import { type DeploymentFact, type Facts, type FailureFact, hasOtherCause, type IncidentFact } from './facts.ts'
import { countFlags, measurement } from './measurement.ts'
import type { Measurement, MeasureScope, Metric } from './metric.ts'
import { hasCome, type Verdict, verdicts } from './population.ts'
import { type DayTrials, type Rate, rateOf, rateOfWeeks, type RatePoint, rateSeries, rateSeriesOfDays } from './rate.ts'
import type { WeekCount } from './statistics/design-effect.ts'

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
  /** What is counted where a preset of another system counts incidents. */
  readonly incidents?: readonly IncidentFact[]
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
  measureDays,
  series,
  seriesOfDays,
} as const satisfies Metric<ChangeFailureRate, RatePoint>

function series(facts: Facts, scope: MeasureScope, by: Bucket): RatePoint[] {
  return rateSeries(trialsOf(judgedOf(facts, scope)), scope, by)
}

function seriesOfDays(digest: Digest, scope: MeasureScope, by: Bucket): RatePoint[] {
  return rateSeriesOfDays(trialsOfDays(digest, verdicts(digest.rare, scope), scope), scope, by)
}

function measure(facts: Facts, scope: MeasureScope): ChangeFailureRate {
  const judged = judgedOf(facts, scope)
  const failed = judged.filter((verdict) => verdict.failed)
  const deployments = judged.map(({ deployment }) => deployment)
  const flags = countFlags(deployments)
  return Object.assign(numbersOf(rateOf(trialsOf(judged), scope.window), failed, flags, facts, scope), {
    // Chance links incidents to deployments of everybody.
    byTimeAloneExpectedByChance:
      judged.length === 0 || scope.definition.authorship !== null ? null : expectedByChance(facts, scope),
    rolledPast: deployments.filter(({ rolledPast }) => rolledPast),
    failures: failed.map(({ deployment, failure }) => ({ deployment, failure })),
    evidence: deployments,
  })
}

/** Those that the definition's authors wrote, where it names some. */
function judgedOf(facts: Facts, scope: MeasureScope): readonly Verdict[] {
  return writtenByThose(verdicts(facts, scope), ({ deployment }) => deployment, facts, scope.definition)
}

/** The same by who wrote what each deployment brought: the parts add up to the whole. */
export function changeFailureRateByAuthorship(facts: Facts, scope: MeasureScope): RateByAuthorship[] {
  const kinds = authorshipOfDeployments(facts, scope.definition)
  const trials = judgedOf(facts, scope).map(({ at, failed, deployment }) => ({ at, hit: failed, deployment }))
  return rateByAuthorship(trials, ({ deployment }) => kinds.get(deployment) ?? 'UNKNOWN', scope)
}

type Numbers = Omit<ChangeFailureRate, 'byTimeAloneExpectedByChance' | 'rolledPast' | 'failures' | 'evidence'>

function measureDays(digest: Digest, scope: MeasureScope): Omit<ChangeFailureRate, 'rolledPast' | 'evidence'> {
  const failed = verdicts(digest.rare, scope).filter((verdict) => verdict.failed)
  const summary = summaryOf(digest.days, scope.window)
  const flags = flagsOn(summary, ['COUNTED'])
  for (const [code, count] of countFlags(failed.filter(neverLived).map(({ deployment }) => deployment)))
    flags.set(code, (flags.get(code) ?? 0) + count)
  const rate = rateOfWeeks(trialsOfWeeks(summary, failed, scope))
  const isKnown = digest.past !== null && rate.denominator > 0
  return Object.assign(numbersOf(rate, failed, flags, digest.rare, scope), {
    byTimeAloneExpectedByChance: isKnown ? expectedByChance(digest.past, scope) : null,
    failures: failed.map(({ deployment, failure }) => ({ deployment, failure })),
  })
}

function neverLived({ deployment }: Verdict): boolean {
  return deployment.outcome !== 'SUCCEEDED'
}

/** Likewise by local weeks. */
function trialsOfWeeks({ counted }: DaySummary, failed: readonly Verdict[], { window }: MeasureScope): WeekCount[] {
  const weeks = counted.map((size) => ({ size, hits: 0 }))
  const weekOf = weeksOf(window)
  for (const verdict of failed) {
    const week = weeks[weekOf(dayHolding(verdict.at, window.timeZone))]
    if (week === undefined) continue
    week.hits += 1
    if (neverLived(verdict)) week.size += 1
  }
  return weeks
}

/** Days give those that could fail, the failed deployments themselves what did, and those that never went live. */
function trialsOfDays({ days }: Digest, failed: readonly Verdict[], { window }: MeasureScope): DayTrials[] {
  return [
    ...days.map((day) => ({ day: day.day, size: countedOn(day), hits: 0 })),
    ...failed
      .filter((verdict) => verdict.failed)
      .map((verdict) => ({
        day: dayHolding(verdict.at, window.timeZone),
        size: neverLived(verdict) ? 1 : 0,
        hits: 1,
      })),
  ]
}

function numbersOf(
  { rate, numerator, denominator, interval }: Rate,
  failed: readonly Verdict[],
  flags: ReadonlyMap<FlagCode, number>,
  facts: Facts,
  scope: MeasureScope,
): Numbers {
  const byTimeAlone = failed.filter(({ failure }) => failure?.basis === 'TIME_ONLY').length
  const shared = measurement('changeFailureRate', scope, {
    sampleSize: denominator,
    unavailableReason: denominator === 0 ? 'NO_DEPLOYMENTS' : null,
    interval,
    coverage: incidentCoverage(facts, scope),
    flags,
  })
  return Object.assign(shared, {
    rate,
    failed: numerator,
    deployments: denominator,
    confirmedRate: denominator === 0 ? null : (numerator - byTimeAlone) / denominator,
    byTimeAlone,
  })
}

function trialsOf(judged: readonly Verdict[]): { at: number; hit: boolean }[] {
  return judged.map(({ at, failed }) => ({ at, hit: failed }))
}

/**
 * Share of the incidents opened in the window of which it is known whether a deployment caused them: linked to one, or
 * stated to have another cause, by its sender or a correction. Null without incidents.
 */
export function incidentCoverage({ incidents }: Facts, scope: MeasureScope): number | null {
  const opened = incidents.filter(
    ({ openedAt, classification }) => classification === 'incident' && hasCome(scope, openedAt),
  )
  if (opened.length === 0) return null

  const settled = opened.filter((incident) => incident.failureKey !== null || hasOtherCause(incident))
  return settled.length / opened.length
}
