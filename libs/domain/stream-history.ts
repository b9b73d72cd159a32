import type {
  AbortReason,
  DeploymentKind,
  ImageReference,
  IncidentCause,
  IncidentClassification,
} from './delivery-event.ts'
import type { Attributes, Revocation } from './entity-state.ts'
import type { Instant, Milliseconds } from './instant.ts'
import type { SeenLiveRule, UnseenLiveRule } from './statement-attributes.ts'
import type { MarkRule } from './written-by.ts'

/**
 * What projection makes of the events of one stream (a service in an environment). These are the facts that every
 * number is measured over. All keys are derived from content, so that the same events give the same keys in any order.
 */
export interface StreamHistory {
  /** By `at`, then key. */
  readonly deployments: readonly Deployment[]
  /** Each change once per stream, with the deployment that shipped it first. By live time, then key. */
  readonly changes: readonly ShippedChange[]
  /** Each non-merge commit once per stream. By live time, then sha. */
  readonly commits: readonly ShippedCommit[]
  /** At most one per deployment. */
  readonly failures: readonly Failure[]
  /** Every incident of the service in this environment, linked or not. */
  readonly incidents: readonly StreamIncident[]
  /** Merged and not live here yet. */
  readonly pending: readonly PendingChange[]
  /** References that nothing known answers yet; when it arrives, the stream is projected again from `since` on. */
  readonly waits: readonly Wait[]
}

export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW'
export type DeploymentOutcome = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'ABORTED'
export type FlagCode =
  | 'NO_PREDECESSOR'
  | 'NEGATIVE_SPAN'
  | 'IMPLAUSIBLE_CLOCK'
  | 'MISSING_COMMIT'
  | 'MISSING_REQUEST'
  | 'MISSING_START'
  | 'LOW_COVERAGE'
  | 'PROVISIONAL'
  | 'SMALL_SAMPLE'
  | 'APPROXIMATE'

/** One joint of the chain: what was joined, how, how surely, and the records it rests on. */
export interface Link {
  /** Such as `digest sha256:…`, `sha …`, `incident pagerduty/P1`. */
  readonly from: string
  readonly to: string
  /** Such as ARTIFACT, COMMIT_GRAPH, INCLUDES, REQUEST_MEMBERSHIP, EXPLICIT, ROLLBACK, REVERT, TIME_ONLY. */
  readonly method: string
  readonly confidence: Confidence
  readonly at?: Instant
  /** Hashes of the statements in the event log that it rests on. */
  readonly statements: readonly string[]
  readonly missing: boolean
  /** What would close the gap; only where `missing`. */
  readonly mend?: string
}

/** One version reaching one placement; `placement` is empty where the sender named none. */
export interface Arrival {
  readonly placement: string
  readonly at: Instant
  readonly outcome: DeploymentOutcome
  /** How it was decided when it was live there; null for what was not. Absent from facts that an earlier version kept, like what follows. */
  readonly liveRule?: LiveRule | null
  /** When the run there began and ended; null where nobody told. */
  readonly startedAt?: Instant | null
  readonly finishedAt?: Instant | null
  /** It is there, but nobody was served from there; left out: somebody was. */
  readonly isDark?: boolean
}

/** A reconciler told what it applied of a repository at a placement; empty where it named none. */
export interface Sighting {
  readonly configRepository: string
  readonly placement: string
}

/** Who reported it, under which id. */
export interface Report {
  readonly source: string
  readonly externalId: string | null
  readonly at: Instant
  /** Entity of the event log it came from. */
  readonly entity: string
  /** What a reconciler saw live there; left out of other reports. */
  readonly sighting?: Sighting
  /** It asks for a version that no reconciler applied yet, though one would tell; left out of other reports. */
  readonly isWaiting?: true
}

export interface AppliedOverride {
  readonly id: string
  readonly at: Instant
  readonly by: string
  readonly reason: string
  readonly revoked: boolean
  /** What it says, in words; absent from facts that an earlier version kept, like what follows. */
  readonly settles?: string
  /** Who took it back; null while it stands. */
  readonly revocation?: Revocation | null
}

/** What makes two versions the same: the digests together, else the sha, else the version, else image:tag. */
export interface VersionIdentity {
  /** Ascending; empty where no digest is known. */
  readonly digests: readonly string[]
  readonly sha: string | null
  readonly version: string | null
  /** `image:tag`. */
  readonly imageTag: string | null
}

/** What says that a deployment was unplanned. */
export const reworkReasons = ['ROLLBACK', 'INCIDENT', 'REVERT', 'HOTFIX'] as const
export type ReworkReason = (typeof reworkReasons)[number]

