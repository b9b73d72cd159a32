import type { PushState } from '#domain/entity-state'
import { movesDefaultBranch } from '#domain/push-attributes'
import type { Rules } from '#domain/rules'
import type { Deployment, PendingChange, Wait } from '#domain/stream-history'
import type { ShippedAll } from './changes.ts'
import { type Group, groupsOf, ownCommits, workOf } from './change-groups.ts'
import { changeStart, earliest, firstSeen } from './change-start.ts'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { followedRepository } from './followed.ts'
import { configurationOnItsWay, withDeployment } from './on-its-way.ts'
import type { Sequence } from './sequence.ts'
import type { AttributionInput } from './stream-input.ts'

/** Commits of the branch that are looked at, the newest; a stream that is further behind has more waiting than is counted. */
export const mostWaitingCommits = 5_000

/** Where the newest of these pushes put the default branch; null where none of them moved it. */
export function newestHead(pushes: readonly PushState[]): string | null {
  const [newest] = pushes
    .map(({ event }) => event)
    .filter(movesDefaultBranch)
    .toSorted((a, b) => b.at - a.at || (a.after < b.after ? -1 : 1))
  return newest?.after ?? null
}

/** What the branch has and the stream never had. */
export interface AheadOfLive {
  readonly shas: readonly string[]
  /** A commit that nobody told: until it is known, nobody can say what is ahead of what is live. */
  readonly hole: string | null
  /** There are more than were looked at. */
  readonly isMore: boolean
}

const nothing: AheadOfLive = { shas: [], hole: null, isMore: false }

/**
 * Commits that the branch reaches and no version that was live reached; nothing where no commit of the repository was live.
 *
 * @param frontier `repository@sha`, as deployments hold it.
 */
export function aheadOfLive(
  graph: CommitGraph | undefined,
  repository: string,
  head: string | null,
  frontier: readonly string[],
): AheadOfLive {
  const prefix = `${repository}@`
  const live = frontier.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
  if (head === null || live.length === 0) return nothing
  const unknown = [head, ...live].find((sha) => graph?.has(sha) !== true)
  if (graph === undefined || unknown !== undefined) return { ...nothing, hole: unknown ?? head }
  const { shas, missing } = graph.newCommits(head, live, mostWaitingCommits)
  if (missing[0] !== undefined) return { ...nothing, hole: missing[0] }
  return { shas, hole: null, isMore: shas.length >= mostWaitingCommits }
}

/** Every deployment of the stream, in stream order. */
export function deploymentsOf({ input, steps }: Sequence): Deployment[] {
  return [...input.before, ...steps.map(({ deployment }) => deployment)]
}

interface Waiting {
  readonly pending: readonly PendingChange[]
  readonly waits: readonly Wait[]
}

/** False of a request that only carries on what another one brought: from branch to branch, or as a cherry-pick. */
function bringsWork(
  change: Pick<Group, 'repository' | 'request' | 'shas'>,
  heads: readonly string[],
  shipped: ShippedAll,
): boolean {
  return workOf(change, shipped.known, {
    isShipped: (repository, sha) => shipped.isShipped(repository, sha),
    hasLiveTwin: (repository, sha) => shipped.hasLiveTwin(repository, sha, heads),
  }).isNew
}

/** Merged requests that this stream has not run yet, by their own word. */
function requestsWaiting(sequence: Sequence, input: AttributionInput, shipped: ShippedAll): PendingChange[] {
  const { repository, graphs, rules } = sequence.input
  const deployments = deploymentsOf(sequence)
  const followed = followedRepository(sequence.input, deployments)
  const live = deployments.filter((deployment) => deployment.liveAt !== null)
  const first = live[0]
  if (first === undefined) return []
  const heads = (live.at(-1) as (typeof live)[number]).frontier
  const keys = new Set(shipped.changes.map((change) => change.key))
  const pending: PendingChange[] = []
  for (const { event } of input.merged) {
    const home = event.repository ?? repository
    const key = `${home}#${event.number ?? event.id ?? ''}`
    if (home !== followed) continue
    if (event.mergedAt === undefined || keys.has(key) || input.shippedChanges.has(key)) continue
    const graph = graphs.get(home)
    const known = event.mergeSha !== undefined && (graph?.has(event.mergeSha) ?? false)
    const isLive = known
      ? heads.some(
          (head) =>
            head.startsWith(`${home}@`) && graph?.isAncestor(event.mergeSha as string, head.slice(home.length + 1)),
        )
      : event.mergedAt <= first.at
    if (isLive) continue
    const members = new Set([...(event.commits ?? []), ...(event.mergeSha === undefined ? [] : [event.mergeSha])])
    if (home === repository && !shipped.touchesPaths({ repository: home, shas: [...members] })) continue
    const request = shipped.requests.named(key)
    if (request !== null && !bringsWork({ repository: home, request, shas: [...members] }, heads, shipped)) continue
    const start = changeStart(shipped.known.states(home, members), request, rules.maxAuthorSkew)
    pending.push({
      key,
      repository: home,
      number: event.number ?? null,
      sha: event.mergeSha ?? null,
      startedAt: start?.startedAt ?? event.openedAt,
      mergedAt: event.mergedAt,
      deploymentKey: null,
    })
  }
  return pending
}

