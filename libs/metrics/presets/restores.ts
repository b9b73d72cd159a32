import type { Window } from '#domain/window'
import { incidentCoverage } from '../change-failure-rate.ts'
import type { DeploymentFact, Facts, FailureFact, IncidentFact } from '../facts.ts'
import type { DurationPoint } from '../lead-time-for-changes.ts'
import { countFlags, measurement } from '../measurement.ts'
import type { MeasureScope } from '../metric.ts'
import { allIncidents, remediesOf, type TimeToRestore } from '../time-to-restore.ts'
import { durationSeries } from './lead-time.ts'
import type { Dated, Headline } from './medians.ts'
import type { Rule } from './preset-metrics.ts'

/** One recovery of another system's making; `at` decides which window it is in. */
export interface PresetRestore extends Dated {
  /** Null where an incident is measured that no deployment has to do with. */
  readonly failure: FailureFact | null
  readonly deployment: DeploymentFact | null
  readonly incident: IncidentFact | null
}

export interface Restores {
  /** Of the window. */
  readonly restores: readonly PresetRestore[]
  /** Those that are still open, which other systems leave out. */
  readonly openCount: number
}

/** What tells one system's recovery time from another's. */
export interface RestoreRule {
  readonly definition: string
  readonly restoresOf: (facts: Facts, scope: MeasureScope) => Restores
  readonly headlineOf: (restores: readonly PresetRestore[], window: Window) => Headline
}

/** Time to restore by another system's rule. Open ones are left out and counted beside it. */
export function restoresBy(rule: RestoreRule): Rule<TimeToRestore, DurationPoint> {
  return {
    definition: rule.definition,
    measure: (facts, scope) => measure(rule, facts, scope),
    series: (facts, scope, by) => durationSeries(rule.restoresOf(facts, scope).restores, rule.headlineOf, scope, by),
  }
}

function measure(rule: RestoreRule, facts: Facts, scope: MeasureScope): TimeToRestore {
  const { restores, openCount } = rule.restoresOf(facts, scope)
  const { median, interval } = rule.headlineOf(restores, scope.window)
  const failed = restores.flatMap(({ failure, deployment, seconds }) =>
    failure === null ? [] : [{ failure, deployment, seconds, open: false }],
  )
  return {
    ...measurement('timeToRestore', scope, {
      sampleSize: restores.length,
      unavailableReason: restores.length === 0 ? 'NO_DATA' : null,
      interval,
      coverage: incidentCoverage(facts, scope),
      flags: countFlags(restores.map(({ seconds }) => ({ flags: seconds < 0 ? ['NEGATIVE_SPAN'] : [] }))),
    }),
    medianSeconds: median,
    meanSeconds: null,
    openCount,
    atLeastSeconds: null,
    survival: [],
    byRemedy: remediesOf(failed.filter(({ failure }) => failure.remedy !== null)),
    ...allIncidents(facts, scope),
    impactSeconds: null,
    samples: failed,
    incidents: restores.flatMap(({ incident }) => incident ?? []),
  }
}
