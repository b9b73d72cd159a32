import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { followedRepository, lastFrontier } from '#attribution/followed'
import { deploymentsOf } from '#attribution/pending'
import type { Sequence } from '#attribution/project'
import type { EntityState, PullRequestState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Deployment } from '#domain/stream-history'
import type { Database } from '#storage/database'
import { parts } from '#storage/stores/array-text'
import { findByNumber, findByReference, findMerged } from '#storage/stores/entities'
import { readOpenRequests, type StreamRow } from '#storage/stores/streams'
import { batch, type RequestAt } from './gathering.ts'
import { liveIn } from './live-commits.ts'
import { commitReference } from './references.ts'
import type { StateReader } from './state-reader.ts'

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

/** Which merged requests may wait for a deployment, beside those merged since an instant. */
export interface PendingScope {
  /** In which the facts say that changes wait; what they say is of no use where another is followed now. */
  readonly repository: string | null
  /** 0: all of them, whatever the facts say. */
  readonly since: Instant
  /** Frontier of the facts at their end, and at the start of the tail. */
  readonly was: readonly string[]
  readonly before: readonly string[]
  /** Those that the facts say are pending, or were shipped in the tail. */
  readonly open: readonly RequestAt[]
}

export const allPending: PendingScope = { repository: null, since: 0, was: [], before: [], open: [] }

/** What may wait after a tail of a stream is projected again. */
export async function pendingScope(
  db: Database,
  stream: StreamRow,
  from: Instant,
  before: readonly Deployment[],
  previous: readonly Deployment[],
): Promise<PendingScope> {
  if (!before.some((deployment) => deployment.liveAt !== null)) return allPending
  const open = await readOpenRequests(db, stream.id, from)
  const repository = followedRepository(stream, previous)
  return { repository, since: from, was: lastFrontier(previous), before: lastFrontier(before), open }
}

/**
 * Merged requests of the repository that the stream follows, which it may not run yet.
 *
 * @param gathered requests that were read already, and the rows that they stand in: they are not read again.
 */
export async function loadMerged(
  db: Database,
  reader: StateReader,
  sequence: Sequence,
  gathered: {
    readonly followed: { readonly repository: string; readonly repositoryId: number }
    readonly scope: PendingScope
    readonly known: readonly PullRequestState[]
    readonly rows: readonly number[]
  },
): Promise<PullRequestState[]> {
  const { repository, repositoryId } = gathered.followed
  const { known, rows: read } = gathered
  const scope = gathered.scope.repository === repository ? gathered.scope : allPending
  const { graphs } = sequence.input
  const frontier = lastFrontier(deploymentsOf(sequence))
  const isLive = liveIn(graphs.get(repository), repository, frontier)
  const waiting = (states: readonly EntityState[]): PullRequestState[] =>
    (states as PullRequestState[]).filter(
      ({ event }) => event.mergedAt !== undefined && (event.mergeSha === undefined || !isLive(event.mergeSha)),
    )
  const home = known.filter(({ event }) => event.repository === repository)
  const found = waiting(home.filter(({ event }) => (event.mergedAt ?? 0) >= scope.since))
  if (scope.since > 0) {
    const open = await reader.states(db, await findByNumber(db, scope.open))
    found.push(...waiting(open.filter((state) => state.event.type === 'pull_request')))
    const back = takenBack(graphs.get(repository), repository, scope.was, scope.before, frontier)
    for (const part of parts(
      back.map((sha) => commitReference(repository, sha)),
      batch,
    )) {
      found.push(...waiting(await reader.states(db, await findByReference(db, 'pull_request', 'commit', part))))
    }
  }
  for (let after = 0; ; ) {
    const rows = await findMerged(db, repositoryId, scope.since, after, read, batch)
    found.push(...waiting(await reader.states(db, rows)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) break
    after = last.id
  }
  return [...new Map(found.map((state) => [state.entity, state])).values()]
}
