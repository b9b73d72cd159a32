import type { Facts, FailureFact } from '../facts.ts'
import type { MeasureScope } from '../metric.ts'
import { hasCome } from '../population.ts'
import { countWhile } from '../weeks.ts'
import type { PresetFailure } from './failures.ts'
import { incidentsOf, inOrder, reach, type Told, type ToldIncident, toldOf } from './told.ts'

/** An incident that was blamed on a deployment of the window. */
export interface Blamed extends ToldIncident {
  readonly told: Told
  /** As if the deployment had failed by this incident alone. */
  readonly failure: FailureFact
}

/**
 * Incidents blamed on the last successful deployment of the scope that finished before they were opened, without limit of
 * time: apache/devlake:backend/plugins/dora/tasks/incident_deploy_connector.go. Those of the window's deployments.
 */
export function blamedByTime(facts: Facts, scope: MeasureScope): Blamed[] {
  const streams = toldOf(facts, scope)
  const deployments = inOrder(streams.flatMap((stream) => stream.deployments))
  return incidentsOf(streams).flatMap((opened) => {
    const { openedAt } = opened.incident
    if (openedAt >= scope.window.to + reach) return []
    const told = deployments[countWhile(deployments, ({ at }) => at <= openedAt) - 1]
    if (told === undefined || !hasCome(scope, told.at)) return []
    return [{ ...opened, told, failure: failureOf(told, [opened]) }]
  })
}

/** The window's deployments on which at least one incident was blamed, by the end of their run. */
export function blamedDeployments(facts: Facts, scope: MeasureScope): PresetFailure[] {
  const found = new Map<Told, ToldIncident[]>()
  for (const blamed of blamedByTime(facts, scope)) {
    const incidents = found.get(blamed.told)
    if (incidents === undefined) found.set(blamed.told, [blamed])
    else incidents.push(blamed)
  }
  return [...found]
    .map(([told, incidents]) => ({ told, failure: failureOf(told, incidents) }))
    .toSorted((a, b) => a.told.at - b.told.at)
}

function failureOf(told: Told, incidents: readonly ToldIncident[]): FailureFact {
  const ends = incidents.map(({ closedAt }) => closedAt)
  const closed = ends.filter((at) => at !== null)
  const restoredAt = closed.length < ends.length ? null : Math.max(...closed)
  const keys = incidents.map(({ incident }) => incident.key)
  return {
    key: `blamed ${told.deployment.key} ${keys.join(' ')}`,
    deploymentKey: told.deployment.key,
    at: told.at,
    basis: 'TIME_ONLY',
    confidence: 'LOW',
    incidents: keys,
    impactStartedAt: told.at,
    restoredAt,
    restoredRule: restoredAt === null ? null : 'RESOLVED',
    duration: restoredAt === null ? null : restoredAt - told.at,
    impact: [{ from: told.at, to: restoredAt }],
    remedy: null,
    restoredByKey: null,
  }
}
