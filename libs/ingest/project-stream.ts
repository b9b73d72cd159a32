import { followedRepository } from '#attribution/followed'
import { attribute, sequence } from '#attribution/project'
import { beforeTail, tailStart } from '#attribution/tail'
import { inStreamOrder } from '#attribution/waves'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { Deployment, StreamHistory } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { type DirtyStream, settleDirty, takeMarked } from '#storage/stores/dirty-streams'
import { readReportTimes } from '#storage/stores/entities'
import type { WaitRow } from '#storage/stores/fact-rows'
import { allInstants, type FactChanges, readDeployments, writeFacts } from '#storage/stores/facts'
import { absorbMergedStreams } from '#storage/stores/merged-streams'
import { announceDeployments } from '#storage/stores/notices'
import { ensureRepositories } from '#storage/stores/repositories'
import { clearServiceDays, writeServiceDays, writtenDayZone } from '#storage/stores/service-day'
import { renewStream, type StreamRow, writeStreamRepositories } from '#storage/stores/streams'
import type { DeploymentCache } from './deployment-cache.ts'
import { loadAttribution } from './load-attribution.ts'
import { allPending, type PendingScope, pendingScope } from './load-merged.ts'
import { loadSequence, type Tail } from './load-sequence.ts'
import type { StateReader } from './state-reader.ts'

/** What a projection is made with. */
export interface Projection {
  readonly reader: StateReader
  readonly deployments: DeploymentCache
  readonly rules: Rules
  /** Of the days of `service_day`. */
  readonly timeZone: string
  readonly now: Instant
  /** A longer tail is projected in passes of so many reports, which bounds what is in memory at once. */
  readonly reportsTogether: number
}

export interface Projected {
  readonly history: StreamHistory
  /** The repository in which changes wait for the stream. */
  readonly followed: string
  readonly waits: readonly WaitRow[]
  /** Every repository whose commits play a part. */
  readonly repositories: ReadonlySet<string>
  /** Ids of some of them, by full name. */
  readonly repositoryIds: ReadonlyMap<string, number>
}

/** The history of a stream from the start of a tail on, made of states as the reader knows them. Writes nothing. */
export async function projectTail(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  tail: Tail,
  given: {
    readonly rules: Rules
    readonly now: Instant
    /** Which changes may be pending; null: not asked. Absent: all that the facts do not matter for. */
    readonly pending?: PendingScope | null
  },
): Promise<Projected> {
  const { rules, now, pending = allPending } = given
  const loaded = await loadSequence(db, reader, stream, tail, rules)
  const sequenced = sequence(loaded.input)
  const { input, repositoryIds } = await loadAttribution(db, reader, stream, loaded, sequenced, { now, pending })
  const history = attribute(sequenced, input)
  const followed = followedRepository(stream, history.deployments)
  const repositories = new Set([
    stream.repository,
    followed,
    ...sequenced.asked.keys(),
    ...history.deployments.flatMap((deployment) => deployment.repository ?? []),
    ...history.changes.map((change) => change.repository),
    ...history.commits.map((commit) => commit.repository),
    ...history.pending.map((change) => change.repository),
  ])
  return {
    history,
    followed,
    waits: [...history.waits, ...loaded.waits, ...unknownCommits(sequenced, input.commits)],
    repositories,
    repositoryIds,
  }
}

/** Commits of the tail that nobody told us about: whoever brings them has the stream projected again. */
function unknownCommits(
  sequenced: ReturnType<typeof sequence>,
  commits: readonly { readonly event: { readonly repository?: string; readonly sha: string } }[],
): WaitRow[] {
  const known = new Set(commits.map(({ event }) => `${event.repository ?? ''}@${event.sha}`))
  const waits: WaitRow[] = []
  const miss = (reference: string, since: Instant): void => {
    if (!known.has(reference)) waits.push({ kind: 'commit', reference, since })
  }
  for (const { deployment, shipments } of sequenced.steps) {
    for (const { repository, shas } of shipments) for (const sha of shas) miss(`${repository}@${sha}`, deployment.at)
    const { configRepository, configSha } = deployment
    if (configRepository !== null && configSha !== null) miss(`${configRepository}@${configSha}`, deployment.at)
  }
  return waits
}

function tailOf(mark: DirtyStream, previous: readonly Deployment[], rules: Rules): Tail {
  if (mark.rewrite || mark.since <= 0 || previous.length === 0) return { from: 0, before: [] }
  return tailFrom(mark.since, previous, rules)
}

function tailFrom(since: Instant, deployments: readonly Deployment[], rules: Rules): Tail {
  const from = tailStart(since, deployments, rules)
  return { from, before: beforeTail(deployments, from) }
}

/** Commits that a pass should ship at most; a pass of many is followed by one of fewer reports. */
const commitsTogether = 8_000

