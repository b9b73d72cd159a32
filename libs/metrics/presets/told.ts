import { DAY, type Instant } from '#domain/instant'
import { within } from '#domain/window'
import type { Definition } from '../definition.ts'
import type { ChangeFact, DeploymentFact, Facts, IncidentFact } from '../facts.ts'
import type { MeasureScope } from '../metric.ts'
import { compareKeys, hasCome, isAtLeast, isOfPopulation, partsOf } from '../population.ts'

/**
 * How far before and after a window the rules of other systems look for deployments, and after it for incidents: what
 * lies beyond is neither read nor counted.
 */
export const reach = 90 * DAY

/** A deployment as a system that hears of finished runs alone would know it. */
export interface Told {
  readonly deployment: DeploymentFact
  /** End of its run. */
  readonly at: Instant
}

/** One stream with all that it was told of within reach of the window, by the end of the run. */
export interface ToldStream {
  readonly facts: Facts
  readonly deployments: readonly Told[]
}

/** End of a run that succeeded; where nobody told it, the time from which the version was live. Null for all else. */
export function finishOf({ outcome, finishedAt, liveAt }: DeploymentFact): Instant | null {
  return outcome === 'SUCCEEDED' ? (finishedAt ?? liveAt) : null
}

/** The streams of facts, each with its finished and successful deployments of the definition's kinds and labels. */
export function toldOf(facts: Facts, { definition, window }: MeasureScope): ToldStream[] {
  const near = { from: window.from - reach, to: window.to + reach }
  return partsOf(facts).map((part) => ({
    facts: part,
    deployments: inOrder(
      part.deployments.flatMap((deployment) => {
        const at = finishOf(deployment)
        if (at === null || !within(near, at)) return []
        return isOfPopulation(deployment, definition.kinds, definition) ? [{ deployment, at }] : []
      }),
    ),
  }))
}

/** Those of the window, of all streams, by the end of the run. */
export function toldIn(streams: readonly ToldStream[], scope: MeasureScope): Told[] {
  return inOrder(streams.flatMap(({ deployments }) => deployments.filter(({ at }) => hasCome(scope, at))))
}

/** By the end of the run, then key. */
export function inOrder(told: readonly Told[]): Told[] {
  return told.toSorted((a, b) => a.at - b.at || compareKeys(a.deployment.key, b.deployment.key))
}

/** The same facts with deployments that are live when their run ends. */
export function asFinished(facts: Facts): Facts {
  const deployments = facts.deployments.map((deployment) => {
    const at = finishOf(deployment)
    return at === null ? deployment : { ...deployment, liveAt: at, firstLiveAt: at }
  })
  return { ...facts, deployments, ...(facts.parts && { parts: facts.parts.map(asFinished) }) }
}

/** A merged request with the deployment of the window that shipped it. */
export interface ShippedRequest {
  readonly change: ChangeFact
  readonly mergedAt: Instant
  readonly told: Told
}

/** The merged requests that the window's deployments of a stream shipped; commits without a request are none. */
export function requestsOf({ facts, deployments }: ToldStream, scope: MeasureScope): ShippedRequest[] {
  const told = new Map(deployments.map((each) => [each.deployment.key, each]))
  return facts.changes.flatMap((change) => {
    const { key, mergedAt, deploymentKey } = change
    const by = told.get(deploymentKey)
    if (by === undefined || !hasCome(scope, by.at) || mergedAt === null || !isRequest(key)) return []
    return isBelieved(change, scope.definition) ? [{ change, mergedAt, told: by }] : []
  })
}

/** Of the authors that the definition asks for, and linked surely enough for any headline. */
export function isBelieved(change: ChangeFact, { authorship }: Definition): boolean {
  if (authorship !== null && !authorship.includes(change.authorship)) return false
  return isAtLeast(change.confidence, 'MEDIUM')
}

/** Keys of facts are `repository#number` or `repository@sha`. */
function isRequest(key: string): boolean {
  return /#\d+$/.test(key)
}

/** An incident of the scope, and the first of its streams that tells of it. */
export interface ToldIncident {
  readonly incident: IncidentFact
  readonly stream: number
  /** Null while it is open; its mitigation closes no ticket. */
  readonly closedAt: Instant | null
}

/**
 * The incidents of the scope, each once, by opening. What people later called a duplicate stays one: those systems know
 * no such word. Alerts, drills and false alarms are none.
 */
export function incidentsOf(streams: readonly ToldStream[]): ToldIncident[] {
  const found = new Map<string, ToldIncident>()
  for (const [stream, { facts }] of streams.entries()) {
    for (const incident of facts.incidents) {
      const { key, classification, resolvedAt, restoredAt } = incident
      if (classification !== 'incident' && classification !== 'duplicate') continue
      const closedAt = resolvedAt === undefined ? restoredAt : resolvedAt
      if (!found.has(key)) found.set(key, { incident, stream, closedAt })
    }
  }
  return [...found.values()].toSorted(
    (a, b) => a.incident.openedAt - b.incident.openedAt || compareKeys(a.incident.key, b.incident.key),
  )
}
