import { readHistory, type HistoryRange } from '#git/history'
import type { GitRepository } from '#git/repository'
import { type CodeReference, referenceOf } from '../code-reference.ts'

interface OnLine {
  readonly sha: string
  readonly parents: readonly string[]
}

/**
 * Commits of code that merged commits name, by the merge on the line that brought them: a request that was merged with a merge commit
 * holds the trailers of a bump beside the line. Where the commits of one merge name several, nobody knows which is meant: none.
 *
 * @param line oldest first.
 * @throws GitError
 */
export async function mergedReferences(
  repository: GitRepository,
  range: HistoryRange,
  line: readonly OnLine[],
): Promise<Map<string, CodeReference>> {
  const merges = line.filter(({ parents }) => parents.length > 1)
  if (merges.length === 0) return new Map()
  const parentsOf = new Map<string, readonly string[]>()
  const named = new Map<string, CodeReference>()
  for await (const { sha, parents, trailers } of readHistory(repository, range)) {
    parentsOf.set(sha, parents)
    const reference = referenceOf(trailers)
    if (reference !== null) named.set(sha, reference)
  }
  for (const { sha } of line) parentsOf.delete(sha)
  const brought = new Map<string, CodeReference>()
  for (const { sha, parents } of merges) {
    const found = new Map<string, CodeReference>()
    const open = parents.slice(1)
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const before = parentsOf.get(at)
      const reference = named.get(at)
      if (before === undefined) continue
      // Each commit came with the first merge that brought it.
      parentsOf.delete(at)
      open.push(...before)
      if (reference !== undefined) found.set(`${reference.repository ?? ''}@${reference.sha}`, reference)
    }
    const [only, ...others] = found.values()
    if (only !== undefined && others.length === 0) brought.set(sha, only)
  }
  return brought
}
