import { pathMatcher } from '#attribution/change-groups'
import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { ChangeRef } from '#storage/queries/changes'
import { changesOfCommits, type ChangeOfCommitsRow } from '#storage/queries/changes-of-commits'
import type { Asked } from '../asked.ts'
import { changeText } from '../change/change-view.ts'
import type { ServiceView } from '../views.ts'

/** Commits, and the changes of a service among them. */
export interface Between {
  readonly commits: number
  /** In the order of the graph, children before parents. */
  readonly refs: readonly ChangeRef[]
}

/** The part of a repository that is a service's; empty: all of it. */
export function pathsIn(service: ServiceView | null, repository: string): readonly string[] {
  if (service === null) return []
  return service.repository === null || service.repository.name === repository ? service.paths : []
}

/** The changes that hold these commits, and touch the paths: merges that no request holds are none. */
async function refsOf(
  asked: Asked,
  repository: string,
  shas: readonly string[],
  paths: readonly string[],
): Promise<ChangeRef[]> {
  const rows = await asked.reads.db.query<ChangeOfCommitsRow>(changesOfCommits(repository, shas, paths.length > 0))
  const found = new Map<string, { readonly ref: ChangeRef; readonly told: (readonly string[])[] }>()
  for (const { sha, number, merge, paths: files } of rows) {
    if (number === null && merge) continue
    const ref: ChangeRef = { repository, number, sha: number === null ? sha : null }
    const change = found.get(changeText(ref)) ?? { ref, told: [] }
    if (files !== null) change.told.push(files)
    found.set(changeText(ref), change)
  }
  const touches = pathMatcher(paths)
  return [...found.values()].filter(({ told }) => touches(told)).map(({ ref }) => ref)
}

/** What a version has that another one has not; the commit that is not known where it cannot be told. */
export async function changesBetween(
  asked: Asked,
  graph: CommitGraph,
  of: {
    readonly repository: string
    readonly from: string
    readonly to: string
    readonly paths: readonly string[]
  },
): Promise<Between | { readonly hole: string }> {
  const { repository, from, to, paths } = of
  const unknown = [from, to].find((sha) => !graph.has(sha))
  if (unknown !== undefined) return { hole: unknown }
  const { shas, missing } = graph.newCommits(to, [from])
  const [hole] = missing
  if (hole !== undefined) return { hole }
  return { commits: shas.length, refs: await refsOf(asked, repository, shas, paths) }
}
