import type { Group } from '#attribution/change-groups'
import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { ChangeRef } from '#storage/queries/changes'
import type { Asked } from '../asked.ts'
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

function refOf({ repository, request, shas }: Group): ChangeRef {
  const number = request?.number ?? null
  return { repository, number, sha: number === null ? (request?.mergeSha ?? shas[0] ?? null) : null }
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
    readonly isConfig: boolean
  },
): Promise<Between | { readonly hole: string }> {
  const { repository, from, to, paths, isConfig } = of
  const unknown = [from, to].find((sha) => !graph.has(sha))
  if (unknown !== undefined) return { hole: unknown }
  const { shas, missing } = graph.newCommits(to, [from])
  const [hole] = missing
  if (hole !== undefined) return { hole }
  const changes = await asked.outside.changes({ repository, from, shas, paths, isConfig })
  return { commits: shas.length, refs: changes.map(refOf) }
}