/** One change of the branch as it waits; null where it is not new here, or of other paths. */
function waitingChange(
  group: Group,
  frontier: readonly string[],
  input: AttributionInput,
  shipped: ShippedAll,
  rules: Rules,
): PendingChange | null {
  const { key, repository, request, shas } = group
  const own = ownCommits(group, shipped.known)
  const work = own.filter(({ event }) => !shipped.hasLiveTwin(repository, event.sha, frontier))
  if (input.shippedChanges.has(key)) return null
  if (own.length > 0 && work.length === 0) return null
  const members = shipped.known.states(repository, request?.members ?? [])
  const start = changeStart([...new Set([...work, ...members])], request, rules.maxAuthorSkew)
  const mergedAt = request?.mergedAt ?? earliest(work.map((commit) => firstSeen(commit, null))) ?? start?.startedAt
  if (start === null || mergedAt === undefined) return null
  const sha = request === null ? (shas[0] ?? null) : request.mergeSha
  const number = request?.number ?? null
  return { key, repository, number, sha, startedAt: start.startedAt, mergedAt, deploymentKey: null }
}

/** What the default branch has and this stream had not: commits that no request holds, and requests that git alone tells. */
function commitsWaiting(sequence: Sequence, input: AttributionInput, shipped: ShippedAll): Waiting {
  const { graphs, rules } = sequence.input
  const deployments = deploymentsOf(sequence)
  const repository = followedRepository(sequence.input, deployments)
  const last = deployments.findLast(({ liveAt }) => liveAt !== null)
  const frontier = last?.frontier ?? []
  const { shas, hole, isMore } = aheadOfLive(graphs.get(repository), repository, input.branchHead ?? null, frontier)
  const waits: Wait[] =
    last === undefined || (hole === null && !isMore)
      ? []
      : (hole === null ? (['ahead'] as const) : (['commit', 'ahead'] as const)).map((kind) => ({
          kind,
          reference: `${repository}@${hole ?? ''}`,
          since: last.at,
        }))
  const fresh = shas.filter((sha) => !shipped.isShipped(repository, sha))
  const shipment = { repository, shas, method: 'COMMIT_GRAPH', confidence: 'HIGH' } as const
  const { groups } = groupsOf(shipment, fresh, shipped.known, shipped.requests, false)
  const keys = new Set(shipped.changes.map((change) => change.key))
  const pending = groups
    .filter((group) => !keys.has(group.key))
    .filter((group) => repository !== sequence.input.repository || shipped.touchesPaths(group))
    .map((group) => waitingChange(group, frontier, input, shipped, rules))
    .filter((change) => change !== null)
  return { pending, waits }
}

/** Commits of the configuration that are changes themselves, and that no reconciler applied yet. */
function configurationsWaiting(sequence: Sequence, input: AttributionInput, shipped: ShippedAll): PendingChange[] {
  const { rules } = sequence.input
  const deployments = deploymentsOf(sequence)
  const last = deployments.findLast(({ liveAt }) => liveAt !== null)
  if (last === undefined) return []
  return deployments.flatMap((deployment) =>
    configurationOnItsWay(deployment, shipped)
      .map((group) => waitingChange(group, last.frontier, input, shipped, rules))
      .filter((change) => change !== null)
      .map((change) => ({ ...change, deploymentKey: deployment.key })),
  )
}

/** Changes that are merged and that this stream has not run yet, by merge; and what could still tell of more. */
export function pendingOf(sequence: Sequence, input: AttributionInput, shipped: ShippedAll): Waiting {
  const { pending: found, waits } = commitsWaiting(sequence, input, shipped)
  const byKey = new Map(found.map((change) => [change.key, change]))
  for (const change of requestsWaiting(sequence, input, shipped)) byKey.set(change.key, change)
  for (const change of configurationsWaiting(sequence, input, shipped)) byKey.set(change.key, change)
  const onTheirWay = deploymentsOf(sequence).filter(({ outcome }) => outcome === 'IN_PROGRESS')
  return {
    pending: [...byKey.values()]
      .map((change) => withDeployment(change, onTheirWay, sequence.input.graphs))
      .toSorted((a, b) => a.mergedAt - b.mergedAt || (a.key < b.key ? -1 : 1)),
    waits,
  }
}
