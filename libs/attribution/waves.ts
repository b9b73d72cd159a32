import type { DeploymentKind } from '#domain/delivery-event'
import type { DeploymentState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { DeploymentOutcome, VersionIdentity } from '#domain/stream-history'
import type { MergedArrival, Run } from './arrivals.ts'
import { mergeIdentity, sameVersion } from './version.ts'

/** All arrivals that make one deployment. */
export interface Wave {
  /** Entity of its first report: the same for the same reports, whatever order they came in. */
  readonly key: string
  readonly arrivals: readonly MergedArrival[]
  readonly runs: readonly Run[]
  readonly identity: VersionIdentity
  readonly outcome: DeploymentOutcome
  readonly startedAt: Instant | null
  readonly finishedAt: Instant | null
  readonly liveAt: Instant | null
  readonly firstLiveAt: Instant | null
  readonly at: Instant
}

interface OpenWave {
  identity: VersionIdentity
  readonly arrivals: MergedArrival[]
  readonly firstAt: Instant
  readonly again: DeploymentKind | null
  readonly placements: Set<string>
  lastLiveAt: Instant | null
}

/** Kinds by which a sender says that a run brought nothing new. */
const again: readonly DeploymentKind[] = ['REDEPLOY', 'DRIFT_CORRECTION', 'BOOTSTRAP']

/** The kind that its sender states, where that says that nothing new came; null otherwise. */
function againBy({ runs }: MergedArrival): DeploymentKind | null {
  const kind = newestOf(runs, (state) => state.event.kind)
  return kind !== null && again.includes(kind) ? kind : null
}

/** An unnamed placement is any placement: where it went live somewhere, it went live there. */
function wasReached(wave: OpenWave, placement: string): boolean {
  return wave.placements.has(placement) || (placement === '' && wave.placements.size > 0)
}

/**
 * Aborted runs stand alone: what progressive delivery caught is counted apart from what went live. So do those that their
 * sender calls a redeploy, a self-heal or a bootstrap: they are no part of what first brought the version.
 */
function joins(wave: OpenWave, arrival: MergedArrival, live: OpenWave | undefined, rules: Rules): boolean {
  if (!sameVersion(wave.identity, arrival.identity)) return false
  if (arrival.outcome === 'ABORTED' || wave.arrivals.some((other) => other.outcome === 'ABORTED')) return false
  if (againBy(arrival) !== wave.again) return false
  if (arrival.at - wave.firstAt > rules.waveWindow || wasReached(wave, arrival.placement)) return false
  return live === undefined || live === wave || (live.lastLiveAt ?? 0) < wave.firstAt
}

/**
 * Groups arrivals into deployments: arrivals of one version within the wave window of its first, at placements where it
 * has not succeeded yet, and only while no other version went live since.
 */
export function wavesOf(arrivals: readonly MergedArrival[], rules: Rules): Wave[] {
  const open: OpenWave[] = []
  let oldest = 0
  let live: OpenWave | undefined
  for (const arrival of arrivals) {
    while (oldest < open.length && arrival.at - (open[oldest]?.firstAt ?? arrival.at) > rules.waveWindow) oldest += 1
    let wave = open.slice(oldest).findLast((candidate) => joins(candidate, arrival, live, rules))
    if (wave === undefined) {
      const { identity, at: firstAt } = arrival
      wave = { identity, arrivals: [], firstAt, again: againBy(arrival), placements: new Set(), lastLiveAt: null }
      open.push(wave)
    }
    wave.arrivals.push(arrival)
    wave.identity = mergeIdentity(wave.identity, arrival.identity)
    if (arrival.outcome !== 'SUCCEEDED') continue
    wave.placements.add(arrival.placement)
    wave.lastLiveAt = arrival.at
    live = wave
  }
  return open.map(close).toSorted(inStreamOrder)
}

/** By live time (else end, else start), then start, then key. */
export function inStreamOrder(
  a: { at: Instant; startedAt: Instant | null; key: string },
  b: { at: Instant; startedAt: Instant | null; key: string },
): number {
  return a.at - b.at || (a.startedAt ?? a.at) - (b.startedAt ?? b.at) || Number(a.key > b.key) - Number(a.key < b.key)
}

function extreme(values: readonly (Instant | undefined)[], pick: (...values: number[]) => number): Instant | null {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? null : known.reduce((a, b) => pick(a, b))
}

function outcomeOf(arrivals: readonly MergedArrival[]): DeploymentOutcome {
  if (arrivals.some((arrival) => arrival.outcome === 'SUCCEEDED')) return 'SUCCEEDED'
  return (arrivals.at(-1) as MergedArrival).outcome
}

function close(wave: OpenWave): Wave {
  const runs = wave.arrivals.flatMap((arrival) => arrival.runs)
  const events = runs.map((run) => run.state.event)
  const lives = wave.arrivals.filter((arrival) => arrival.outcome === 'SUCCEEDED').map((arrival) => arrival.at)
  const startedAt = extreme(
    events.map((event) => event.startedAt),
    Math.min,
  )
  const finishedAt = extreme(
    events.map((event) => event.finishedAt),
    Math.max,
  )
  const liveAt = extreme(lives, Math.max)
  return {
    key: earliest(runs).state.entity,
    arrivals: wave.arrivals,
    runs,
    identity: wave.identity,
    outcome: outcomeOf(wave.arrivals),
    startedAt,
    finishedAt,
    liveAt,
    firstLiveAt: extreme(lives, Math.min),
    at: liveAt ?? (wave.arrivals.at(-1) as MergedArrival).at,
  }
}

function earliest(runs: readonly Run[]): Run {
  return runs.toSorted((a, b) => a.at - b.at || (a.state.entity < b.state.entity ? -1 : 1))[0] as Run
}

/** Newest statement of a field over the reports of one deployment, by run time, then entity. */
export function newestOf<T>(runs: readonly Run[], read: (state: DeploymentState) => T | undefined): T | null {
  const ordered = runs.toSorted((a, b) => b.at - a.at || (a.state.entity < b.state.entity ? 1 : -1))
  for (const run of ordered) {
    const value = read(run.state)
    if (value !== undefined) return value
  }
  return null
}
