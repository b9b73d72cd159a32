import type { CaseEvent } from './case-file.ts'

/** One line of commits that gives every deployment the range its case lists. */
export interface Chain {
  readonly parents: ReadonlyMap<string, readonly string[]>
  /** Version to the commit it was built from. */
  readonly heads: ReadonlyMap<string, string>
  /** Commits that no case names: one for each version that brought nothing new. */
  readonly roots: readonly string[]
}

/**
 * Puts the new commits of each deployment, in the order of time, behind those of the one before. Null where the case is about
 * other branches, other repositories or digests, and so cannot be told as one line.
 */
export function chainOf(events: readonly CaseEvent[], branchOf: (ref: string) => readonly string[]): Chain | null {
  const deployments = events
    .filter((event) => event.e === 'deployment' && event.result !== undefined)
    .toSorted((a, b) => (a.finishedAt ?? '').localeCompare(b.finishedAt ?? ''))
  const odd = events.some(
    (event) => event.repo === 'config' || event.branch !== undefined || event.artifact !== undefined,
  )
  const services = new Set(deployments.map((event) => event.service))
  const rebased = events.some((event) => event.e === 'change' && event.strategy === 'rebase')
  if (odd || rebased || services.size !== 1) return null

  const merges = new Map(
    events
      .filter((event) => event.e === 'change' && event.strategy === 'merge')
      .map((event) => [event.mergeSha, event]),
  )
  const parents = new Map<string, readonly string[]>()
  const heads = new Map<string, string>()
  const roots: string[] = []
  let trunk: string | null = null
  for (const { version = '', newRange = [] } of deployments) {
    if (heads.has(version)) continue
    for (const sha of newRange.flatMap(branchOf)) {
      if (parents.has(sha)) continue
      const before: string | null = trunk
      parents.set(sha, before === null ? [] : [before])
      if (merges.has(sha) && before !== null) parents.set(sha, [baseOf(parents, merges.get(sha)), before])
      trunk = sha
    }
    if (newRange.length === 0) {
      const root = `${version}-root`
      parents.set(root, trunk === null ? [] : [trunk])
      roots.push(root)
      trunk = root
    }
    if (trunk !== null) heads.set(version, trunk)
  }
  return { parents, heads, roots }
}

/** The commit under the first of a merged request: the merge's first parent. */
function baseOf(parents: ReadonlyMap<string, readonly string[]>, change: CaseEvent | undefined): string {
  const [first] = change?.commits ?? []
  const sha = typeof first === 'string' ? first : (first?.sha ?? '')
  return parents.get(sha)?.[0] ?? sha
}
