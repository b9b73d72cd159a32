import type { EmbedLimits } from '#access/ask-limit'
import type { Viewer } from '#access/scope'
import type { SecretBox } from '#access/secret-box'
import type { Watching } from '#alerts/watching'
import type { Group } from '#attribution/change-groups'
import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { CommitRange } from '#attribution/range-changes'
import type { Instant } from '#domain/instant'
import type { BuildState, OverrideState } from '#domain/entity-state'
import type { Rules } from '#domain/rules'
import type { ShippedCommit, StreamHistory } from '#domain/stream-history'
import type { Database, OpenDatabase } from '#storage/database'
import type { PlaceSettings } from '#storage/stores/source-places'
import type { StreamRow } from '#storage/queries/streams'
import type { PeriodCache } from './metric/period-cache.ts'
import type { StreamMemory } from './metric/stream-memory.ts'
import type { SourceReading } from './source/source-reading.ts'

interface RecordedEvents {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly {
    readonly index: number
    readonly code: string
    readonly field: string | null
    readonly message: string
  }[]
}

export interface IngestStatus {
  readonly pending: number
  readonly oldestPendingSeconds: number | null
  readonly quarantined: number
  readonly lastEventAt: Instant | null
}

/** Which deployment was written just now, by its stream and key. */
export interface RecordedDeployment {
  readonly streamId: number
  readonly key: string
}

/** A repository that is to be read, as a user says it; `SourceRepositoryInput` describes the fields. */
export interface StatedRepository {
  readonly url: string
  readonly token?: string | null | undefined
  readonly branch?: string | null | undefined
  readonly environment?: string | null | undefined
  readonly releases?: boolean | null | undefined
  readonly tags?: string | null | undefined
  readonly service?: string | null | undefined
  /** In YAML. */
  readonly rules?: string | null | undefined
}

/** Places of a reconciler's source, as a user says them; `SourcePlacesInput` describes the fields. */
export interface StatedPlaces {
  readonly cluster?: string | null | undefined
  readonly environment?: string | null | undefined
  /** In YAML. */
  readonly rules?: string | null | undefined
}

export interface ReadableRepository {
  /** As they are kept; free of secrets. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What the host lets us in with, to be sealed; null where nothing was given. */
  readonly credential: string | null
}

export interface ReadableRepositories {
  readonly systems: readonly string[]
  /** Only addresses over a network are taken. */
  take(system: string, name: string, stated: StatedRepository): ReadableRepository | { readonly refused: string }
  /** Rules of a configuration repository, in YAML, as its settings are to hold them; or what is wrong in them. */
  understood(
    text: string,
    settings: unknown,
  ): { readonly understood: Readonly<Record<string, unknown>> } | { readonly refused: string }
  /** There is one to read now. */
  read(): void
}

/** What the API needs of the rest of the process. */
export interface Outside {
  /** For answers: its connections end a statement that takes too long. */
  readonly db: Database
  /** For mutations, and for what they must see at once. */
  readonly writes: OpenDatabase
  clock(): Instant
  /** Who holds this `Authorization` header; null for nobody. */
  authenticate(authorization: string | undefined): Promise<Viewer | null>
  /** The event door: validates, appends, and says what it refused. */
  recordEvents(viewer: Viewer, events: readonly unknown[]): Promise<RecordedEvents>
  ingestStatus(now: Instant): Promise<IngestStatus>
  /** Keeps the secrets of sources. */
  readonly secrets: SecretBox
  /** Every kind of system that can be a source, by id. */
  readonly systems: readonly {
    readonly id: string
    readonly title: string
    /** How it is known that it sends what is read of it. */
    readonly verified: 'live' | 'captured' | 'documented'
  }[]
  /** Settings of a source of a reconciler, by what is said of them and those that it has (null: a new one); or what is wrong. */
  placesOf(
    system: string,
    stated: StatedPlaces,
    settings: unknown,
  ): { readonly settings: PlaceSettings } | { readonly refused: string; readonly field: string }
  /** Systems that deliver to doors of their own, proven by a secret. */
  readonly webhookSystems: readonly string[]
  /** Repositories that the server reads by itself. */
  readonly repositories: ReadableRepositories
  /** Looks at what is at the systems of sources. */
  readonly sourceReading: SourceReading
  /** Histories projected anew from the log; `asOf` null: from all of it, and with corrections laid over it. By stream id. */
  histories(
    streams: readonly StreamRow[],
    how: {
      readonly asOf: Instant | null
      readonly rules: Partial<Rules>
      readonly laid?: readonly OverrideState[]
    },
  ): Promise<ReadonlyMap<number, StreamHistory>>
  /** Builds of these commits, as they were known at a moment; each once. */
  builds(commits: readonly Pick<ShippedCommit, 'repository' | 'sha'>[], asOf: Instant): Promise<readonly BuildState[]>
  /** How often holders of embeds may ask, and whose tokens are no good. */
  readonly embedLimits: EmbedLimits
  /** Points of series that need not be measured again. */
  readonly periods: PeriodCache
  /** What was read of streams, for as long as their facts stay. */
  readonly streams: StreamMemory
  /** The commit graph of a repository, by its name. */
  graph(repository: string): Promise<CommitGraph>
  /** The changes that a range of commits holds, folded as deployments fold them. */
  changes(range: CommitRange): Promise<readonly Group[]>
  /** The commit of a git tag, else the head of a branch, as far as this process keeps the repository; else null. */
  commitOfRef(repository: string, name: string): Promise<string | null>
  /** Calls back for every deployment that is written; gives what ends that. */
  onDeployment(listener: (recorded: RecordedDeployment) => void): () => void
  /** Calls back with the id of every alert to which something happens from now on; gives what ends that. */
  onAlert(listener: (alertId: number) => void): () => void
  /** What each detector of these streams is in, by their ids. */
  watching(streamIds: readonly number[], now: Instant): Promise<ReadonlyMap<number, readonly Watching[]>>
  /** Keeps an error that the asker was not shown. */
  reportFault(id: string, error: unknown): void
}
