import type { Deployment } from '#domain/stream-history'
import type { CommitGraph } from './commit-graph/commit-graph.ts'

function headsIn(frontier: readonly string[], repository: string): string[] {
  const prefix = `${repository}@`
  return frontier.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
}

function covers(graph: CommitGraph, heads: readonly string[], sha: string): boolean {
  return heads.some((head) => graph.isAncestor(sha, head))
}

/** What a live deployment left, by its place among those before the tail. */
interface Frontier {
  readonly place: number
  readonly heads: readonly string[]
}

/** Live deployments by repository: those that moved its frontier, with the heads each one left. */
function frontiersOf(before: readonly Deployment[], repository: string): Frontier[] {
  const frontiers: Frontier[] = []
  let last = ''
  for (const [place, deployment] of before.entries()) {
    if (deployment.liveAt === null) continue
    const heads = headsIn(deployment.frontier, repository)
    const text = heads.join()
    if (heads.length === 0 || text === last) continue
    last = text
    frontiers.push({ place, heads })
  }
  return frontiers
}

/** Commits that only words put into a deployment: its sender's list, and the commit of its configuration. */
function named({ kind, liveAt, included, previousKey, configRepository, configSha }: Deployment): readonly string[] {
  if (included.length > 0) return previousKey === null ? [] : included
  return kind === 'CONFIG' && liveAt !== null && configRepository !== null && configSha !== null
    ? [`${configRepository}@${configSha}`]
    : []
}

/**
 * Which deployment before the tail brought each of these commits first, as words and the graph tell it: merges, commits
 * of other paths, and commits that nobody tells of too, of which no fact is kept. What the first deployment of a
 * repository held was brought by none.
 *
 * @param wanted `repository@sha`.
 */
export function shippedBefore(
  before: readonly Deployment[],
  graphs: ReadonlyMap<string, CommitGraph>,
  wanted: Iterable<string>,
): Map<string, string> {
  const places = new Map<string, number>()
  for (const [place, deployment] of before.entries())
    for (const entry of named(deployment)) if (!places.has(entry)) places.set(entry, place)
  const frontiers = new Map<string, Frontier[]>()
  for (const entry of wanted) {
    const at = entry.lastIndexOf('@')
    const repository = entry.slice(0, at)
    const sha = entry.slice(at + 1)
    const graph = graphs.get(repository)
    if (graph === undefined || !graph.has(sha)) continue
    const known = frontiers.get(repository) ?? frontiersOf(before, repository)
    frontiers.set(repository, known)
    const found = firstCovering(graph, known, sha)
    const { place } = known[found] ?? { place: 0 }
    if (found > 0 && place <= (places.get(entry) ?? place)) places.set(entry, place)
  }
  return new Map([...places].map(([entry, place]) => [entry, (before[place] as Deployment).key]))
}

/** A frontier only ever grows, so halving finds the first one that covers a commit; -1 where none does. */
function firstCovering(graph: CommitGraph, frontiers: readonly Frontier[], sha: string): number {
  const last = frontiers.at(-1)
  if (last === undefined || !covers(graph, last.heads, sha)) return -1
  let low = 0
  let high = frontiers.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (covers(graph, (frontiers[middle] as Frontier).heads, sha)) high = middle
    else low = middle + 1
  }
  return low
}
