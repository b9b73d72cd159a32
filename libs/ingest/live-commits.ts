import type { CommitGraph } from '#attribution/commit-graph/commit-graph'

/** Questions up to which walking to each commit is cheaper than walking the whole history once. */
const fewQuestions = 32

function reachable(graph: CommitGraph, heads: readonly string[]): Set<string> {
  const seen = new Set<string>(heads)
  const open = [...heads]
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    for (const parent of graph.parentsOf(sha)) {
      if (seen.has(parent)) continue
      seen.add(parent)
      open.push(parent)
    }
  }
  return seen
}

/** Whether commits of a repository are reachable from the heads that are live; an unknown commit is not. */
export function liveIn(
  graph: CommitGraph | undefined,
  repository: string,
  frontier: readonly string[],
): (sha: string) => boolean {
  const prefix = `${repository}@`
  const heads = frontier.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
  if (graph === undefined || heads.length === 0) return () => false
  let asked = 0
  let all: Set<string> | null = null
  return (sha) => {
    if (!graph.has(sha)) return false
    asked += 1
    if (asked <= fewQuestions) return heads.some((head) => graph.isAncestor(sha, head))
    all ??= reachable(graph, heads)
    return all.has(sha)
  }
}
