import type { DeploymentEvent } from '#domain/delivery-event'
import type { DeploymentState, RollbackState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { VersionIdentity } from '#domain/stream-history'
import { inArrivalOrder, type MergedArrival } from './arrivals.ts'
import type { Run } from './runs.ts'
import { mergeIdentity, sameVersion } from './version.ts'
import { newestOf, OpenWaves } from './waves.ts'

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

/** A version that was live before came back with this arrival, by what was live when the rollback came. */
function comesBack({ at, identity }: MergedArrival, live: readonly LiveMoment[]): boolean {
  const before = live.filter((moment) => moment.at < at)
  const last = before.at(-1)
  return (
    last !== undefined &&
    !sameVersion(last.identity, identity) &&
    before.some((moment) => sameVersion(moment.identity, identity))
  )
}

/** What a rollback says, and what was live when it came. */
interface Placing {
  readonly rollback: RollbackState
  readonly stated: VersionIdentity | null
  readonly implied: VersionIdentity | null
  readonly live: readonly LiveMoment[]
}

/**
 * Whether an arrival around a rollback may be its deployment: not what it takes back, nor what was live before that, nor what
 * was shipped since.
 */
function mayBe(arrival: MergedArrival, { rollback, stated, implied, live }: Placing): boolean {
  const { at, deploymentId } = rollback.event
  if (arrival.runs.some(({ state }) => deploymentId !== undefined && state.event.id === deploymentId)) return false
  if (stated !== null && !sameVersion(arrival.identity, stated)) return false
  if (comesBack(arrival, live)) return true
  const current = live.at(-1)
  const isCurrent = current !== undefined && sameVersion(current.identity, arrival.identity)
  if (stated !== null) return isCurrent || arrival.at >= at
  // Nobody knows what it could go back to: what came right after it is taken for it.
  return (
    newestOf(arrival.runs, ({ event }) => event.kind) === 'ROLLBACK' ||
    (implied === null && !isCurrent && arrival.at >= at)
  )
}

/** A source that tells two rollbacks went back twice, unless it says to one version. */
function mayRepeat({ identity, runs }: MergedArrival, { rollback, stated, implied }: Placing): boolean {
  const isOther = runs.every(({ state }) => state.event.source !== rollback.event.source)
  return isOther || stated !== null || (implied !== null && sameVersion(identity, implied))
}

/** The deployment that went live around the rollback and may be its own. */
function nearest(placing: Placing, arrivals: readonly MergedArrival[], rules: Rules): MergedArrival | undefined {
  const { at } = placing.rollback.event
  return arrivals
    .filter((arrival) => arrival.outcome === 'SUCCEEDED' && Math.abs(arrival.at - at) <= rules.mergeWindow)
    .filter((arrival) => mayBe(arrival, placing))
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
    const live = before.at(rollback.event.at)
    const stated = statedIdentity(rollback)
    const implied = impliedIdentity(rollback, live)
    const placing = { rollback, stated, implied, live }
    const near = nearest(placing, [...arrivals, ...made.filter((arrival) => mayRepeat(arrival, placing))], rules)
    if (near !== undefined) {
      const { entity } = (near.runs[0] as Run).state
      byRun.set(entity, [...(byRun.get(entity) ?? []), rollback])
      continue
    }
    const unknown = { digests: [], sha: null, version: null, imageTag: null }
    const identity = stated ?? implied ?? unknown
    const known = live.find((moment) => sameVersion(moment.identity, identity))
    const arrival = arrivalOf(rollback, known === undefined ? identity : mergeIdentity(identity, known.identity))
    made.push(arrival)
    before.add(arrival)
    byRun.set(rollback.entity, [rollback])
  }
  return { arrivals: [...arrivals, ...made].toSorted(inArrivalOrder), byRun }
}
