import type { Deployment } from '#domain/stream-history'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { type Candidate, resolve } from './overrides.ts'
import { sameVersion } from './version.ts'

/** A rollback, what it took back, and what it passed over on the way. */
export interface Undone {
  readonly rollback: Deployment
  readonly culprit: Deployment
  /** The sender named the culprit. */
  readonly stated: boolean
  readonly rolledPast: readonly Deployment[]
}

export function isForward(deployment: Deployment): boolean {
  return deployment.kind === 'CODE' || deployment.kind === 'CONFIG'
}

/** It changed what is live; a redeploy, a self-heal or a new region did not. */
export function isMove(deployment: Deployment): boolean {
  return isForward(deployment) || deployment.kind === 'ROLLBACK'
}

export interface ReportOf extends Candidate {
  readonly deployment: Deployment
}

/** Every report of the stream with the deployment it is part of. */
export function reportsOf(deployments: readonly Deployment[]): ReportOf[] {
  return deployments.flatMap((deployment) => deployment.reports.map((report) => ({ ...report, deployment })))
}

/** True where `earlier` is the version that `rollback` went back to, or older than it. */
function holdsTarget(earlier: Deployment, rollback: Deployment, graphs: ReadonlyMap<string, CommitGraph>): boolean {
  if (sameVersion(earlier.identity, rollback.identity)) return true
  if (earlier.sha === null || rollback.sha === null || earlier.repository !== rollback.repository) return false
  return graphs.get(earlier.repository ?? '')?.isAncestor(earlier.sha, rollback.sha) ?? false
}

/**
 * The culprit of a rollback is the first forward deployment after the last time its target was live; later ones are
 * rolled past. A deployment that the sender names is the culprit whatever the history says.
 *
 * @param live live deployments in stream order.
 * @param named ids that rollback statements gave, by the key of the rollback's deployment.
 */
export function undoneBy(
  live: readonly Deployment[],
  named: ReadonlyMap<string, { id: string; source: string | undefined; speaker: string }>,
  graphs: ReadonlyMap<string, CommitGraph>,
): Undone[] {
  const reports = reportsOf([...live])
  const undone: Undone[] = []
  live.forEach((rollback, at) => {
    if (rollback.kind !== 'ROLLBACK') return
    const earlier = live.slice(0, at)
    const target = earlier.findLastIndex((deployment) => holdsTarget(deployment, rollback, graphs))
    const since = target === -1 ? earlier.filter(isMove).slice(-1) : earlier.slice(target + 1)
    const passed = since.filter(isForward)
    const reference = named.get(rollback.key)
    const stated = reference === undefined ? null : (resolve(reference, reports)?.deployment ?? null)
    const culprit = stated ?? passed[0]
    if (culprit === undefined) return
    undone.push({
      rollback,
      culprit,
      stated: stated !== null,
      rolledPast: passed.filter((deployment) => deployment.key !== culprit.key),
    })
  })
  return undone
}
