import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { Sequence } from '#attribution/project'
import { revertedShas } from '#attribution/reverts'
import { shippedBefore } from '#attribution/shipped-before'
import type { AttributionInput } from '#attribution/stream-input'
import type {
  BuildState,
  CommitState,
  EntityState,
  FlagState,
  PullRequestState,
  PushState,
} from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Deployment } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { parts } from '#storage/stores/array-text'
import { readCommits, readCommitsOfRequests, readTwins } from '#storage/stores/commits'
import {
  type EntityRow,
  findByNumber,
  findByReference,
  findFlags,
  findMerged,
} from '#storage/stores/entities'
import {
  readOpenRequests,
  readRepositoryIds,
  readShippedChanges,
  readShippedCommits,
  type StreamRow,
} from '#storage/stores/streams'
import type { LoadedSequence } from './load-sequence.ts'
import { liveIn } from './live-commits.ts'
import { commitReference } from './references.ts'
import type { StateReader } from './state-reader.ts'

/** Things asked for in one statement: bounds what the driver holds at once. */
const batch = 5_000
/** Commits that share a patch with one of the tail, at most. */
const maxTwins = 20_000

interface RequestAt {
  readonly repositoryId: number
  readonly number: number
}

/** Gathers commits and requests that belong together, in rounds, each thing once. */
class Gathering {
  readonly commits = new Map<string, CommitState>()
  readonly requests = new Map<string, PullRequestState>()
  readonly pushes = new Map<string, PushState>()
  readonly builds = new Map<string, BuildState>()
  readonly #askedCommits = new Set<string>()
  readonly #askedReferences = new Set<string>()
  readonly #askedNumbers = new Set<string>()
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

  async #states<T extends EntityState>(rows: readonly EntityRow[]): Promise<T[]> {
    return (await this.#reader.states(this.#db, rows)) as T[]
  }