/** STATED (the sender said liveAt), FINISHED (end of a succeeded run), what a rollout or a reconciler saw, or what stands for it where nobody saw it live. */
export type LiveRule = 'STATED' | 'FINISHED' | SeenLiveRule | UnseenLiveRule

/** One version of a service going into an environment, with all its arrivals. */
export interface Deployment {
  readonly key: string
  /** Live time of what went live; else the end; else the start. Orders the stream. */
  readonly at: Instant
  readonly startedAt: Instant | null
  readonly finishedAt: Instant | null
  /** Last arrival; null while in progress, and for what never became live. */
  readonly liveAt: Instant | null
  /** First arrival; equals `liveAt` with one placement. */
  readonly firstLiveAt: Instant | null
  /** How its live time was decided; null for what never was. */
  readonly liveRule: LiveRule | null
  readonly kind: DeploymentKind
  readonly computedKind: DeploymentKind
  readonly statedKind: DeploymentKind | null
  readonly overrideKind: DeploymentKind | null
  readonly outcome: DeploymentOutcome
  readonly abortReason: AbortReason | null
  readonly identity: VersionIdentity
  /** For people: version, else the tag, else short sha, else short digest. */
  readonly version: string
  /** Null while no commit is known for the deployed image. */
  readonly sha: string | null
  readonly repository: string | null
  readonly images: readonly ImageReference[]
  readonly configRepository: string | null
  readonly configSha: string | null
  /** Every run, failed and aborted ones included, by time. Two reporters of one arrival are one. */
  readonly arrivals: readonly Arrival[]
  readonly reports: readonly Report[]
  readonly overrides: readonly AppliedOverride[]
  readonly labels: readonly string[]
  readonly attributes: Attributes
  readonly links: readonly Link[]
  readonly flags: readonly FlagCode[]
  /** The deployment that was live here before it, rollbacks included. */
  readonly previousKey: string | null
  /** `repository@sha` of the heads whose ancestors have all been live here, this deployment included. */
  readonly frontier: readonly string[]
  /** `repository@sha` of what its sender listed as included and no graph confirms. */
  readonly included: readonly string[]
  /** Why this deployment is rework; empty when it is not. */
  readonly rework: readonly ReworkReason[]
  /** Keys of the incidents that it repairs, by its own word or by theirs; left out where there are none. */
  readonly repairs?: readonly string[]
  /** Keys of the deployments of this stream whose changes it takes back (the revert of a revert is a re-land: none). */
  readonly revertsOf: readonly string[]
  /** Incident and deployment ids that its sender says it repairs. */
  readonly remediates: readonly string[]
  /** A label or the branch of one of its changes says that it was unplanned. */
  readonly hotfix: boolean
  /** A rollback passed over it without it being the cause. */
  readonly rolledPast: boolean
  /** Key of its failure, null when it did not fail. */
  readonly failureKey: string | null
}

export type LeadTimeStage =
  | 'CODING'
  | 'REVIEW'
  | 'BUILD'
  | 'PROMOTE'
  | 'APPROVE'
  | 'RECONCILE'
  | 'ROLLOUT'
  | 'UNACCOUNTED'
export const leadTimeStages = [
  'CODING',
  'REVIEW',
  'BUILD',
  'PROMOTE',
  'APPROVE',
  'RECONCILE',
  'ROLLOUT',
  'UNACCOUNTED',
] as const satisfies readonly LeadTimeStage[]

/** Contiguous: the spans of one sample add up to its lead time exactly. Stages without a span are left out. */
export interface StageSpan {
  readonly stage: LeadTimeStage
  readonly from: Instant
  readonly to: Instant
}

/** HUMAN: no mark of a machine. AGENT: a coding agent had a part in it. BOT: every commit is a bot's. UNKNOWN: nobody is named. */
export const authorships = ['HUMAN', 'AGENT', 'BOT', 'UNKNOWN'] as const
export type Authorship = (typeof authorships)[number]

/** A merged request, or a commit that no request holds, at its first arrival in this stream. */
export interface ShippedChange {
  /** `repository#number` or `repository@sha`. */
  readonly key: string
  readonly deploymentKey: string
  readonly repository: string
  readonly number: number | null
  /** The merge commit of a request; the commit itself where no request holds it. */
  readonly sha: string | null
  readonly commits: readonly string[]
  /** Earliest plausible author date of any commit ever seen on it. */
  readonly startedAt: Instant
  readonly committedAt: Instant | null
  readonly pushedAt: Instant | null
  readonly openedAt: Instant | null
  readonly mergedAt: Instant | null
  readonly liveAt: Instant
  readonly firstLiveAt: Instant
  readonly stages: readonly StageSpan[]
  readonly authorship: Authorship
  /** The machine that had a part in it, and the mark by which that is known; absent for people. */
  readonly writtenBy?: { readonly name: string; readonly rule: MarkRule }
  readonly additions: number | null
  readonly deletions: number | null
  readonly method: string
  readonly confidence: Confidence
  readonly flags: readonly FlagCode[]
}

