import { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { DeliveryEvent } from '#domain/delivery-event'
import type { CommitState, EntityState, RecordedEvent } from '#domain/entity-state'
import { fold } from '#domain/fold'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { parts } from '#storage/stores/array-text'
import { type CommitRow, type GraphRow, readCommits, readGraphAsOf, readGraphVersions } from '#storage/stores/commits'
import type { EntityRow } from '#storage/stores/entities'
import { statementsOfKeys } from '#storage/stores/event-log'
import { readPlaces } from '#storage/stores/repositories'
import { readRepositoryIds } from '#storage/stores/streams'
import { CanonicalNames } from './canonical-names.ts'
import { recordedOf } from './recorded-statements.ts'
import { slim, type StateReader } from './state-reader.ts'
import { statementKey } from './statement.ts'

/** Things asked for in one statement. */
const batch = 5_000
const graphBatch = 20_000

/** The repository that a state lies in, under the name that it is kept by. */
function homeOf(event: DeliveryEvent): string | null {
  switch (event.type) {
    case 'commit':
    case 'pull_request':
    case 'push':
    case 'build':
      return event.repository ?? null
    default:
      return null
  }
}

/** Every name of a repository that statements beside their own may speak of. */
function othersOf(event: DeliveryEvent): string[] {
  const named = event as { readonly repository?: string; readonly configRepository?: string }
  return [named.repository, named.configRepository].filter((name) => name !== undefined)
}

/** What was known at a moment: states folded from the statements that had been recorded by then. Writes nothing. */
export class StatesAsOf implements StateReader {
  readonly asOf: Instant
  readonly laid = []
  readonly #graphs = new Map<string, CommitGraph>()

  constructor(asOf: Instant) {
    this.asOf = asOf
  }

  async states(db: Database, rows: readonly EntityRow[]): Promise<EntityState[]> {
    const found: EntityState[] = []
    for (const part of parts(rows, batch)) {
      found.push(
        ...(await this.#folded(
          db,
          part.map((row) => row.state),
        )),
      )
    }
    return found
  }

  async commits(db: Database, rows: readonly CommitRow[], withPaths: boolean): Promise<CommitState[]> {
    const found: CommitState[] = []
    for (const part of parts(rows, batch)) {
      const states = await this.#folded(
        db,
        part.map((row) => row.state),
      )
      for (const state of states as CommitState[]) found.push(slim(state, withPaths))
    }
    return found
  }

  async changedFiles(
    db: Database,
    repository: string,
    shas: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[] | null>> {
    const ids = await readRepositoryIds(db, [repository])
    const repositoryId = ids.get(repository) ?? 0
    const rows = await readCommits(
      db,
      shas.map((sha) => ({ repositoryId, sha })),
    )
    const commits = await this.commits(db, rows, true)
    return new Map(commits.map(({ event }) => [event.sha, event.transport === true ? [] : (event.paths ?? null)]))
  }

  async graphs(db: Database, names: readonly string[]): Promise<Map<string, CommitGraph>> {
    const unread = names.filter((name) => !this.#graphs.has(name))
    for (const { id, name } of unread.length === 0 ? [] : await readGraphVersions(db, unread)) {
      this.#graphs.set(name, await this.#graph(db, id))
    }
    return new Map(
      names.flatMap((name) => {
        const graph = this.#graphs.get(name)
        return graph === undefined ? [] : [[name, graph] as const]
      }),
    )
  }

  async #graph(db: Database, repositoryId: number): Promise<CommitGraph> {
    const graph = new CommitGraph()
    const retold: { repositoryId: number; sha: string }[] = []
    for (let after = 0; ; ) {
      const rows = await readGraphAsOf(db, repositoryId, after, this.asOf, graphBatch)
      graph.add(rows.filter((row) => row.statements === 1))
      for (const { sha, statements } of rows) if (statements > 1) retold.push({ repositoryId, sha })
      const last: GraphRow | undefined = rows.at(-1)
      if (last === undefined || rows.length < graphBatch) break
      after = last.id
    }
    for (const part of parts(retold, batch)) {
      const states = await this.commits(db, await readCommits(db, part), false)
      graph.add(states.map(({ event }) => ({ sha: event.sha, parents: event.parents ?? [] })))
    }
    return graph
  }

  /** The states of these entities as of the moment; one of which nothing had been said by then is left out. */
  async #folded(db: Database, states: readonly EntityState[]): Promise<EntityState[]> {
    const targets = new Map<string, { entity: string; home: string | null }>()
    for (const { entity, event, statements } of states) {
      for (const hash of statements) targets.set(hash, { entity, home: homeOf(event) })
    }
    const recorded = (await statementsOfKeys(db, [...targets.keys()], this.asOf)).map(recordedOf)
    const called = new CanonicalNames(db)
    await called.learn(recorded.map(({ event }) => event))
    const names = await readPlaces(db, [...new Set(recorded.flatMap(({ event }) => othersOf(event)))])
    const groups = new Map<string, RecordedEvent[]>()
    for (const statement of recorded) {
      const { entity, home } = targets.get(statement.hash) as { entity: string; home: string | null }
      const renamed = called.of(statement.event)
      const renamedHash = renamed === statement.event ? {} : { renamedHash: statementKey(renamed) }
      const event = placed(renamed, home, (name) => names.get(name)?.name ?? name)
      groups.set(entity, [...(groups.get(entity) ?? []), { ...statement, ...renamedHash, event }])
    }
    return [...groups.values()].map((statements) => fold(statements))
  }
}

/** The event with every repository under the name that it is kept by. */
function placed(event: DeliveryEvent, home: string | null, nameOf: (sent: string) => string): DeliveryEvent {
  if (home !== null) return { ...event, repository: home } as DeliveryEvent
  const named = event as { readonly repository?: string; readonly configRepository?: string }
  return {
    ...event,
    ...(named.repository === undefined ? {} : { repository: nameOf(named.repository) }),
    ...(named.configRepository === undefined ? {} : { configRepository: nameOf(named.configRepository) }),
  }
}
