import type {
  ArtifactState,
  BuildState,
  CommitState,
  CutoverState,
  DeploymentState,
  FlagState,
  IncidentState,
  OverrideState,
  PullRequestState,
  PushState,
  RollbackState,
} from '#domain/entity-state'
import type { Tier } from '#domain/environment'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { Deployment } from '#domain/stream-history'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import type { ChangedFiles } from './overlay.ts'

/**
 * What the first step of projection reads: the statements of one stream, and the graphs of the repositories they name.
 * Everything is a set: the order of a list never matters.
 */
export interface SequenceInput {
  readonly service: string
  /** The service's own repository (`host/owner/name`), for shas that name none. */
  readonly repository: string
  /** The catalogue names it; else it is called as the service is, for want of a better name. */
  readonly isRepositoryGiven: boolean
  readonly environment: { readonly name: string; readonly tier: Tier }
  /** Facts of the deployments before the tail, in stream order; empty when the whole stream is projected. */
  readonly before: readonly Deployment[]
  /** Start of the tail; what lies before it is in `before`. 0 where the whole stream is projected. */
  readonly from: Instant
  /** End of the tail: what comes from then on is left for a later pass; left out: nothing is. */
  readonly until?: Instant
  /** Runs of the tail: every state whose `runTime` is at or after the start of the tail. */
  readonly deployments: readonly DeploymentState[]
  /** Bumps of configuration repositories before the tail, as far as syncs of the tail applied them; left out: none is needed. */
  readonly bumps?: readonly DeploymentState[]
  /** `repository@sha` of the applied commits that were applied to many services (`sharedBy`); left out: none was. */
  readonly shared?: ReadonlySet<string>
  /** Of the commits that syncs of the tail applied (`overlayCommits`); left out: none is needed. */
  readonly changedFiles?: ChangedFiles
  /** All of the stream, however old. */
  readonly rollbacks: readonly RollbackState[]
  /** All that name a deployment or an incident of this stream. */
  readonly overrides: readonly OverrideState[]
  /** Reports of any service that have the ids by which incidents and corrections name one; left out: there are no others. */
  readonly namesakes?: readonly (DeploymentState | RollbackState)[]
  /** All of the environment. */
  readonly cutovers: readonly CutoverState[]
  /** Those that answer a digest, version or image:tag of the tail, and transitively their inputs. */
  readonly artifacts: readonly ArtifactState[]
  /** By repository name; a missing one is an empty graph. */
  readonly graphs: ReadonlyMap<string, CommitGraph>
  readonly rules: Rules
}

/** What the second step reads beside the sequence: all that speaks of the commits that the first step asked for. */
export interface AttributionInput {
  /** Globs of the service in its repository; empty: everything. */
  readonly paths: readonly string[]
  /**
   * Full states of the asked commits, of the members of `pullRequests`, of their patch twins in the repository, and of
   * the commits that any of them reverts. `event.repository` is filled in.
   */
  readonly commits: readonly CommitState[]
  /** Every request that holds an asked commit: by its commits, its merge commit, a push, or the commit's own word. */
  readonly pullRequests: readonly PullRequestState[]
  /** Pushes that name one of the requests or asked commits. */
  readonly pushes: readonly PushState[]
  /** Builds of the asked commits. */
  readonly builds: readonly BuildState[]
  /** All incidents of the service that concern this environment. */
  readonly incidents: readonly IncidentState[]
  /** Incidents of any service that have the ids by which corrections and flags name one; left out: there are no others. */
  readonly namesakes?: readonly IncidentState[]
  /** Flag changes in this environment: all that name one of the incidents, are named by one, or are of the service while one lasted. */
  readonly flags: readonly FlagState[]
  /** What was shipped before the tail, of all shas and change keys that the tail may hold: to the deployment's key. */
  readonly shippedCommits: ReadonlyMap<string, string>
  readonly shippedChanges: ReadonlyMap<string, string>
  /** Merged requests of the repository that the stream follows that may be waiting here. */
  readonly merged: readonly PullRequestState[]
  /** Head of the default branch of the repository that the stream follows; null or left out: not known, or not asked for. */
  readonly branchHead?: string | null
  /** End of what is known: open things last until here at least. */
  readonly now: Instant
}
