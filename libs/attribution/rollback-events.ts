import type { DeploymentEvent } from '#domain/delivery-event'
import type { DeploymentState, RollbackState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { VersionIdentity } from '#domain/stream-history'
import { inArrivalOrder, type MergedArrival, type Run } from './arrivals.ts'
import { mergeIdentity, sameVersion } from './version.ts'
import { OpenWaves } from './waves.ts'

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
  /** By entity of the run that they belong to, oldest first. */
  readonly byRun: ReadonlyMap<string, readonly RollbackState[]>
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
  const undone = live.findLast((moment) => moment.ids.includes(rollback.event.deploymentId ?? '')) ?? live.at(-1)
  if (undone === undefined) return null
  return (
    live.findLast((moment) => moment.at < undone.at && !sameVersion(moment.identity, undone.identity))?.identity ?? null
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

/** The deployments of the tail that went live before an instant, as they stood then; asked for in the order of time. */
class Before {
  readonly #waves: OpenWaves
  readonly #earlier: readonly LiveMoment[]
  readonly #byRun: ReadonlyMap<string, readonly RollbackState[]>
  readonly #waiting: MergedArrival[]

  constructor(given: Pick<PlacedRollbacks, 'arrivals' | 'byRun'>, earlier: readonly LiveMoment[], rules: Rules) {
    this.#waves = new OpenWaves(rules)
    this.#earlier = earlier
    this.#byRun = given.byRun
    this.#waiting = [...given.arrivals]
  }

  /** An arrival after all that were asked for. */
  add(arrival: MergedArrival): void {
    const place = this.#waiting.findIndex((other) => inArrivalOrder(other, arrival) > 0)
    this.#waiting.splice(place === -1 ? this.#waiting.length : place, 0, arrival)
  }

  /** What a tail that begins here would know of them: of reports of one deployment, what they know together. */
  at(instant: Instant): LiveMoment[] {
    const count = this.#waiting.findIndex((arrival) => arrival.at >= instant)
    for (const arrival of this.#waiting.splice(0, count === -1 ? this.#waiting.length : count)) this.#waves.add(arrival)
    const live = this.#waves.all().filter(({ liveAt }) => liveAt !== null)
    return [...this.#earlier, ...live.map(({ at, identity, runs }) => ({ at, identity, ids: this.#idsOf(runs) }))]
  }

  #idsOf(runs: readonly Run[]): string[] {
    const rollbacks = runs.flatMap(({ state }) => this.#byRun.get(state.entity) ?? [])
    return [...runs.map(({ state }) => state), ...rollbacks].flatMap(({ event }) => event.id ?? [])
  }
}

/** The deployment that went live around the rollback and is of its version; not the one that it takes back. */
function nearest(rollback: RollbackState, arrivals: readonly MergedArrival[], rules: Rules): MergedArrival | undefined {
  const { at, deploymentId } = rollback.event
  const stated = statedIdentity(rollback)
  return arrivals
    .filter((arrival) => arrival.outcome === 'SUCCEEDED' && Math.abs(arrival.at - at) <= rules.mergeWindow)
    .filter((arrival) => stated === null || sameVersion(arrival.identity, stated))
    .filter(({ runs }) => !runs.some(({ state }) => state.event.id === deploymentId && state.event.id !== undefined))
    .toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0]
}

/**
 * Attaches each rollback to the deployment of its version that went live around then, or makes one; never both.
 *
 * @param earlier the deployments before the tail
 */
export function placeRollbacks(
  rollbacks: readonly RollbackState[],
  arrivals: readonly MergedArrival[],
  earlier: readonly LiveMoment[],
  rules: Rules,
): PlacedRollbacks {
  const byRun = new Map<string, RollbackState[]>()
  const made: MergedArrival[] = []
  const before = new Before({ arrivals, byRun }, earlier, rules)
  for (const rollback of rollbacks.toSorted((a, b) => a.event.at - b.event.at || (a.entity < b.entity ? -1 : 1))) {
    const near = nearest(rollback, arrivals, rules)
    if (near !== undefined) {
      const { entity } = (near.runs[0] as Run).state
      byRun.set(entity, [...(byRun.get(entity) ?? []), rollback])
      continue
    }
    const live = before.at(rollback.event.at)
    const unknown = { digests: [], sha: null, version: null, imageTag: null }
    const identity = statedIdentity(rollback) ?? impliedIdentity(rollback, live) ?? unknown
    const known = live.find((moment) => sameVersion(moment.identity, identity))
    const arrival = arrivalOf(rollback, known === undefined ? identity : mergeIdentity(identity, known.identity))
    made.push(arrival)
    before.add(arrival)
    byRun.set(rollback.entity, [rollback])
  }
  return { arrivals: [...arrivals, ...made].toSorted(inArrivalOrder), byRun }
}