  #keepRequests(requests: readonly PullRequestState[], pushes: readonly PushState[]): void {
    for (const request of requests) this.requests.set(request.entity, request)
    for (const push of pushes) this.pushes.set(push.entity, push)
  }

  /** Requests and pushes that name one of these commits. */
  async addHolders(entries: Iterable<string>): Promise<void> {
    const references = [...new Set([...entries].map((entry) => this.#reference(entry)))].filter(
      (reference) => !this.#askedReferences.has(reference),
    )
    for (const reference of references) this.#askedReferences.add(reference)
    for (const part of parts(references, batch)) {
      this.#keepRequests(
        await this.#states(await findByReference(this.#db, 'pull_request', 'commit', part)),
        await this.#states(await findByReference(this.#db, 'push', 'commit', part)),
      )
    }
  }

  async addBuilds(entries: Iterable<string>): Promise<void> {
    const references = [...new Set([...entries].map((entry) => this.#reference(entry)))]
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

  addRequests(requests: readonly PullRequestState[]): void {
    this.#keepRequests(requests, [])
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
      this.#keepRequests(
        await this.#states(await findByNumber(this.#db, 'pull_request', part)),
        await this.#states(await findByNumber(this.#db, 'push', part)),
      )
      const told = await readCommitsOfRequests(this.#db, part)
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

/** Heads whose ancestors have been live after these deployments. */
function lastFrontier(deployments: readonly Deployment[]): readonly string[] {
  return deployments.findLast((deployment) => deployment.liveAt !== null)?.frontier ?? []
}

function headsIn(frontier: readonly string[], repository: string): string[] {
  const prefix = `${repository}@`
  return frontier.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
}

/** Commits that the facts say are live, that the tail had brought, and that it brings no more. */
function takenBack(
  graph: CommitGraph | undefined,
  repository: string,
  was: readonly string[],
  before: readonly string[],
  now: readonly string[],
): string[] {
  const heads = headsIn(now, repository)
  if (graph === undefined) return []
  const lost = headsIn(was, repository).filter((head) => !heads.some((live) => graph.isAncestor(head, live)))
  return lost.flatMap((head) => graph.newCommits(head, [...headsIn(before, repository), ...heads]).shas)
}

/** Merged requests of the service's repository that the stream may not run yet. */
async function loadMerged(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  sequence: Sequence,
  repositoryId: number,
  previous: readonly Deployment[],
): Promise<PullRequestState[]> {
  const { from, graphs, before } = sequence.input
  const { repository } = stream
  const frontier = lastFrontier([...before, ...sequence.steps.map((step) => step.deployment)])
  const isLive = liveIn(graphs.get(repository), repository, frontier)
  const waiting = (states: readonly EntityState[]): PullRequestState[] =>
    (states as PullRequestState[]).filter(
      ({ event }) => event.mergedAt !== undefined && (event.mergeSha === undefined || !isLive(event.mergeSha)),
    )
  const found: PullRequestState[] = []
  const hasLive = before.some((deployment) => deployment.liveAt !== null)
  if (hasLive) {
    const open = await findByNumber(db, 'pull_request', await readOpenRequests(db, stream.id, from))
    found.push(...waiting(await reader.states(db, open)))
    const back = takenBack(graphs.get(repository), repository, lastFrontier(previous), lastFrontier(before), frontier)
    for (const part of parts(back.map((sha) => commitReference(repository, sha)), batch)) {
      found.push(...waiting(await reader.states(db, await findByReference(db, 'pull_request', 'commit', part))))
    }
  }
  for (let after = 0; ; ) {
    const rows = await findMerged(db, repositoryId, hasLive ? from : 0, after, batch)
    found.push(...waiting(await reader.states(db, rows)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) break
    after = last.id
  }
  return [...new Map(found.map((state) => [state.entity, state])).values()]
}

function entriesOf(asked: Sequence['asked']): string[] {
  return [...asked].flatMap(([repository, shas]) => [...shas].map((sha) => `${repository}@${sha}`))
}

/** `repository@sha` of everything that a commit of the tail takes back. */
function revertsIn(gathering: Gathering, asked: readonly string[]): string[] {
  return asked.flatMap((entry) => {
    const state = gathering.commits.get(entry)
    if (state === undefined) return []
    return revertedShas(state).map((sha) => `${entry.slice(0, entry.lastIndexOf('@'))}@${sha}`)
  })
}

/** `repository@sha` of what incidents say caused or fixed them, in each repository that the stream knows. */
function namedByIncidents(loaded: LoadedSequence, repositories: readonly string[]): string[] {
  const shas = loaded.incidents.flatMap(({ event }) => [event.causedBySha, event.fixedBySha])
  return shas.flatMap((sha) => (sha === undefined ? [] : repositories.map((repository) => `${repository}@${sha}`)))
}

/** What was shipped before the tail, of all that the tail may speak of. */
async function loadShipped(
  db: Database,
  stream: StreamRow,
  sequence: Sequence,
  gathering: Gathering,
  entries: ReadonlySet<string>,
): Promise<Pick<AttributionInput, 'shippedCommits' | 'shippedChanges'>> {
  const { before, from, graphs } = sequence.input
  if (before.length === 0) return { shippedCommits: new Map(), shippedChanges: new Map() }
  const keys = [...entries].map((entry) => gathering.key(entry)).filter((key) => key !== null)
  const shippedCommits = new Map<string, string>()
  for (const part of parts(keys, batch)) {
    for (const [entry, key] of await readShippedCommits(db, stream.id, part, from)) shippedCommits.set(entry, key)
  }
  const fresh = new Set(
    sequence.steps.flatMap((step) =>
      step.shipments
        .filter((shipment) => shipment.method === 'COMMIT_GRAPH')
        .flatMap((shipment) => shipment.shas.map((sha) => `${shipment.repository}@${sha}`)),
    ),
  )
  const unknown = [...entries].filter((entry) => !shippedCommits.has(entry) && !fresh.has(entry))
  for (const [entry, key] of shippedBefore(before, graphs, unknown)) shippedCommits.set(entry, key)
  const changes = new Set<string>(entries)
  for (const { repositoryId, number } of gathering.numbers()) changes.add(`${gathering.name(repositoryId)}#${number}`)
  for (const { event } of gathering.requests.values()) {
    changes.add(`${event.repository ?? ''}#${event.number ?? event.id ?? ''}`)
  }
  const shippedChanges = new Map<string, string>()
  for (const part of parts([...changes], batch)) {
    for (const [change, key] of await readShippedChanges(db, stream.id, part, from)) shippedChanges.set(change, key)
  }
  return { shippedCommits, shippedChanges }
}

/** Everything that the second step of a projection reads. */
export async function loadAttribution(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  loaded: LoadedSequence,
  sequence: Sequence,
  given: { readonly now: Instant; readonly previous?: readonly Deployment[] },
): Promise<AttributionInput> {
  const { now, previous = [] } = given
  const { graphs } = sequence.input
  const asked = entriesOf(sequence.asked)
  const ids = await readRepositoryIds(db, [...new Set([stream.repository, ...graphs.keys(), ...sequence.asked.keys()])])
  const gathering = new Gathering(db, reader, ids, graphs, stream.paths.length > 0)
  await gathering.addCommits(asked)
  const merged = await loadMerged(db, reader, stream, sequence, ids.get(stream.repository) ?? 0, previous)
  gathering.addRequests(merged)
  const also = [...revertsIn(gathering, asked), ...namedByIncidents(loaded, [...ids.keys()])]
  await gathering.addCommits(also)
  await gathering.addHolders([...asked, ...also])
  await gathering.addNumbers(gathering.numbers())
  await gathering.addCommits(gathering.members())
  await gathering.addTwins([...gathering.commits.keys()])
  await gathering.addBuilds(
    sequence.steps.flatMap(({ deployment: { repository, sha } }) =>
      repository === null || sha === null ? [] : [`${repository}@${sha}`],
    ),
  )
  const entries = new Set([...asked, ...gathering.commits.keys(), ...gathering.members(), ...also])
  const flags = await reader.states(db, await findFlags(db, stream.environmentId, loaded.incidentIds))
  return {
    paths: stream.paths,
    commits: [...gathering.commits.values()],
    pullRequests: [...gathering.requests.values()],
    pushes: [...gathering.pushes.values()],
    builds: [...gathering.builds.values()],
    incidents: loaded.incidents,
    flags: flags as FlagState[],
    ...(await loadShipped(db, stream, sequence, gathering, entries)),
    merged,
    now,
  }
}
