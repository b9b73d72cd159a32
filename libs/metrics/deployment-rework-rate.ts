import { deploymentKinds } from '#domain/delivery-event'
import type { FlagCode } from '#domain/stream-history'
import type { Bucket } from '#domain/window'
import { authorshipOfDeployments, type RateByAuthorship, rateByAuthorship, writtenByThose } from './by-authorship.ts'
import { countedOn, type DayFact } from './day-fact.ts'
import { flagsOn, summaryOf } from './day-summary.ts'
import type { Definition } from './definition.ts'
import type { Digest } from './digest.ts'
import type { DeploymentFact, Facts } from './facts.ts'
import { countFlags, measurement } from './measurement.ts'
import type { Measurement, MeasureScope, Metric } from './metric.ts'
import { liveDeployments, liveTime } from './population.ts'
import {
  type DayTrials,
  type Rate,
  rateOf,
  rateOfWeeks,
  type RatePoint,
  rateSeries,
  rateSeriesOfDays,
  type Trial,
} from './rate.ts'

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
  measureDays,
  series,
  seriesOfDays,
} as const satisfies Metric<DeploymentReworkRate, RatePoint>

function series(facts: Facts, scope: MeasureScope, by: Bucket): RatePoint[] {
  return rateSeries(trialsOf(populationOf(facts, scope), scope), scope, by)
}

function seriesOfDays({ days }: Digest, scope: MeasureScope, by: Bucket): RatePoint[] {
  return rateSeriesOfDays(days.map(trialsOn), scope, by)
}

function measure(facts: Facts, scope: MeasureScope): DeploymentReworkRate {
  const deployments = populationOf(facts, scope)
  const known = deployments.filter(({ flags }) => !flags.includes('MISSING_COMMIT')).length
  const rate = rateOf(trialsOf(deployments, scope), scope.window)
  return Object.assign(numbersOf(rate, known, countFlags(deployments), scope), {
    samples: deployments.filter((deployment) => isRework(deployment, scope.definition)),
    evidence: deployments,
  })
}

/** The same by who wrote what each deployment brought: the parts add up to the whole. */
export function deploymentReworkRateByAuthorship(facts: Facts, scope: MeasureScope): RateByAuthorship[] {
  const kinds = authorshipOfDeployments(facts, scope.definition)
  const trials = populationOf(facts, scope).map((deployment) => ({
    at: liveTime(deployment, scope.definition) ?? deployment.at,
    hit: isRework(deployment, scope.definition),
    deployment,
  }))
  return rateByAuthorship(trials, ({ deployment }) => kinds.get(deployment) ?? 'UNKNOWN', scope)
}

type Numbers = Omit<DeploymentReworkRate, 'samples' | 'evidence'>

function measureDays({ days }: Digest, scope: MeasureScope): Numbers {
  const summary = summaryOf(days, scope.window)
  const { counted, rollbacks, rework } = summary
  const weeks = counted.map((size, week) => ({ size: size + (rollbacks[week] ?? 0), hits: rework[week] ?? 0 }))
  const rate = rateOfWeeks(weeks)
  const flags = flagsOn(summary, ['COUNTED', 'ROLLBACK'])
  return numbersOf(rate, rate.denominator - (flags.get('MISSING_COMMIT') ?? 0), flags, scope)
}

function numbersOf(
  { rate, numerator, denominator, interval }: Rate,
  known: number,
  flags: ReadonlyMap<FlagCode, number>,
  scope: MeasureScope,
): Numbers {
  const shared = measurement('deploymentReworkRate', scope, {
    sampleSize: denominator,
    unavailableReason: denominator === 0 ? 'NO_DEPLOYMENTS' : null,
    interval,
    coverage: denominator === 0 ? null : known / denominator,
    flags,
  })
  return Object.assign(shared, { rate, rework: numerator, deployments: denominator })
}

function trialsOn(day: DayFact): DayTrials {
  return { day: day.day, size: countedOn(day) + (day.kinds[rollback] ?? 0), hits: day.rework }
}

const rollback = deploymentKinds.indexOf('ROLLBACK')

function populationOf(facts: Facts, scope: MeasureScope): readonly DeploymentFact[] {
  const live = liveDeployments(facts, scope, [...new Set([...scope.definition.kinds, 'ROLLBACK' as const])])
  return writtenByThose(live, (deployment) => deployment, facts, scope.definition)
}

function isRework({ kind, rework }: DeploymentFact, { reworkReasons: counted }: Definition): boolean {
  const reasons = kind === 'ROLLBACK' ? (['ROLLBACK', ...rework] as const) : rework
  return counted === null ? reasons.length > 0 : reasons.some((reason) => counted.includes(reason))
}

function trialsOf(deployments: readonly DeploymentFact[], { definition }: MeasureScope): Trial[] {
  return deployments.map((deployment) => ({
    at: liveTime(deployment, definition) ?? deployment.at,
    hit: isRework(deployment, definition),
  }))
}
