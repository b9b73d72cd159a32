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

/** What configuration was live with each of these: the last that was stated. */
function configurationsOf(live: readonly Deployment[]): (string | null)[] {
  let current: string | null = null
  return live.map(({ configSha }) => (current = configSha ?? current))
}

/**
 * What went live since the target of a rollback was last live; where it never was, what moved last. Where the version stays
 * and its configuration alone goes back, the target is the version with that configuration, and what moved the configuration counts.
 */
function sinceTarget(
  rollback: Deployment,
  earlier: readonly Deployment[],
  configurations: readonly (string | null)[],
  graphs: ReadonlyMap<string, CommitGraph>,
): Deployment[] {
  const { configSha, identity } = rollback
  const current = earlier.at(-1)
  const live = configurations[earlier.length - 1] ?? null
  const isConfigured =
    current !== undefined &&
    sameVersion(current.identity, identity) &&
    configSha !== null &&
    live !== null &&
    configSha !== live
  const target = earlier.findLastIndex((deployment, at) =>
    isConfigured
      ? sameVersion(deployment.identity, identity) && configurations[at] === configSha
      : holdsTarget(deployment, rollback, graphs),
  )
  if (target !== -1) return earlier.slice(target + 1)
  const brought = (deployment: Deployment, at: number): boolean =>
    isMove(deployment) && (!isConfigured || configurations[at] !== (configurations[at - 1] ?? null))
  return earlier.filter(brought).slice(-1)
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
  const configurations = configurationsOf(live)
  const undone: Undone[] = []
  live.forEach((rollback, at) => {
    if (rollback.kind !== 'ROLLBACK') return
    const since = sinceTarget(rollback, live.slice(0, at), configurations, graphs)
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
