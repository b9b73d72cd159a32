import type { BlameRule } from '#domain/rules'
import type { Deployment } from '#domain/stream-history'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { type Candidate, resolve } from './overrides.ts'
import { sameVersion } from './version.ts'

/** A rollback, what it accuses, and what it passed over on the way. */
export interface Undone {
  readonly rollback: Deployment
  /** By live time; one, unless the rule blames all. */
  readonly culprits: readonly Deployment[]
  /** Key of the culprit that the sender named; null where nobody did. */
  readonly stated: string | null
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

/** The one of these whose version was live at the end of `since`: not the last, where another rollback came after it. */
function liveLast(since: readonly Deployment[], passed: readonly Deployment[]): Deployment | undefined {
  const last = since.findLast(isMove)
  return passed.findLast(({ identity }) => last !== undefined && sameVersion(identity, last.identity)) ?? passed.at(-1)
}

/**
 * Which of the forward deployments since the target was last live a rollback accuses. One that the sender names is a
 * culprit whatever the history says, and the only one where the rule blames one.
 */
function accused(
  stated: Deployment | null,
  since: readonly Deployment[],
  passed: readonly Deployment[],
  rule: BlameRule,
): Deployment[] {
  if (rule === 'ALL_BETWEEN') {
    const isNew = stated !== null && passed.every(({ key }) => key !== stated.key)
    return isNew ? [stated, ...passed].toSorted((a, b) => a.at - b.at) : [...passed]
  }
  const one = stated ?? (rule === 'FIRST_AFTER_TARGET' ? passed[0] : liveLast(since, passed))
  return one === undefined ? [] : [one]
}

/**
 * What each rollback took back since its target was last live, and which of it is to blame by the rule: by default the
 * first forward deployment, so that later ones are rolled past.
 *
 * @param live live deployments in stream order.
 * @param named ids that rollback statements gave, by the key of the rollback's deployment.
 */
export function undoneBy(
  live: readonly Deployment[],
  named: ReadonlyMap<string, { id: string; source: string | undefined; speaker: string }>,
  graphs: ReadonlyMap<string, CommitGraph>,
  rule: BlameRule,
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
    const culprits = accused(stated, since, passed, rule)
    if (culprits.length === 0) return
    undone.push({
      rollback,
      culprits,
      stated: stated?.key ?? null,
      rolledPast: passed.filter(({ key }) => culprits.every((culprit) => culprit.key !== key)),
    })
  })
  return undone
}
