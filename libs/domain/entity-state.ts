import type {
  AttributeValue,
  CutoverEvent,
  DeliveryEvent,
  DeploymentEvent,
  FlagEvent,
  IncidentEvent,
  OverrideEvent,
  RollbackEvent,
  PullRequestEvent,
  PushEvent,
  BuildEvent,
  ArtifactEvent,
  CommitEvent,
} from './delivery-event.ts'
import type { Instant } from './instant.ts'

/** One stored statement: the event, its place in the total order of statements, and when it was recorded here. */
export interface RecordedEvent<E extends DeliveryEvent = DeliveryEvent> {
  readonly event: E
  /** sha256 (hex) of the canonical event; breaks ties, so that arrival order never matters. */
  readonly hash: string
  /** What the hash would be had the statement used the names that the catalogue gives: breaks ties instead. */
  readonly renamedHash?: string
  readonly recordedAt: Instant
}

/**
 * What is known of one thing after all its statements were folded, field by field: the newest by `updatedAt`, else by
 * the latest time the statement carries, else by content hash.
 */
export interface EntityState<E extends DeliveryEvent = DeliveryEvent> {
  /** Type, source and entity key in one text; equal for all states of one thing. */
  readonly entity: string
  readonly event: E
  /** Hashes of the statements it was folded from, ascending. */
  readonly statements: readonly string[]
  /** Every source that spoke of it, ascending. */
  readonly sources: readonly string[]
}

export type CommitState = EntityState<CommitEvent>
/** `event.commits` is the union of everything ever said; `event.labels` are those of the newest state. */
export type PullRequestState = EntityState<PullRequestEvent>
export type PushState = EntityState<PushEvent>
export type BuildState = EntityState<BuildEvent>
/** A name that an artifact was published under. */
export interface Tagged {
  /** `image:tag` */
  readonly name: string
  readonly at: Instant
}

/** One digest may have several tags, of which `event.tag` is the newest. */
export interface ArtifactState extends EntityState<ArtifactEvent> {
  /** Each tag that was ever said, with each time it was published, ascending; left out where there is one at most. */
  readonly tagged?: readonly Tagged[]
}
export type DeploymentState = EntityState<DeploymentEvent>
export type RollbackState = EntityState<RollbackEvent>
export type FlagState = EntityState<FlagEvent>
export type CutoverState = EntityState<CutoverEvent>

/** Who took a correction back, when, and why. */
export interface Revocation {
  readonly at: Instant
  readonly by: string
  readonly reason: string
}

/** A correction as its author made it, and who took it back, if anybody did. */
export interface OverrideState extends EntityState<OverrideEvent> {
  readonly revocation?: Revocation | null
}

/** An incident keeps every distinct resolution and reopening ever said, ascending. */
export interface IncidentState extends EntityState<IncidentEvent> {
  readonly resolutions: readonly Instant[]
  readonly reopenings: readonly Instant[]
}

export type Attributes = Readonly<Record<string, AttributeValue>>
