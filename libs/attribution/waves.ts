import type { DeploymentKind } from '#domain/delivery-event'
import type { DeploymentState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { DeploymentOutcome, VersionIdentity } from '#domain/stream-history'
import type { MergedArrival } from './arrivals.ts'
import { isBump } from './configuration.ts'
import type { Run } from './runs.ts'
import { mergeIdentity, namedAlike, sameVersion } from './version.ts'

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
  /** As the last arrival stated it; null while none did. */
  setting: Setting | null
  /** Another version or configuration went live since: what comes now is another deployment. */
  isOver: boolean
  /** As it stands; null: something joined since. */
  closed: Wave | null
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

/** The configuration that a version comes with. */
export interface Setting {
  readonly configSha: string
  /** What that commit asks for, where it is known to have moved references; null where it may have changed anything. */
  readonly asked: VersionIdentity | null
}

/** As the newest of these reports states it, those first that were looked below; null where none does. */
export function settingOf(runs: readonly Run[]): Setting | null {
  const looked = runs.filter(({ overlay }) => overlay !== undefined)
  for (const { state, identity, askedBy, overlay } of [...newestFirst(looked), ...newestFirst(runs)]) {
    const { configSha } = state.event
    if (configSha === undefined) continue
    const isOnlyAsked = (overlay?.shas ?? []).length === 0 && (askedBy !== undefined || isBump(state.event))
    return { configSha, asked: isOnlyAsked ? identity : null }
  }
  return null
}

/** The commit that the configuration is of; null where no report says it. */
export function configShaOf(runs: readonly Run[]): string | null {
  return settingOf(runs)?.configSha ?? null
}

/**
 * Both are known, and are two: the configuration is part of what a deployment brings. Commits that ask for the same, one for
 * each cluster or one that takes back what never ran, are no two configurations.
 */
function differ(a: Setting | null, b: Setting | null): boolean {
  if (a === null || b === null || a.configSha === b.configSha) return false
  return a.asked === null || b.asked === null || !namedAlike(a.asked, b.asked)
}

/**
 * Aborted runs stand alone: what progressive delivery caught is counted apart from what went live. So do those at placements
 * from which nobody was served, and those that their
 * sender calls a redeploy, a self-heal or a bootstrap: they are no part of what first brought the version.
 */
function joins(wave: OpenWave, arrival: MergedArrival, rules: Rules): boolean {
  if (wave.isOver || !sameVersion(wave.identity, arrival.identity)) return false
  if (differ(wave.setting, settingOf(arrival.runs))) return false
  if (arrival.isDark === true || wave.arrivals.some(({ isDark }) => isDark === true)) return false
  if (arrival.outcome === 'ABORTED' || wave.arrivals.some((other) => other.outcome === 'ABORTED')) return false
  if (againBy(arrival) !== wave.again) return false
  return arrival.at - wave.firstAt <= rules.waveWindow && !wasReached(wave, arrival.placement)
}

/** Whether what one brings is no longer live where the other went live: another version, or the same with another configuration. */
function replaces(wave: OpenWave, other: OpenWave): boolean {
  if (!sameVersion(other.identity, wave.identity)) return true
  return differ(wave.setting, other.setting)
}

/** Deployments as they stand while arrivals are added in their order. */
export class OpenWaves {
  readonly #rules: Rules
  readonly #waves: OpenWave[] = []
  #oldest = 0

  constructor(rules: Rules) {
    this.#rules = rules
  }

  add(arrival: MergedArrival): void {
    const { identity, at: firstAt } = arrival
    while ((this.#waves[this.#oldest]?.firstAt ?? firstAt) < firstAt - this.#rules.waveWindow) this.#oldest += 1
    const candidates = this.#waves.slice(this.#oldest)
    // The first: a redeploy on the way takes no placement from the deployment that still misses it.
    let wave = candidates.find((candidate) => joins(candidate, arrival, this.#rules))
    if (wave === undefined) {
      const again = againBy(arrival)
      wave = {
        identity,
        arrivals: [],
        firstAt,
        again,
        placements: new Set(),
        setting: null,
        isOver: false,
        closed: null,
      }
      this.#waves.push(wave)
    }
    wave.arrivals.push(arrival)
    wave.identity = mergeIdentity(wave.identity, identity)
    wave.setting = settingOf(arrival.runs) ?? wave.setting
    wave.closed = null
    if (arrival.outcome !== 'SUCCEEDED') return
    wave.placements.add(arrival.placement)
    for (const other of candidates) if (other !== wave && replaces(wave, other)) other.isOver = true
  }

  /** In the order of the stream. */
  all(): Wave[] {
    return this.#waves.map((wave) => (wave.closed ??= close(wave))).toSorted(inStreamOrder)
  }
}

/**
 * Groups arrivals into deployments: arrivals of one version within the wave window of its first, at placements where it
 * has not succeeded yet, and only while no other version went live since.
 */
export function wavesOf(arrivals: readonly MergedArrival[], rules: Rules): Wave[] {
  const waves = new OpenWaves(rules)
  for (const arrival of arrivals) waves.add(arrival)
  return waves.all()
}

/** What its place in a stream rests on. */
type Placed = Pick<Wave, 'at' | 'firstLiveAt' | 'startedAt' | 'key'>

/**
 * By first live time (else end, else start), then last, then start, then key: a redeploy while a version is still on its way to
 * other placements comes after what first brought it.
 */
export function inStreamOrder(a: Placed, b: Placed): number {
  return (
    (a.firstLiveAt ?? a.at) - (b.firstLiveAt ?? b.at) ||
    a.at - b.at ||
    (a.startedAt ?? a.at) - (b.startedAt ?? b.at) ||
    Number(a.key > b.key) - Number(a.key < b.key)
  )
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
    arrivals: [...wave.arrivals],
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

function newestFirst(runs: readonly Run[]): Run[] {
  return runs.toSorted((a, b) => b.at - a.at || (a.state.entity < b.state.entity ? 1 : -1))
}

/** Newest statement of a field over the reports of one deployment, by run time, then entity. */
export function newestOf<T>(runs: readonly Run[], read: (state: DeploymentState) => T | undefined): T | null {
  for (const run of newestFirst(runs)) {
    const value = read(run.state)
    if (value !== undefined) return value
  }
  return null
}
