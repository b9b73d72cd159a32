import type { DeploymentEvent } from '#domain/delivery-event'
import type { DeploymentState, RollbackState } from '#domain/entity-state'
import type { Rules } from '#domain/rules'
import type { VersionIdentity } from '#domain/stream-history'
import { inArrivalOrder, type MergedArrival, type Run } from './arrivals.ts'
import { mergeIdentity, sameVersion } from './version.ts'

/** What went live when, as the search for a rollback's target needs it. */
export interface LiveMoment {
  readonly at: number
  readonly identity: VersionIdentity
  /** External ids under which it was reported. */
  readonly ids: readonly string[]
}

export interface PlacedRollbacks {
  /** The given arrivals, and one for each rollback that no deployment reported. */
  readonly arrivals: readonly MergedArrival[]
  /** By entity of the run that the rollback belongs to. */
  readonly byRun: ReadonlyMap<string, RollbackState>
}

function statedIdentity(rollback: RollbackState): VersionIdentity | null {
  const { sha, digest, version } = rollback.event
  if (sha === undefined && digest === undefined && version === undefined) return null
  return {
    digests: digest === undefined ? [] : [digest],
    sha: sha ?? null,
    version: version ?? null,
    imageTag: null,
  }
}

/** What was live before the deployment that is undone: the version that a rollback without one goes back to. */
function impliedIdentity(rollback: RollbackState, live: readonly LiveMoment[]): VersionIdentity | null {
  const earlier = live.filter((moment) => moment.at < rollback.event.at)
  const undone = earlier.findLast((moment) => moment.ids.includes(rollback.event.deploymentId ?? '')) ?? earlier.at(-1)
  if (undone === undefined) return null
  return (
    earlier.findLast((moment) => moment.at < undone.at && !sameVersion(moment.identity, undone.identity))?.identity ??
    null
  )
}

function arrivalOf(rollback: RollbackState, identity: VersionIdentity): MergedArrival {
  const { at, service, environment, source, id } = rollback.event
  const event: DeploymentEvent = {
    type: 'deployment',
    source,
    service,
    environment,
    liveAt: at,
    outcome: 'succeeded',
    kind: 'ROLLBACK',
    ...(id === undefined ? {} : { id }),
    ...(identity.sha === null ? {} : { sha: identity.sha }),
    ...(identity.version === null ? {} : { version: identity.version }),
    ...(identity.digests.length === 1 ? { digest: identity.digests[0] as string } : {}),
  }
  const state: DeploymentState = { ...rollback, event }
  const run: Run = { state, at, liveAt: at, outcome: 'SUCCEEDED', placement: '', identity, link: null }
  return { at, outcome: 'SUCCEEDED', placement: '', identity, runs: [run] }
}

/** Attaches each rollback to the deployment of its version that went live around then, or makes one; never both. */
export function placeRollbacks(
  rollbacks: readonly RollbackState[],
  arrivals: readonly MergedArrival[],
  earlier: readonly LiveMoment[],
  rules: Rules,
): PlacedRollbacks {
  const succeeded = arrivals.filter((arrival) => arrival.outcome === 'SUCCEEDED')
  const live: LiveMoment[] = [
    ...earlier,
    ...succeeded.map(({ at, identity, runs }) => ({
      at,
      identity,
      ids: runs.flatMap((run) => run.state.event.id ?? []),
    })),
  ]
  const byRun = new Map<string, RollbackState>()
  const made: MergedArrival[] = []
  for (const rollback of rollbacks.toSorted((a, b) => a.event.at - b.event.at || (a.entity < b.entity ? -1 : 1))) {
    const stated = statedIdentity(rollback)
    const near = succeeded
      .filter((arrival) => Math.abs(arrival.at - rollback.event.at) <= rules.mergeWindow)
      .filter((arrival) => stated === null || sameVersion(arrival.identity, stated))
      .filter(
        (arrival) =>
          !arrival.runs.some(
            (run) => run.state.event.id === rollback.event.deploymentId && run.state.event.id !== undefined,
          ),
      )
      .toSorted((a, b) => Math.abs(a.at - rollback.event.at) - Math.abs(b.at - rollback.event.at))[0]
    if (near !== undefined) {
      byRun.set((near.runs[0] as Run).state.entity, rollback)
      continue
    }
    const implied = impliedIdentity(rollback, live)
    const identity = stated ?? implied ?? { digests: [], sha: null, version: null, imageTag: null }
    const known = live.find((moment) => sameVersion(moment.identity, identity))
    const arrival = arrivalOf(rollback, known === undefined ? identity : mergeIdentity(identity, known.identity))
    made.push(arrival)
    const place = live.findLastIndex((moment) => moment.at <= arrival.at)
    live.splice(place + 1, 0, {
      at: arrival.at,
      identity: arrival.identity,
      ids: rollback.event.id === undefined ? [] : [rollback.event.id],
    })
    byRun.set(rollback.entity, rollback)
  }
  return { arrivals: [...arrivals, ...made].toSorted(inArrivalOrder), byRun }
}
