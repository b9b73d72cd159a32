import type { DeploymentEvent } from '#domain/delivery-event'
import type { DeploymentState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import { liveTime, runTime } from '#domain/run-time'
import type { DeploymentOutcome, VersionIdentity } from '#domain/stream-history'
import type { ArtifactIndex, ArtifactLink } from './artifact-links.ts'
import { withoutGuess } from './stated-rules.ts'
import { identityOf } from './version.ts'

/** What commits of the configuration changed below the path of an application, after its version was asked for. */
export interface Overlay {
  readonly repository: string
  /** The newest first. */
  readonly shas: readonly string[]
  /** The commit that asked for the version; null where none is known. */
  readonly bumpSha: string | null
  /** The newest commit of which it is not known what it changed, and below which nothing was looked at; null where all is known. */
  readonly unknown: string | null
  /** What it is known by is yet to be told; else there are too many to look at. */
  readonly isUntold: boolean
}

/** One report of a deployment, with the version it stands for. */
export interface Run {
  readonly state: DeploymentState
  readonly at: Instant
  readonly liveAt: Instant | null
  readonly outcome: DeploymentOutcome
  readonly placement: string
  readonly identity: VersionIdentity
  readonly link: ArtifactLink | null
  /** It succeeded where nobody was served; left out: where somebody was. */
  readonly isDark?: boolean
  /** It is a bump that no reconciler applied yet, though one would tell. */
  readonly isWaiting?: boolean
  /** What asked for the version that it brought, where that is known; `identity` is then as asked for. */
  readonly askedBy?: DeploymentEvent
  /** Of a sync: the newest commit that asked for a version up to what it applied; `isOwn`: it applied that version. */
  readonly bump?: { readonly sha: string; readonly isOwn: boolean }
  /** Of a sync: what it applied beside the version, where that was looked for. */
  readonly overlay?: Overlay
}

const outcomes = {
  in_progress: 'IN_PROGRESS',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  aborted: 'ABORTED',
} as const

/** By time, then by entity. */
export function byTime(a: { at: Instant; state: DeploymentState }, b: { at: Instant; state: DeploymentState }): number {
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
