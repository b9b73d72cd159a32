import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { revertedShas } from '#attribution/reverts'
import type { CommitState, EntityState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import type { CommitRow } from '#storage/stores/commits'
import type { EntityRow } from '#storage/stores/entities'
import type { GraphCache } from './graph-cache.ts'

/** How states and graphs are known: as they are now, or as they were at a moment. */
export interface StateReader {
  /** Null: now. */
  readonly asOf: Instant | null
  /** States of what was found; what was not known then is left out. */
  states(db: Database, rows: readonly EntityRow[]): Promise<EntityState[]>
  commits(db: Database, rows: readonly CommitRow[]): Promise<CommitState[]>
  graphs(db: Database, names: readonly string[]): Promise<Map<string, CommitGraph>>
}

/** A commit without what projection never reads: messages are most of the bytes. */
export function slim(state: CommitState): CommitState {
  const { message: _message, coAuthors: _coAuthors, attributes: _attributes, url: _url, ...event } = state.event
  const reverts = revertedShas(state)
  return { ...state, event: { ...event, ...(reverts.length > 0 ? { reverts } : {}) } }
}

/** What is known now. */
export class CurrentStates implements StateReader {
  readonly asOf = null
  readonly #graphs: GraphCache

  constructor(graphs: GraphCache) {
    this.#graphs = graphs
  }

  states(_db: Database, rows: readonly EntityRow[]): Promise<EntityState[]> {
    return Promise.resolve(rows.map((row) => row.state))
  }

  commits(_db: Database, rows: readonly CommitRow[]): Promise<CommitState[]> {
    return Promise.resolve(rows.map((row) => slim(row.state)))
  }

  graphs(db: Database, names: readonly string[]): Promise<Map<string, CommitGraph>> {
    return this.#graphs.load(db, names)
  }
}
