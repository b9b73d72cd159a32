import type {
  Deployment,
  Failure,
  PendingChange,
  ShippedChange,
  ShippedCommit,
  StreamIncident,
} from '#domain/stream-history'

/** The columns that a number is measured over; a whole `StreamHistory` fits, and so do narrow rows of the database. */
export type DeploymentFact = Pick<
  Deployment,
  | 'key'
  | 'at'
  | 'liveAt'
  | 'firstLiveAt'
  | 'kind'
  | 'outcome'
  | 'failureKey'
  | 'rolledPast'
  | 'rework'
  | 'flags'
  | 'arrivals'
> &
  /** Labels where the definition asks for some, the rest for the rules of other systems. */
  Partial<Pick<Deployment, 'labels' | 'finishedAt' | 'sha' | 'version' | 'revertsOf' | 'hotfix'>>
export type ChangeFact = Pick<
  ShippedChange,
  | 'key'
  | 'deploymentKey'
  | 'startedAt'
  | 'committedAt'
  | 'pushedAt'
  | 'openedAt'
  | 'mergedAt'
  | 'liveAt'
  | 'firstLiveAt'
  | 'stages'
  | 'authorship'
  | 'additions'
  | 'deletions'
  | 'confidence'
  | 'flags'
>
export type CommitFact = Pick<
  ShippedCommit,
  | 'sha'
  | 'changeKey'
  | 'deploymentKey'
  | 'startedAt'
  | 'committedAt'
  | 'liveAt'
  | 'firstLiveAt'
  | 'authorship'
  | 'flags'
>
export type FailureFact = Pick<
  Failure,
  | 'key'
  | 'deploymentKey'
  | 'at'
  | 'basis'
  | 'confidence'
  | 'incidents'
  | 'impactStartedAt'
  | 'restoredAt'
  | 'restoredRule'
  | 'duration'
  | 'impact'
  | 'remedy'
> &
  Partial<Pick<Failure, 'restoredByKey'>>
export type IncidentFact = Pick<
  StreamIncident,
  'key' | 'openedAt' | 'impactStartedAt' | 'restoredAt' | 'impact' | 'classification' | 'cause' | 'failureKey'
> &
  /** `resolvedAt`: only the rules of other systems look at it. */
  Partial<Pick<StreamIncident, 'resolvedAt' | 'noDeployment'>>
export type PendingFact = Pick<PendingChange, 'key' | 'startedAt' | 'mergedAt'>

/**
 * Facts of one service in one environment, or of several pooled (`pool`). Whoever fetches them gives at least what the
 * window asks for; a metric takes from them what is in its window and nothing else. "At least" is: deployments of every
 * kind and outcome with `at`, a live time or the end of a run in the window; the changes and commits they shipped;
 * failures with `at` in the window; incidents opened in the window; changes still pending, and shipped ones that were
 * merged before the window's end and went live after it (they were pending then). For blame by chance, deployments of
 * the 90 days before the window help; without them the gaps inside the window are used.
 */
export interface Facts {
  /** The pooled streams, each on its own; absent for a single one. Keys need be unique within a stream only. */
  readonly parts?: readonly Facts[]
  readonly deployments: readonly DeploymentFact[]
  readonly changes: readonly ChangeFact[]
  readonly commits: readonly CommitFact[]
  readonly failures: readonly FailureFact[]
  readonly incidents: readonly IncidentFact[]
  readonly pending: readonly PendingFact[]
  /** Null or absent where all that is pending is known. */
  readonly unknownWaits?: UnknownWaits | null
  /** Live time of the last deployment that the definition counts before the window's end, however long ago; null where there was none. */
  readonly lastLiveAt: number | null
}

/** Why nobody can say what is pending. */
export interface UnknownWaits {
  /** In words, with the mend. */
  readonly reason: string
  /** How what is known lies to what waits in truth. */
  readonly bound: 'AT_LEAST' | 'AT_MOST'
}

/** Whether it is stated, by its sender or by a correction, that no deployment caused it. */
export function hasOtherCause({ cause, noDeployment }: IncidentFact): boolean {
  return cause === 'external' || cause === 'infrastructure' || noDeployment === true
}

/** A value of these facts, where they are of one service; services together have no published level. */
export function ofOne(facts: Facts, value: number | null): number | null {
  return (facts.parts?.length ?? 1) > 1 ? null : value
}

/** Facts of several streams as one: counts and samples are pooled, and what a rule ties to one service stays so. */
export function pool(parts: readonly Facts[]): Facts {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only

  const live = parts.map((part) => part.lastLiveAt).filter((at) => at !== null)
  return {
    parts,
    deployments: parts.flatMap((part) => part.deployments),
    changes: parts.flatMap((part) => part.changes),
    commits: parts.flatMap((part) => part.commits),
    failures: parts.flatMap((part) => part.failures),
    incidents: parts.flatMap((part) => part.incidents),
    pending: parts.flatMap((part) => part.pending),
    lastLiveAt: live.length === 0 ? null : live.reduce((last, at) => Math.max(last, at)),
  }
}