function nextSize(size: number, commits: number, usual: number): number {
  const fitting = Math.floor((size * commitsTogether) / Math.max(1, commits))
  return Math.max(1, Math.min(fitting, size * 2, usual * 4))
}

/** One stream while its marked tail is projected, in as many passes as it takes. */
class StreamProjection {
  readonly #db: Database
  readonly #stream: StreamRow
  readonly #mark: DirtyStream
  readonly #given: Projection
  /** Deployments as the facts have them, pass by pass. */
  #facts: readonly Deployment[]
  readonly #written = new Map<string, number>()
  readonly #instants: Instant[] = []

  constructor(db: Database, stream: StreamRow, mark: DirtyStream, facts: readonly Deployment[], given: Projection) {
    this.#db = db
    this.#stream = stream
    this.#mark = mark
    this.#facts = facts
    this.#given = given
  }

  async run(): Promise<void> {
    const { rules } = this.#given
    let tail = tailOf(this.#mark, this.#facts, rules)
    const pending = await pendingScope(this.#db, this.#stream, tail.from, tail.before, this.#facts)
    const times = this.#isShort(tail) ? [] : await readReportTimes(this.#db, this.#stream, tail.from)
    let size = this.#given.reportsTogether
    for (let at = size; at < times.length - size / 2; at += size) {
      const until = times[at] as Instant
      if (until <= tail.from) continue
      const { history } = await this.#pass({ ...tail, until }, null)
      size = nextSize(size, history.commits.length, this.#given.reportsTogether)
      // Verdicts on what lies before the pass are not written yet.
      const { from, before } = tail
      const stand = [...before, ...history.deployments.filter((deployment) => deployment.at >= from)]
      const keys = new Set(stand.map((deployment) => deployment.key))
      this.#facts = [...stand, ...this.#facts.filter((deployment) => !keys.has(deployment.key))]
      tail = tailFrom(until, stand, rules)
    }
    await this.#finish(await this.#pass(tail, pending))
  }

  /** Whether what the facts hold of the tail, and what came since, is surely taken in one pass. */
  #isShort({ from }: Tail): boolean {
    if (from === 0) return false
    const known = this.#facts.filter(({ at }) => at >= from).reduce((sum, { arrivals }) => sum + arrivals.length, 0)
    return known + this.#mark.events < this.#given.reportsTogether / 2
  }

  async #pass(tail: Tail, pending: PendingScope | null): Promise<Projected> {
    const projected = await projectTail(this.#db, this.#given.reader, this.#stream, tail, { ...this.#given, pending })
    const repositoryIds = await ensureRepositories(this.#db, projected.repositories, projected.repositoryIds)
    const changes: FactChanges = await writeFacts(this.#db, this.#stream, {
      history: projected.history,
      from: tail.from,
      until: tail.until ?? null,
      previous: this.#facts,
      waits: projected.waits,
      repositoryIds,
      rewrite: this.#mark.rewrite,
    })
    for (const [key, id] of changes.written) this.#written.set(key, id)
    for (const instant of changes.instants) this.#instants.push(instant)
    await writeStreamRepositories(this.#db, this.#stream, [...repositoryIds.values()])
    return projected
  }

  async #finish({ history, followed }: Projected): Promise<void> {
    const { rewrite } = this.#mark
    const { timeZone } = this.#given
    const dayZone = writtenDayZone(timeZone)
    const isNewZone = this.#stream.dayZone !== dayZone
    if (rewrite || isNewZone) await clearServiceDays(this.#db, this.#stream)
    const instants = rewrite || isNewZone ? allInstants(history) : this.#instants
    if (rewrite) await absorbMergedStreams(this.#db, this.#stream)
    const [version] = await Promise.all([
      renewStream(this.#db, this.#stream.id, { followed, dayZone }),
      writeServiceDays(this.#db, this.#stream, instants, timeZone, history.deployments),
      rewrite ? null : announceDeployments(this.#db, this.#stream.id, [...this.#written.values()]),
      settleDirty(this.#db, this.#mark),
    ])
    this.#given.deployments.keep(this.#stream.id, version, history.deployments)
  }
}

/**
 * Projects a marked stream and writes its facts, in one transaction: readers see the old tail or the new one. False when
 * the stream bears no mark or another worker has it.
 */
export async function projectStream(db: Database, streamId: number, given: Projection): Promise<boolean> {
  try {
    return await db.transaction(async (tx) => {
      const marked = await takeMarked(tx, streamId)
      if (marked === null) return false
      const { mark, stream } = marked
      const kept = mark.rewrite ? null : given.deployments.find(stream.id, stream.version)
      const facts = kept ?? (await readDeployments(tx, stream.id)).toSorted(inStreamOrder)
      await new StreamProjection(tx, stream, mark, facts, given).run()
      return true
    })
  } catch (error) {
    given.deployments.forget(streamId)
    throw error
  }
}
