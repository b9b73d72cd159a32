import { type Group, groupsOf, type Live, pathFilter, workOf } from './change-groups.ts'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { KnownCommits } from './known-commits.ts'
import { RequestIndex } from './requests.ts'
import type { AttributionInput } from './stream-input.ts'

/** Commits that one version of a repository has and another has not. */
export interface CommitRange {
  readonly repository: string
  /** The version that has not got them. */
  readonly from: string
  /** In the order of the graph, children before parents; merge commits included. */
  readonly shas: readonly string[]
  /** Globs of the service; empty: everything. */
  readonly paths: readonly string[]
  /** The repository holds the configuration of the deployments too. */
  readonly isConfig: boolean
}

/** What is known of the commits of a range: the commits themselves, their requests, pushes and patch twins. */
export type KnownOfRange = Pick<AttributionInput, 'commits' | 'pullRequests' | 'pushes' | 'builds'>

/** The changes of a range, as a deployment of its end over its beginning would ship them; in the order of the range. */
export function changesOfRange(range: CommitRange, input: KnownOfRange, graph: CommitGraph): Group[] {
  const { repository, from, shas, paths, isConfig } = range
  const graphs = new Map([[repository, graph]])
  const known = new KnownCommits(input, graphs, repository)
  const requests = new RequestIndex(input, graphs, repository)
  const places = new Map(shas.map((sha, place) => [sha, place]))
  const shipped = new Set<string>()
  const isLive = (sha: string): boolean => shipped.has(sha) || (!places.has(sha) && graph.isAncestor(sha, from))
  const live: Live = {
    isShipped: (_home, sha) => isLive(sha),
    hasLiveTwin: (home, sha) => known.twinsOf(home, sha).some(isLive),
  }
  const sorted = shas.toSorted()
  const shipment = { repository, shas: sorted, method: 'COMMIT_GRAPH', confidence: 'HIGH' } as const
  const touches = pathFilter(paths, known)
  const found = groupsOf(shipment, sorted, known, requests, isConfig)
    .groups.filter(touches)
    .filter((group) => {
      const { own, isNew } = workOf(group, known, live)
      for (const { event } of own) shipped.add(event.sha)
      return isNew
    })
  const placeOf = ({ shas: held }: Group): number => Math.min(...held.map((sha) => places.get(sha) ?? shas.length))
  return found.toSorted((a, b) => placeOf(a) - placeOf(b))
}
