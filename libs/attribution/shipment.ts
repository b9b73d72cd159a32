import type { Confidence, FlagCode, Link, Wait } from '#domain/stream-history'
import type { SourceCommit } from './artifact-links.ts'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import type { Wave } from './waves.ts'

/** Commits that one deployment brought, of one repository; merge commits included. */
export interface Shipment {
  readonly repository: string
  readonly shas: readonly string[]
  readonly method: 'COMMIT_GRAPH' | 'INCLUDES' | 'CONFIG_COMMIT'
  readonly confidence: Confidence
}

export interface Shipped {
  readonly shipments: readonly Shipment[]
  /** `repository@sha`, ascending. */
  readonly frontier: readonly string[]
  /** `repository@sha` that only the sender's word puts into this deployment. */
  readonly included: readonly string[]
  readonly links: readonly Link[]
  readonly flags: readonly FlagCode[]
  readonly waits: readonly Omit<Wait, 'since'>[]
}

export interface ShipmentQuestion {
  readonly wave: Wave
  /** Commits that the version was built from: the stated one, or those behind the artifact. */
  readonly heads: readonly SourceCommit[]
  /** `repository@sha` listed by the sender; null where it listed nothing, which is not the same as an empty list. */
  readonly includes: readonly string[] | null
  readonly graphs: ReadonlyMap<string, CommitGraph>
  readonly frontier: readonly string[]
  /** False for what ships nothing (a rollback, a redeploy), whatever the graph says. */
  readonly ships: boolean
  /** Something was live before. */
  readonly hasPredecessor: boolean
}

function headsIn(frontier: readonly string[], repository: string): string[] {
  const prefix = `${repository}@`
  return frontier.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))
}

function missingLink(from: string, to: string, mend: string): Link {
  return { from, to, method: 'COMMIT_GRAPH', confidence: 'LOW', statements: [], missing: true, mend }
}

/** What the sender listed, as one shipment a repository. */
function includedShipments(includes: readonly string[]): Shipment[] {
  const byRepository = new Map<string, string[]>()
  for (const entry of includes) {
    const at = entry.lastIndexOf('@')
    const repository = entry.slice(0, at)
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), entry.slice(at + 1)])
  }
  return [...byRepository.entries()].map(([repository, shas]) => ({
    repository,
    shas: shas.toSorted(),
    method: 'INCLUDES',
    confidence: 'MEDIUM',
  }))
}

/**
 * Which commits a version brought: those reachable from its commit and from no commit that was live here before
 * (`git rev-list new --not previous…`). The first version with a known commit is a baseline and ships nothing. Where the
 * graph has a hole, or the commit of what was live before is unknown, the sender's own list stands in.
 */
export function shipmentOf(question: ShipmentQuestion): Shipped {
  const { heads, graphs, hasPredecessor } = question
  const includes = question.includes ?? []
  const shipments: Shipment[] = []
  const links: Link[] = []
  const flags = new Set<FlagCode>()
  const waits: Omit<Wait, 'since'>[] = []
  let frontier = [...question.frontier]
  let baseline = !hasPredecessor
  let holes = heads.length === 0
  const unseen = new Set<string>()
  for (const { repository, sha } of heads) {
    const graph = graphs.get(repository)
    if (graph === undefined || !graph.has(sha)) {
      holes = true
      waits.push({ kind: 'commit', reference: `${repository}@${sha}` })
      links.push(
        missingLink(
          `version ${sha}`,
          `commit ${repository}@${sha}`,
          `post the commit ${sha} of ${repository} with its parents`,
        ),
      )
      continue
    }
    const live = headsIn(frontier, repository)
    if (live.length === 0) {
      baseline = true
      unseen.add(repository)
    } else if (question.ships) {
      const range = graph.newCommits(sha, live)
      shipments.push({
        repository,
        shas: range.shas.toSorted(),
        method: 'COMMIT_GRAPH',
        confidence: range.missing.length === 0 ? 'HIGH' : 'MEDIUM',
      })
      for (const hole of range.missing) {
        holes = true
        waits.push({ kind: 'commit', reference: `${repository}@${hole}` })
        links.push(
          missingLink(
            `commit ${repository}@${sha}`,
            `commit ${repository}@${hole}`,
            `post the commit ${hole} of ${repository} with its parents`,
          ),
        )
      }
    }
    const others = frontier.filter((entry) => !entry.startsWith(`${repository}@`))
    frontier = [...others, ...graph.advance(live, sha).map((head) => `${repository}@${head}`)].toSorted()
  }
  // Something was live before, but nobody knows of which commit: the graph has no range, the sender's list has.
  const trusted = holes
    ? includes
    : includes.filter((entry) => hasPredecessor && unseen.has(entry.slice(0, entry.lastIndexOf('@'))))
  if (question.ships && hasPredecessor && trusted.length > 0) {
    const walked = new Set(shipments.flatMap((shipment) => shipment.shas.map((sha) => `${shipment.repository}@${sha}`)))
    shipments.push(...includedShipments(trusted.filter((entry) => !walked.has(entry))))
  } else if (question.ships && hasPredecessor && holes && question.includes === null) flags.add('MISSING_COMMIT')
  if (baseline && !(hasPredecessor && question.includes !== null)) flags.add('NO_PREDECESSOR')
  return { shipments, frontier, included: [...trusted].toSorted(), links, flags: [...flags].toSorted(), waits }
}
