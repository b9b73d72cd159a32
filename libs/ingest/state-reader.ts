import { coAuthorsOf, markAttributes, markOfCommit } from '#attribution/authorship'
import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { revertedShas } from '#attribution/reverts'
import { requestMergeAttribute } from '#domain/commit-attributes'
import type { CommitState, EntityState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { parts } from '#storage/stores/array-text'
import { type CommitRow, readChangedFiles } from '#storage/stores/commits'
import type { EntityRow } from '#storage/stores/entities'
import type { GraphCache } from './graph-cache.ts'

/** How states and graphs are known: as they are now, or as they were at a moment. */
export interface StateReader {
  /** Null: now. */
  readonly asOf: Instant | null
  /** States that lie over those of the log, which nobody has told yet; of one entity they alone count. */
  readonly laid: readonly EntityState[]
  /** States of what was found; what was not known then is left out. */
  states(db: Database, rows: readonly EntityRow[]): Promise<EntityState[]>
  /** Commits in short; with their paths only where the service has some of its own. */
  commits(db: Database, rows: readonly CommitRow[], withPaths: boolean): Promise<CommitState[]>
  graphs(db: Database, names: readonly string[]): Promise<Map<string, CommitGraph>>
  /** Files that commits of a repository changed, by sha; null where nobody told them. */
  changedFiles(
    db: Database,
    repository: string,
    shas: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[] | null>>
}

const none: readonly string[] = []

/** Commits of one statement. */
const commitsTogether = 5_000

/**
 * A commit without what projection never reads: messages, paths and the names of statements are most of the bytes, and a whole
 * history of commits is in memory at once.
 */
export function slim(state: CommitState, withPaths: boolean): CommitState {
  const { message: _m, coAuthors: _c, attributes: told, url: _u, paths, ...event } = state.event
  const mark = markOfCommit(state)
  // Whether one of them is an agent of one's own, the rules say.
  const coAuthors = mark?.kind === 'AGENT' ? [] : coAuthorsOf(state)
  const reverts = revertedShas(state)
  const merge = told?.[requestMergeAttribute]
  const attributes = { ...(mark && markAttributes(mark)), ...(merge && { [requestMergeAttribute]: merge }) }
  return {
    entity: state.entity,
    event: {
      ...event,
      ...(withPaths && paths !== undefined ? { paths } : {}),
      ...(reverts.length > 0 ? { reverts } : {}),
      ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      ...(coAuthors.length > 0 ? { coAuthors } : {}),
    },
    statements: none,
    sources: none,
  }
}

/** Each state once. */
export function distinctStates<T extends EntityState>(states: readonly T[]): T[] {
  return [...new Map(states.map((state) => [state.entity, state])).values()]
}

/** What is known now. */
export class CurrentStates implements StateReader {
  readonly asOf = null
  readonly laid: readonly EntityState[]
  readonly #graphs: GraphCache

  constructor(graphs: GraphCache, laid: readonly EntityState[] = []) {
    this.#graphs = graphs
    this.laid = laid
  }

  states(_db: Database, rows: readonly EntityRow[]): Promise<EntityState[]> {
    return Promise.resolve(rows.map((row) => row.state))
  }

  commits(_db: Database, rows: readonly CommitRow[], withPaths: boolean): Promise<CommitState[]> {
    return Promise.resolve(rows.map((row) => slim(row.state, withPaths)))
  }

  graphs(db: Database, names: readonly string[]): Promise<Map<string, CommitGraph>> {
    return this.#graphs.load(db, names)
  }

  /** Not kept: a setting that says which images are whose makes other commits such as only move image references. */
  async changedFiles(
    db: Database,
    repository: string,
    shas: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[] | null>> {
    const found = new Map<string, readonly string[] | null>()
    for (const part of parts(shas, commitsTogether))
      for (const { sha, files } of await readChangedFiles(db, repository, part)) found.set(sha, files)
    return found
  }
}
