import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { BuildState, CommitState, EntityState, PullRequestState, PushState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import { parts } from '#storage/stores/array-text'
import { readCommits, readCommitsOfRequests, readTwins } from '#storage/stores/commits'
import { type EntityRow, findByNumber, findByReference, findHolders } from '#storage/stores/entities'
import { commitReference } from './references.ts'
import type { StateReader } from './state-reader.ts'

/** Things asked for in one statement: bounds what the driver holds at once. */
export const batch = 5_000
/** Commits that share a patch with one of the tail, at most. */
const maxTwins = 20_000

/** A request by its repository and number. */
export interface RequestAt {
  readonly repositoryId: number
  readonly number: number
}

/** Gathers commits and requests that belong together, in rounds, each thing once. */
export class Gathering {
  readonly commits = new Map<string, CommitState>()
  readonly requests = new Map<string, PullRequestState>()
  readonly pushes = new Map<string, PushState>()
  readonly builds = new Map<string, BuildState>()
  readonly #askedCommits = new Set<string>()
  readonly #rows = new Set<number>()
  readonly #askedReferences = new Set<string>()
  readonly #askedNumbers = new Set<string>()
  readonly #askedBuilds = new Set<string>()
  readonly #db: Database
  readonly #reader: StateReader
  readonly #ids: ReadonlyMap<string, number>
  readonly #names: ReadonlyMap<number, string>
  readonly #graphs: ReadonlyMap<string, CommitGraph>
  readonly #withPaths: boolean

  constructor(
    db: Database,
    reader: StateReader,
    ids: ReadonlyMap<string, number>,
    graphs: ReadonlyMap<string, CommitGraph>,
    withPaths: boolean,
  ) {
    this.#withPaths = withPaths
    this.#db = db
    this.#reader = reader
    this.#ids = ids
    this.#graphs = graphs
    this.#names = new Map([...ids].map(([name, id]) => [id, name]))
  }

  /** `repository@sha` as the database knows it; null where the repository is unknown. */
  key(entry: string): { repositoryId: number; sha: string; repository: string } | null {
    const at = entry.lastIndexOf('@')
    const repository = entry.slice(0, at)
    const repositoryId = this.#ids.get(repository)
    return repositoryId === undefined ? null : { repositoryId, sha: entry.slice(at + 1), repository }
  }

  #keep(states: readonly CommitState[]): void {
    for (const state of states) {
      const entry = `${state.event.repository ?? ''}@${state.event.sha}`
      this.commits.set(entry, state)
      this.#askedCommits.add(entry)
    }
  }

  async addCommits(entries: Iterable<string>): Promise<void> {
    const fresh = [...new Set(entries)].filter((entry) => !this.#askedCommits.has(entry))
    for (const entry of fresh) this.#askedCommits.add(entry)
    const keys = fresh.map((entry) => this.key(entry)).filter((key) => key !== null)
    for (const part of parts(keys, batch)) {
      this.#keep(await this.#reader.commits(this.#db, await readCommits(this.#db, part), this.#withPaths))
    }
  }

  async addTwins(entries: Iterable<string>): Promise<void> {
    const patches = [...entries].flatMap((entry) => {
      const patchId = this.commits.get(entry)?.event.patchId
      const key = this.key(entry)
      return patchId === undefined || key === null ? [] : [{ repositoryId: key.repositoryId, patchId }]
    })
    for (const part of parts(patches, batch)) {
      this.#keep(await this.#reader.commits(this.#db, await readTwins(this.#db, part, maxTwins), this.#withPaths))
    }
  }

  async #states<T extends EntityState = EntityState>(rows: readonly EntityRow[]): Promise<T[]> {
    return (await this.#reader.states(this.#db, rows)) as T[]
  }

  async #keepRows(rows: readonly EntityRow[]): Promise<void> {
    for (const row of rows) this.#rows.add(row.id)
    for (const state of await this.#states(rows)) {
      if (state.event.type === 'pull_request') this.requests.set(state.entity, state as PullRequestState)
      else this.pushes.set(state.entity, state as PushState)
    }
  }

  /** Rows of requests and pushes that were read; none is read twice. */
  knownRows(): number[] {
    return [...this.#rows]
  }

  /** Requests and pushes that name one of these commits. */
  async addHolders(entries: Iterable<string>): Promise<void> {
    const references = [...new Set([...entries].map((entry) => this.#reference(entry)))].filter(
      (reference) => !this.#askedReferences.has(reference),
    )
    for (const reference of references) this.#askedReferences.add(reference)
    for (const part of parts(references, batch)) {
      await this.#keepRows(await findHolders(this.#db, part, this.knownRows()))
    }
  }

  async addBuilds(entries: Iterable<string>): Promise<void> {
    const references = [...new Set([...entries].map((entry) => this.#reference(entry)))].filter(
      (reference) => !this.#askedBuilds.has(reference),
    )
    for (const reference of references) this.#askedBuilds.add(reference)
    for (const part of parts(references, batch)) {
      for (const build of await this.#states<BuildState>(await findByReference(this.#db, 'build', 'commit', part))) {
        this.builds.set(build.entity, build)
      }
    }
  }

  #reference(entry: string): string {
    const at = entry.lastIndexOf('@')
    return commitReference(entry.slice(0, at), entry.slice(at + 1))
  }

  /** Requests that were found otherwise. */
  addRequests(requests: readonly PullRequestState[]): void {
    for (const request of requests) this.requests.set(request.entity, request)
  }

  /** The requests of these numbers, their pushes, and the commits that say they belong to them. */
  async addNumbers(numbers: readonly RequestAt[]): Promise<void> {
    const fresh = numbers.filter(({ repositoryId, number }) => {
      const key = `${repositoryId}#${number}`
      const known = this.#askedNumbers.has(key)
      this.#askedNumbers.add(key)
      return !known
    })
    for (const part of parts(fresh, batch)) {
      const [rows, told] = await Promise.all([
        findByNumber(this.#db, part, this.knownRows()),
        readCommitsOfRequests(this.#db, part),
      ])
      await this.#keepRows(rows)
      this.#keep(await this.#reader.commits(this.#db, told, this.#withPaths))
    }
  }

  /** Numbers of all requests that anything gathered speaks of. */
  numbers(): RequestAt[] {
    const found: RequestAt[] = []
    const add = (repository: string | undefined, number: number | undefined): void => {
      const repositoryId = this.#ids.get(repository ?? '')
      if (repositoryId !== undefined && number !== undefined) found.push({ repositoryId, number })
    }
    for (const { event } of this.commits.values()) add(event.repository, event.pullRequest)
    for (const { event } of this.pushes.values()) add(event.repository, event.number)
    for (const { event } of this.requests.values()) add(event.repository, event.number)
    return found
  }

  /** The commits that merged the gathered requests. */
  merges(): string[] {
    return [...this.requests.values()].flatMap(({ event }) =>
      event.mergeSha === undefined ? [] : [`${event.repository ?? ''}@${event.mergeSha}`],
    )
  }

  /** Every commit that belongs to a gathered request: listed, pushed, merged, or brought by its merge. */
  members(): Set<string> {
    const found = new Set<string>()
    const add = (repository: string | undefined, shas: readonly (string | undefined)[]): void => {
      for (const sha of shas) if (sha !== undefined) found.add(`${repository ?? ''}@${sha}`)
    }
    for (const { event } of this.requests.values()) {
      add(event.repository, [...(event.commits ?? []), event.mergeSha])
      if (event.mergeSha !== undefined) add(event.repository, this.#merged(event.repository ?? '', event.mergeSha))
    }
    for (const { event } of this.pushes.values()) {
      if (event.number !== undefined) add(event.repository, [...(event.commits ?? []), event.after])
    }
    for (const { event } of this.commits.values()) {
      if (event.pullRequest === undefined || (event.parents ?? []).length < 2) continue
      add(event.repository, this.#merged(event.repository ?? '', event.sha))
    }
    return found
  }

  #merged(repository: string, sha: string): string[] {
    const graph = this.#graphs.get(repository)
    const [first, ...others] = graph?.parentsOf(sha) ?? []
    if (graph === undefined || first === undefined) return []
    return others.flatMap((other) => [...graph.newCommits(other, [first]).shas])
  }

  name(repositoryId: number): string {
    return this.#names.get(repositoryId) ?? ''
  }
}
