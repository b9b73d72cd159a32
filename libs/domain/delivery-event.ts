import type { Instant } from './instant.ts'

/**
 * The one vocabulary for everything that enters: every source translates into it, and anybody may post it to
 * `/api/events`. Field names are those of the event contract (`docs/events.md`); instants are milliseconds here and
 * ISO 8601 text on the wire; names are already normalised. A field that was left out, or null, is absent.
 */
export type DeliveryEvent =
  | CommitEvent
  | PullRequestEvent
  | PushEvent
  | BuildEvent
  | ArtifactEvent
  | DeploymentEvent
  | RollbackEvent
  | IncidentEvent
  | FlagEvent
  | CutoverEvent
  | OverrideEvent

export type DeliveryEventType = DeliveryEvent['type']

export type AttributeValue = string | number | boolean

interface EventCommon {
  /** The system that says it; the token's own source unless the event names another. */
  readonly source: string
  /** The sender's id of the thing the event speaks of. */
  readonly id?: string
  /** Decides which of two states of one thing is newer. */
  readonly updatedAt?: Instant
  readonly url?: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

/** `repository` is `host/owner/name`; where only `service` is given, the repository is the one of that service. */
interface InRepository {
  readonly repository?: string
  readonly service?: string
}

export interface Person {
  readonly name?: string
  readonly email?: string
  readonly login?: string
  readonly bot?: boolean
}

export interface CommitEvent extends EventCommon, InRepository {
  readonly type: 'commit'
  readonly sha: string
  readonly authoredAt: Instant
  readonly parents?: readonly string[]
  readonly committedAt?: Instant
  readonly pushedAt?: Instant
  readonly author?: Person
  readonly message?: string
  readonly paths?: readonly string[]
  readonly branch?: string
  readonly coAuthors?: readonly Person[]
  /** `git patch-id --stable`: equal for a commit and its cherry-pick. */
  readonly patchId?: string
  /** Shas that this commit reverts. */
  readonly reverts?: readonly string[]
  /** Number of the request it belongs to; on a merge commit: the request that it merged. */
  readonly pullRequest?: number
  /** It only moves an image reference in a configuration repository. */
  readonly transport?: boolean
}

export interface PullRequestEvent extends EventCommon, InRepository {
  readonly type: 'pull_request'
  readonly number?: number
  readonly openedAt: Instant
  readonly title?: string
  readonly author?: Person
  readonly state?: 'open' | 'merged' | 'closed'
  readonly readyAt?: Instant
  readonly firstReviewAt?: Instant
  readonly approvedAt?: Instant
  readonly mergedAt?: Instant
  readonly closedAt?: Instant
  readonly mergeSha?: string
  readonly commits?: readonly string[]
  readonly labels?: readonly string[]
  readonly additions?: number
  readonly deletions?: number
  readonly changedFiles?: number
  readonly headBranch?: string
  readonly baseBranch?: string
}

export interface PushEvent extends EventCommon, InRepository {
  readonly type: 'push'
  readonly branch: string
  readonly at: Instant
  readonly after: string
  readonly before?: string
  readonly forced?: boolean
  readonly commits?: readonly string[]
  /** The request that the branch belongs to. */
  readonly number?: number
}

export interface BuildEvent extends EventCommon, InRepository {
  readonly type: 'build'
  readonly sha: string
  readonly startedAt: Instant
  readonly name?: string
  readonly queuedAt?: Instant
  readonly finishedAt?: Instant
  readonly outcome?: 'succeeded' | 'failed' | 'cancelled'
  readonly attempt?: number
  readonly phase?: 'pre_merge' | 'post_merge'
}

export interface ArtifactEvent extends EventCommon {
  readonly type: 'artifact'
  readonly publishedAt: Instant
  readonly image?: string
  readonly version?: string
  readonly tag?: string
  readonly digest?: string
  readonly repository?: string
  readonly sha?: string
  /** Digests or versions it was built from, in any repository; followed transitively. */
  readonly inputs?: readonly string[]
}

export interface ImageReference {
  readonly image: string
  readonly tag?: string
  readonly digest?: string
}

export type ReportedOutcome = 'in_progress' | 'succeeded' | 'failed' | 'cancelled' | 'aborted'

export type AbortReason = 'analysis_failed' | 'inconclusive' | 'readiness_timeout' | 'manual'

/** One run on one placement, as one source reports it. */
export interface DeploymentEvent extends EventCommon {
  readonly type: 'deployment'
  readonly service: string
  readonly environment: string
  /** Free name; `{cluster,namespace,region}` of the wire form is joined with `/`. */
  readonly placement?: string
  readonly digest?: string
  readonly sha?: string
  readonly image?: string
  readonly tag?: string
  readonly version?: string
  readonly startedAt?: Instant
  readonly finishedAt?: Instant
  readonly liveAt?: Instant
  readonly outcome?: ReportedOutcome
  readonly abortReason?: AbortReason
  readonly images?: readonly ImageReference[]
  /** Repository of `sha`, when it is not the service's own. */
  readonly repository?: string
  /** New commits, when the sender knows them and the graph does not. */
  readonly includes?: readonly string[]
  readonly configRepository?: string
  readonly configSha?: string
  /** Commit of the configuration repository that was applied: it holds all that the version says, and may be later. */
  readonly configRevision?: string
  /** Overrides the computed kind. */
  readonly kind?: DeploymentKind
  readonly labels?: readonly string[]
  /** Ids of incidents or deployments that this one repairs. */
  readonly remediates?: readonly string[]
  readonly trafficPercent?: number
}

export interface RollbackEvent extends EventCommon {
  readonly type: 'rollback'
  readonly service: string
  readonly environment: string
  readonly at: Instant
  /** The deployment that was undone. */
  readonly deploymentId?: string
  readonly deploymentSource?: string
  /** What is live again. */
  readonly sha?: string
  readonly digest?: string
  readonly version?: string
}

export type IncidentClassification = 'incident' | 'alert' | 'drill' | 'false_positive' | 'duplicate'
export type IncidentCause = 'change' | 'external' | 'infrastructure' | 'unknown'

export interface IncidentEvent extends EventCommon {
  readonly type: 'incident'
  readonly id: string
  /** `service` of the wire form is folded into this list. */
  readonly services: readonly string[]
  /** Other names and ids by which its tool knows the one service that it names. */
  readonly serviceKeys?: readonly string[]
  readonly openedAt: Instant
  /** Left out: every PRODUCTION-tier environment of the services. */
  readonly environment?: string
  readonly title?: string
  readonly severity?: number
  readonly impactStartedAt?: Instant
  readonly acknowledgedAt?: Instant
  readonly mitigatedAt?: Instant
  readonly resolvedAt?: Instant
  readonly reopenedAt?: Instant
  readonly cancelledAt?: Instant
  readonly classification?: IncidentClassification
  readonly duplicateOf?: string
  readonly cause?: IncidentCause
  readonly deploymentId?: string
  readonly deploymentSource?: string
  readonly causedBySha?: string
  readonly fixedBySha?: string
}

export interface FlagEvent extends EventCommon {
  readonly type: 'flag'
  readonly key: string
  readonly environment: string
  readonly at: Instant
  readonly enabled: boolean
  readonly service?: string
  /** Why it was switched, in the words of who did: it may name an incident. */
  readonly reason?: string
  readonly incidentId?: string
  readonly incidentSource?: string
}

export interface CutoverEvent extends EventCommon {
  readonly type: 'cutover'
  readonly environment: string
  readonly placement: string
  readonly at: Instant
  readonly state: 'live' | 'dark'
}

export interface OverrideEvent extends EventCommon {
  readonly type: 'override'
  readonly id: string
  readonly at: Instant
  readonly by: string
  readonly reason: string
  readonly incidentId?: string
  readonly incidentSource?: string
  readonly deploymentId?: string
  readonly deploymentSource?: string
  readonly noDeployment?: boolean
  readonly service?: string
  readonly kind?: DeploymentKind
  readonly classification?: IncidentClassification
  readonly revoked?: boolean
}

/** What a deployment did; only CODE and CONFIG are in the headline frequency. */
export const deploymentKinds = [
  'CODE',
  'CONFIG',
  'ROLLBACK',
  'REDEPLOY',
  'BOOTSTRAP',
  'DRIFT_CORRECTION',
  'PLATFORM',
] as const
export type DeploymentKind = (typeof deploymentKinds)[number]
