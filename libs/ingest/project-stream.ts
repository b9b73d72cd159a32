import { attribute, sequence } from '#attribution/project'
import { beforeTail, tailStart } from '#attribution/tail'
import { inStreamOrder } from '#attribution/waves'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { Deployment, StreamHistory } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { type DirtyStream, settleDirty, takeDirty } from '#storage/stores/dirty-streams'
import { shareLog } from '#storage/stores/cursor'
import type { WaitRow } from '#storage/stores/fact-rows'
import { allInstants, readDeployments, writeFacts } from '#storage/stores/facts'
import { announceDeployments } from '#storage/stores/notices'
import { ensureRepositories } from '#storage/stores/repositories'
import { clearServiceDays, writeServiceDays } from '#storage/stores/service-day'
import { readStream, renewStream, type StreamRow, writeStreamRepositories } from '#storage/stores/streams'
import type { DeploymentCache } from './deployment-cache.ts'
import { loadAttribution } from './load-attribution.ts'
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
}

export interface Projected {
  readonly history: StreamHistory
  readonly waits: readonly WaitRow[]
  /** Every repository whose commits play a part. */
  readonly repositories: ReadonlySet<string>
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
    /** All deployments of the stream as the facts have them; none where the whole stream is projected. */
    readonly previous?: readonly Deployment[]
  },
): Promise<Projected> {
  const loaded = await loadSequence(db, reader, stream, tail, given.rules)
  const sequenced = sequence(loaded.input)
  const input = await loadAttribution(db, reader, stream, loaded, sequenced, given)
  const history = attribute(sequenced, input)
  const repositories = new Set([
    stream.repository,
    ...sequenced.asked.keys(),
    ...history.deployments.flatMap((deployment) => deployment.repository ?? []),
    ...history.changes.map((change) => change.repository),
    ...history.commits.map((commit) => commit.repository),
    ...history.pending.map((change) => change.repository),
  ])
  return {
    history,
    waits: [...history.waits, ...loaded.waits, ...unknownCommits(sequenced, input.commits)],
    repositories,
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
  const from = tailStart(mark.since, previous, rules)
  return { from, before: beforeTail(previous, from) }
}

async function writeProjection(
  db: Database,
  stream: StreamRow,
  mark: DirtyStream,
  { history, waits, repositories, previous, from }: Projected & { previous: readonly Deployment[]; from: Instant },
  given: Projection,
): Promise<void> {
  const repositoryIds = await ensureRepositories(db, repositories)
  if (mark.rewrite) await clearServiceDays(db, stream)
  const { rewrite } = mark
  const changes = await writeFacts(db, stream, { history, from, previous, waits, repositoryIds, rewrite })
  await writeServiceDays(db, stream, rewrite ? allInstants(history) : changes.instants, given.timeZone, history)
  await writeStreamRepositories(db, stream.id, [...repositoryIds.values()])
  given.deployments.keep(stream.id, await renewStream(db, stream.id), history.deployments)
  if (!rewrite) await announceDeployments(db, stream.id, [...changes.written.values()])
}

/**
 * Projects a marked stream and writes its facts, in one transaction: readers see the old tail or the new one. False when
 * the stream bears no mark or another worker has it.
 */
export async function projectStream(db: Database, streamId: number, given: Projection): Promise<boolean> {
  try {
    return await db.transaction(async (tx) => {
      await shareLog(tx)
      const mark = await takeDirty(tx, streamId)
      const stream = mark === null ? null : await readStream(tx, streamId)
      if (mark === null || stream === null) return false
      const kept = mark.rewrite ? null : given.deployments.find(stream.id, stream.version)
      const previous = kept ?? (await readDeployments(tx, stream.id)).toSorted(inStreamOrder)
      const tail = tailOf(mark, previous, given.rules)
      const projected = await projectTail(tx, given.reader, stream, tail, { ...given, previous })
      await writeProjection(tx, stream, mark, { ...projected, previous, from: tail.from }, given)
      await settleDirty(tx, mark)
      return true
    })
  } catch (error) {
    given.deployments.forget(streamId)
    throw error
  }
}
