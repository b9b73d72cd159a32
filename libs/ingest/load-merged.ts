import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
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

/** Which merged requests may wait for a deployment, beside those merged since an instant. */
export interface PendingScope {
  /** 0: all of them, whatever the facts say. */
  readonly since: Instant
  /** Frontier of the facts at their end, and at the start of the tail. */
  readonly was: readonly string[]
  readonly before: readonly string[]
  /** Those that the facts say are pending, or were shipped in the tail. */
  readonly open: readonly RequestAt[]
}

export const allPending: PendingScope = { since: 0, was: [], before: [], open: [] }

/** What may wait after a tail of a stream is projected again. */
export async function pendingScope(
  db: Database,
  streamId: number,
  from: Instant,
  before: readonly Deployment[],
  previous: readonly Deployment[],
): Promise<PendingScope> {
  if (!before.some((deployment) => deployment.liveAt !== null)) return allPending
  const open = await readOpenRequests(db, streamId, from)
  return { since: from, was: lastFrontier(previous), before: lastFrontier(before), open }
}

/**
 * Merged requests of the service's repository that the stream may not run yet.
 *
 * @param gathered requests that were read already, and the rows that they stand in: they are not read again.
 */
export async function loadMerged(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  sequence: Sequence,
  gathered: {
    readonly repositoryId: number
    readonly scope: PendingScope
    readonly known: readonly PullRequestState[]
    readonly rows: readonly number[]
  },
): Promise<PullRequestState[]> {
  const { repositoryId, scope, known, rows: read } = gathered
  const { graphs } = sequence.input
  const { repository } = stream
  const frontier = lastFrontier([...sequence.input.before, ...sequence.steps.map((step) => step.deployment)])
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
