import type { DeploymentState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import { liveTime, runTime } from '#domain/run-time'
import { unseenLiveRules } from '#domain/statement-attributes'
import type { DeploymentOutcome, VersionIdentity } from '#domain/stream-history'
import type { ArtifactIndex, ArtifactLink } from './artifact-links.ts'
import { liveRuleOf, withoutGuess } from './stated-rules.ts'
import { identityOf, mergeIdentity, sameVersion } from './version.ts'

/** One report of a deployment, with the version it stands for. */
export interface Run {
  readonly state: DeploymentState
  readonly at: Instant
  readonly liveAt: Instant | null
  readonly outcome: DeploymentOutcome
  readonly placement: string
  readonly identity: VersionIdentity
  readonly link: ArtifactLink | null
}

/** One version reaching (or failing to reach) one placement, by all who reported it. */
export interface MergedArrival {
  readonly at: Instant
  readonly outcome: DeploymentOutcome
  readonly placement: string
  readonly identity: VersionIdentity
  /** The run that times it first. */
  readonly runs: readonly Run[]
}

const outcomes = {
  in_progress: 'IN_PROGRESS',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  aborted: 'ABORTED',
} as const

function byTime(a: { at: Instant; state: DeploymentState }, b: { at: Instant; state: DeploymentState }): number {
  return a.at - b.at || (a.state.entity < b.state.entity ? -1 : 1)
}

/** Every report as a run, in the order of the stream. */
export function runsOf(deployments: readonly DeploymentState[], artifacts: ArtifactIndex, repository: string): Run[] {
  const runs = deployments.map((told): Run => {
    const at = runTime(told.event)
    const link = artifacts.linkOf(told.event, at)
    const state = withoutGuess(told, link)
    const { event } = state
    const home = event.repository ?? repository
    const source = link?.sources.find((commit) => commit.repository === home) ?? link?.sources[0]
    return {
      state,
      at,
      liveAt: liveTime(event),
      outcome: outcomes[event.outcome ?? (event.liveAt === undefined ? 'in_progress' : 'succeeded')],
      placement: event.placement ?? '',
      identity: identityOf(event, source?.sha ?? null),
      link,
    }
  })
  return runs.toSorted(byTime)
}

const timingOrder: readonly string[] = ['ROLLOUT', 'STATED', 'HEALTH', 'SYNC', 'FINISHED', ...unseenLiveRules]

/**
 * All of the traffic beats a stated live time, that beats what a reconciler saw, that the end of a pipeline, and that what
 * stands for it in git; then the ranked source; then the
 * name, so that order plays no part.
 */
function timingFirst(a: Run, b: Run, rules: Rules): number {
  const [first, second] = [a, b].map(({ state }) => timingOrder.indexOf(liveRuleOf(state.event))) as [number, number]
  if (first !== second) return first - second
  const rank = (run: Run): number => {
    const at = rules.sourceRank.indexOf(run.state.event.source)
    return at === -1 ? rules.sourceRank.length : at
  }
  return rank(a) - rank(b) || byTime(a, b)
}

/** An unnamed placement is any placement; a run that is still going may be the start of what another source ended. */
function mayBeOneArrival(a: Run, b: Run, rules: Rules): boolean {
  return (
    a.state.event.source !== b.state.event.source &&
    Math.abs(a.at - b.at) <= rules.mergeWindow &&
    (a.placement === b.placement || a.placement === '' || b.placement === '') &&
    (a.outcome === b.outcome || a.outcome === 'IN_PROGRESS' || b.outcome === 'IN_PROGRESS') &&
    sameVersion(a.identity, b.identity)
  )
}

/** Merges reports of one arrival by several sources. */
export function mergeReporters(runs: readonly Run[], rules: Rules): MergedArrival[] {
  const groups: Run[][] = []
  let oldest = 0
  for (const run of runs) {
    while (oldest < groups.length && run.at - (groups[oldest]?.[0]?.at ?? run.at) > rules.mergeWindow) oldest += 1
    const group = groups
      .slice(oldest)
      .find((candidates) => candidates.every((candidate) => mayBeOneArrival(candidate, run, rules)))
    if (group === undefined) groups.push([run])
    else group.push(run)
  }
  return groups
    .map((group): MergedArrival => {
      const ended = group.filter((run) => run.outcome !== 'IN_PROGRESS')
      const timing = (ended.length > 0 ? ended : group).toSorted((a, b) => timingFirst(a, b, rules))
      const first = timing[0] as Run
      const rest = group.filter((run) => run !== first)
      return {
        at: first.at,
        outcome: first.outcome,
        placement: group.find((run) => run.placement !== '')?.placement ?? '',
        identity: rest.reduce((identity, run) => mergeIdentity(identity, run.identity), first.identity),
        runs: [first, ...rest],
      }
    })
    .toSorted(inArrivalOrder)
}

/** By time, then by the entity of the run that times it. */
export function inArrivalOrder(a: MergedArrival, b: MergedArrival): number {
  return a.at - b.at || byTime(a.runs[0] as Run, b.runs[0] as Run)
}
