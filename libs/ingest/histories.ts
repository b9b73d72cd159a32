import type { Group } from '#attribution/change-groups'
import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { changesOfRange, type CommitRange } from '#attribution/range-changes'
import type { BuildState, OverrideState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { StreamHistory } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { findByReference } from '#storage/stores/entities'
import { loadRules } from '#storage/stores/settings'
import { readStream } from '#storage/stores/streams'
import { GraphCache } from './graph-cache.ts'
import { loadRange } from './load-range.ts'
import { loadIncidentNamesakes } from './namesakes.ts'
import { projectTail } from './project-stream.ts'
import { commitReference } from './references.ts'
import { CurrentStates, type StateReader } from './state-reader.ts'
import { StatesAsOf } from './states-as-of.ts'

/** Commits of all graphs that are kept in memory for answers. */
const maxCommits = 200_000
const wholeStream = { from: 0, before: [] }

export interface How {
  /** Only what was recorded by then; null: everything. */
  readonly asOf: Instant | null
  /** Rules over those of the settings. */
  readonly rules: Partial<Rules>
  readonly now: Instant
  /** Corrections that nobody made yet, or as they would stand; only over what is known now. Absent: none. */
  readonly laid?: readonly OverrideState[]
}

/** Histories projected anew from the log, for answers that the kept facts do not hold. */
export class Histories {
  readonly #db: Database
  readonly #graphs = new GraphCache(maxCommits)

  constructor(db: Database) {
    this.#db = db
  }

  /** By stream id; a stream that is not known is left out. */
  async of(streams: readonly { readonly id: number }[], how: How): Promise<Map<number, StreamHistory>> {
    const rules = { ...(await loadRules(this.#db)), ...how.rules }
    const now = how.asOf ?? how.now
    const reader = how.laid === undefined ? this.#reader(how.asOf) : await this.#laidOver(how.laid)
    const histories = new Map<number, StreamHistory>()
    for (const { id } of streams) {
      const stream = await readStream(this.#db, id)
      if (stream === null) continue
      const projected = await projectTail(this.#db, reader, stream, wholeStream, { rules, now })
      histories.set(id, projected.history)
    }
    return histories
  }

  /** Builds of these commits as they were known at a moment, each once. */
  async builds(
    commits: readonly { readonly repository: string; readonly sha: string }[],
    asOf: Instant,
  ): Promise<BuildState[]> {
    const references = new Set(commits.map(({ repository, sha }) => commitReference(repository, sha)))
    const rows = await findByReference(this.#db, 'build', 'commit', [...references])
    return (await this.#reader(asOf).states(this.#db, rows)) as BuildState[]
  }

  /** The commit graph of a repository; empty where nothing is known of it. */
  async graph(repository: string): Promise<CommitGraph> {
    const graphs = await this.#graphs.load(this.#db, [repository])
    const graph = graphs.get(repository)
    if (graph === undefined) throw new Error(`The graph of ${repository} could not be read.`)
    return graph
  }

  /** The changes that a range of commits holds, as deployments fold them. */
  async changes(range: CommitRange): Promise<Group[]> {
    if (range.shas.length === 0) return []
    const graph = await this.graph(range.repository)
    return changesOfRange(range, await loadRange(this.#db, this.#reader(null), range, graph), graph)
  }

  /** With the incidents that they name: a correction may take one to a service that never had it. */
  async #laidOver(overrides: readonly OverrideState[]): Promise<StateReader> {
    const incidents = await loadIncidentNamesakes(this.#db, this.#reader(null), overrides)
    return new CurrentStates(this.#graphs, [...incidents, ...overrides])
  }

  #reader(asOf: Instant | null): StateReader {
    return asOf === null ? new CurrentStates(this.#graphs) : new StatesAsOf(asOf)
  }
}
