import type { Deployment } from '#domain/stream-history'
import type { CommitGraph } from './commit-graph/commit-graph.ts'

function headsIn(frontier: readonly string[], repository: string): string[] {
  const prefix = `${repository}@`
  return frontier.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
}

function covers(graph: CommitGraph, heads: readonly string[], sha: string): boolean {
  return heads.some((head) => graph.isAncestor(sha, head))
}

/** Live deployments by repository: those that moved its frontier, with the heads each one left. */
function frontiersOf(before: readonly Deployment[], repository: string): { key: string; heads: string[] }[] {
  const frontiers: { key: string; heads: string[] }[] = []
  let last = ''
  for (const deployment of before) {
    if (deployment.liveAt === null) continue
    const heads = headsIn(deployment.frontier, repository)
    const text = heads.join()
    if (heads.length === 0 || text === last) continue
    last = text
    frontiers.push({ key: deployment.key, heads })
  }
  return frontiers
}

/**
 * Which deployment before the tail brought each of these commits, as the graph tells it: merges and commits of other
 * paths too, of which no fact is kept. What the first deployment of a repository held was brought by none.
 *
 * @param wanted `repository@sha`.
 */
export function shippedBefore(
  before: readonly Deployment[],
  graphs: ReadonlyMap<string, CommitGraph>,
  wanted: Iterable<string>,
): Map<string, string> {
  const shipped = new Map<string, string>()
  for (const deployment of before) {
    if (deployment.previousKey === null) continue
    for (const entry of deployment.included) if (!shipped.has(entry)) shipped.set(entry, deployment.key)
  }
  const frontiers = new Map<string, { key: string; heads: string[] }[]>()
  for (const entry of wanted) {
    const at = entry.lastIndexOf('@')
    const repository = entry.slice(0, at)
    const sha = entry.slice(at + 1)
    const graph = graphs.get(repository)
    if (shipped.has(entry) || graph === undefined || !graph.has(sha)) continue
    const known = frontiers.get(repository) ?? frontiersOf(before, repository)
    frontiers.set(repository, known)
    const found = firstCovering(graph, known, sha)
    if (found > 0) shipped.set(entry, (known[found] as { key: string }).key)
  }
  return shipped
}

/** A frontier only ever grows, so halving finds the first one that covers a commit; -1 where none does. */
function firstCovering(graph: CommitGraph, frontiers: readonly { heads: string[] }[], sha: string): number {
  const last = frontiers.at(-1)
  if (last === undefined || !covers(graph, last.heads, sha)) return -1
  let low = 0
  let high = frontiers.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (covers(graph, (frontiers[middle] as { heads: string[] }).heads, sha)) high = middle
    else low = middle + 1
  }
  return low
}