export interface ShippedCommit {
  readonly sha: string
  readonly repository: string
  readonly changeKey: string
  readonly deploymentKey: string
  readonly startedAt: Instant
  /** Its own committer date; null where nobody told it. */
  readonly committedAt: Instant | null
  readonly liveAt: Instant
  readonly firstLiveAt: Instant
  readonly authorship: Authorship
  readonly flags: readonly FlagCode[]
}

export type FailureBasis = 'OVERRIDE' | 'EXPLICIT' | 'ROLLBACK' | 'REVERT' | 'HOTFIX' | 'TIME_ONLY'
export type RestoreRule = 'MITIGATED' | 'MITIGATED_BY_FLAG' | 'RESOLVED' | 'REMEDY_LIVE'
export type RemedyKind = 'ROLLBACK' | 'ROLL_FORWARD' | 'FLAG' | 'OTHER'

export interface ImpactInterval {
  readonly from: Instant
  /** Null while it lasts. */
  readonly to: Instant | null
}

/** A deployment that degraded the service, with what showed it. */
export interface Failure {
  readonly key: string
  readonly deploymentKey: string
  /** Live time of the deployment (its end, when it was aborted): decides which window it is in. */
  readonly at: Instant
  readonly basis: FailureBasis
  readonly confidence: Confidence
  /** `source/id` of each incident, ascending; empty for a failure that only a rollback or revert shows. */
  readonly incidents: readonly string[]
  readonly impactStartedAt: Instant
  /** Null while open. */
  readonly restoredAt: Instant | null
  readonly restoredRule: RestoreRule | null
  /** Length of the impact, gaps of over 24 h taken out; null while open. */
  readonly duration: Milliseconds | null
  /** Non-overlapping, ascending. */
  readonly impact: readonly ImpactInterval[]
  readonly remedy: RemedyKind | null
  /** The deployment that repaired it. */
  readonly restoredByKey: string | null
  /** Key of the flag that ended it; absent where none did. */
  readonly restoredByFlag?: string
  readonly links: readonly Link[]
}

/**
 * How a switched flag is joined to an incident: its statement names the incident; its reason does; the title of the incident names
 * the flag; it was merely switched off while the incident lasted, in production, and is of the same service.
 */
export const flagLinks = ['FLAG_STATED', 'FLAG_REASON', 'FLAG_TITLE', 'FLAG_TIME_ONLY'] as const
export type FlagLinkMethod = (typeof flagLinks)[number]

/** A flag that was switched for an incident, or while it lasted. */
export interface IncidentFlag {
  readonly key: string
  readonly source: string
  readonly at: Instant
  readonly enabled: boolean
  readonly url: string | null
  readonly method: FlagLinkMethod
  /** LOW: a suggestion, which ends nothing until somebody confirms it. */
  readonly confidence: Extract<Confidence, 'HIGH' | 'LOW'>
}

export interface StreamIncident {
  /** `source/id`. */
  readonly key: string
  readonly source: string
  readonly externalId: string
  readonly title: string | null
  readonly url: string | null
  readonly severity: number | null
  readonly openedAt: Instant
  readonly impactStartedAt: Instant
  readonly mitigatedAt: Instant | null
  readonly resolvedAt: Instant | null
  /** Null while open. */
  readonly restoredAt: Instant | null
  readonly impact: readonly ImpactInterval[]
  readonly classification: IncidentClassification
  readonly cause: IncidentCause
  readonly failureKey: string | null
  /** A correction says that no deployment of this stream caused it; absent where none does. */
  readonly noDeployment?: true
  /** By time; absent where none is known. */
  readonly flags?: readonly IncidentFlag[]
  readonly overrides: readonly AppliedOverride[]
}

export interface PendingChange {
  readonly key: string
  readonly repository: string
  readonly number: number | null
  readonly sha: string | null
  readonly startedAt: Instant
  readonly mergedAt: Instant
  /** The newest deployment that is on its way with it; null where none was asked for yet. */
  readonly deploymentKey: string | null
}

/**
 * `revision` says of a commit of a configuration repository that a sync applied it and that nobody knows which version it asks for.
 * `ahead` says of a commit, for which the stream waits too, that it hides what is merged and not live; of none: so much waits that not all
 * is counted.
 */
export interface Wait {
  readonly kind: 'commit' | 'artifact' | 'revision' | 'ahead'
  /** `repository@sha` for a commit, also `ahead` (`repository@` of none); digest, version or `image:tag` for an artifact. */
  readonly reference: string
  /** The deployment time from which the answer may change. */
  readonly since: Instant
}
