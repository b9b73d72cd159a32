import type { ChangeFact, CommitFact, DeploymentFact, Facts, FailureFact, IncidentFact } from '#metrics/facts'
import { type Definition, type DefinitionLeaves, definitionOf } from '#metrics/definition'
import type { MeasureScope } from '#metrics/metric'

/** Epoch milliseconds of an ISO time. */
export const at = (text: string): number => Date.parse(text)

/** Facts with some lists given; the rest is empty. */
export function factsOf(given: Partial<Facts>): Facts {
  const empty = {
    deployments: [],
    changes: [],
    commits: [],
    failures: [],
    incidents: [],
    pending: [],
    lastLiveAt: null,
  }
  return { ...empty, ...given }
}

/** A succeeded CODE deployment with one arrival, unless told otherwise. */
export function deploymentFact(
  key: string,
  liveAt: number,
  given: Partial<Omit<DeploymentFact, 'labels'>> & { labels?: readonly string[] } = {},
): DeploymentFact {
  const outcome = given.outcome ?? 'SUCCEEDED'
  const live = outcome === 'SUCCEEDED' ? liveAt : null
  return {
    key,
    at: liveAt,
    liveAt: live,
    firstLiveAt: live,
    kind: 'CODE',
    failureKey: null,
    rolledPast: false,
    rework: [],
    flags: [],
    arrivals: [{ placement: '', at: liveAt, outcome }],
    ...given,
    outcome,
  }
}

export function changeFact(
  key: string,
  startedAt: number,
  liveAt: number,
  given: Partial<ChangeFact> = {},
): ChangeFact {
  return {
    key,
    deploymentKey: `deployment of ${key}`,
    startedAt,
    committedAt: null,
    pushedAt: null,
    openedAt: null,
    mergedAt: null,
    liveAt,
    firstLiveAt: liveAt,
    stages: [],
    authorship: 'HUMAN',
    additions: null,
    deletions: null,
    confidence: 'HIGH',
    flags: [],
    ...given,
  }
}

export function commitFact(
  sha: string,
  startedAt: number,
  liveAt: number,
  given: Partial<CommitFact> = {},
): CommitFact {
  const keys = { changeKey: `change of ${sha}`, deploymentKey: `deployment of ${sha}` }
  return {
    sha,
    ...keys,
    startedAt,
    committedAt: null,
    liveAt,
    firstLiveAt: liveAt,
    authorship: 'HUMAN',
    flags: [],
    ...given,
  }
}

/** A failure of a deployment that lasted from its live time to `restoredAt`; null: it lasts. */
export function failureFact(
  deployment: DeploymentFact,
  restoredAt: number | null,
  given: Partial<FailureFact> = {},
): FailureFact {
  const from = given.impactStartedAt ?? deployment.at
  return {
    key: `failure of ${deployment.key}`,
    deploymentKey: deployment.key,
    at: deployment.at,
    basis: 'EXPLICIT',
    confidence: 'HIGH',
    incidents: [],
    impactStartedAt: from,
    restoredAt,
    restoredRule: restoredAt === null ? null : 'RESOLVED',
    duration: restoredAt === null ? null : restoredAt - from,
    impact: [{ from, to: restoredAt }],
    remedy: restoredAt === null ? null : 'OTHER',
    ...given,
  }
}

export function incidentFact(
  key: string,
  openedAt: number,
  restoredAt: number | null,
  given: Partial<IncidentFact> = {},
): IncidentFact {
  return {
    key,
    openedAt,
    impactStartedAt: openedAt,
    restoredAt,
    impact: [{ from: openedAt, to: restoredAt }],
    classification: 'incident',
    cause: 'unknown',
    failureKey: null,
    ...given,
  }
}

/** A window of ISO times, asked long after its end, by the default definition with some leaves replaced. */
export function scopeOf(
  from: string,
  to: string,
  given: { timeZone?: string; now?: string; definition?: DefinitionLeaves } = {},
): MeasureScope & { readonly definition: Definition } {
  return {
    window: { from: at(from), to: at(to), timeZone: given.timeZone ?? 'UTC' },
    definition: definitionOf(given.definition ?? {}),
    now: at(given.now ?? '2030-01-01T00:00:00Z'),
  }
}
