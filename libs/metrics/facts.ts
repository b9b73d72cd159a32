import type { Deployment, Failure, PendingChange, ShippedChange, ShippedCommit, StreamIncident } from '#domain/stream-history'

/** The columns that a number is measured over; a whole `StreamHistory` fits, and so do narrow rows of the database. */
export type DeploymentFact = Pick<
  Deployment,
  'key' | 'at' | 'liveAt' | 'firstLiveAt' | 'kind' | 'outcome' | 'failureKey' | 'rolledPast' | 'rework' | 'flags' | 'arrivals'
>
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
  'sha' | 'changeKey' | 'deploymentKey' | 'startedAt' | 'liveAt' | 'firstLiveAt' | 'authorship' | 'flags'
>
export type FailureFact = Pick<
  Failure,
  'key' | 'deploymentKey' | 'at' | 'basis' | 'confidence' | 'incidents' | 'impactStartedAt' | 'restoredAt' | 'restoredRule' | 'duration' | 'impact' | 'remedy'
>
export type IncidentFact = Pick<StreamIncident, 'key' | 'openedAt' | 'impactStartedAt' | 'restoredAt' | 'impact' | 'classification' | 'failureKey'>
export type PendingFact = Pick<PendingChange, 'key' | 'startedAt' | 'mergedAt'>

/**
 * Facts of one service in one environment, or of several pooled. Whoever fetches them gives at least what the window
 * asks for; a metric takes from them what is in its window and nothing else.
 */
export interface Facts {
  readonly deployments: readonly DeploymentFact[]
  readonly changes: readonly ChangeFact[]
  readonly commits: readonly CommitFact[]
  readonly failures: readonly FailureFact[]
  readonly incidents: readonly IncidentFact[]
  readonly pending: readonly PendingFact[]
  /** Live time of the last counted deployment before the window's end, however long ago; null where there was none. */
  readonly lastLiveAt: number | null
}
