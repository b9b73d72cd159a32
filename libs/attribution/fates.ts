import type { DeploymentEvent } from '#domain/delivery-event'
import type { Rules } from '#domain/rules'
import { liveRuleAttribute, seenLiveRules } from '#domain/statement-attributes'
import { isBump, mayBeThere, slack } from './configuration.ts'
import { longestWait, type Reconcilers } from './reconcilers.ts'
import { byTime, type Run } from './runs.ts'
import { mergeIdentity, runsAsAsked, sameVersion } from './version.ts'

/** What became of the bumps of a stream. */
export interface Fates {
  /** For a bump that was applied or rolled out: entity of the report that it is told with. */
  readonly toldWith: ReadonlyMap<string, string>
  /** Bumps that another one followed before any sync or rollout came: they never ran. */
  readonly superseded: ReadonlySet<string>
  /** Bumps that no sync applied yet, where reconcilers tell what they apply: by entity. */
  readonly waiting: ReadonlySet<string>
}

/**
 * Whether something tells it that watches the place and knows of no repository: a rollout, or a reconciler of a chart. Others may tell
 * a version again for reasons of their own.
 */
export function isWatched(event: DeploymentEvent): boolean {
  const { configRepository, configSha, attributes, outcome, liveAt, trafficPercent, kind } = event
  // Who says that it is a redeploy or a repair does not mean what was asked for.
  if (configRepository !== undefined || configSha !== undefined || kind !== undefined) return false
  const isOnItsWay = (outcome === undefined || outcome === 'in_progress') && liveAt === undefined
  const isSeen = seenLiveRules.some((rule) => rule === attributes?.[liveRuleAttribute])
  return isSeen || outcome === 'aborted' || (isOnItsWay && trafficPercent !== undefined)
}

/**
 * For each report of a watcher the bump that asked for its version, at most a wave before it: the newest before it began.
 *
 * @param runs by time
 * @param older bumps before the tail
 */
export function watchedBumps(
  runs: readonly Run[],
  older: readonly Run[],
  { waveWindow }: Rules,
): ReadonlyMap<string, Run> {
  const found = new Map<string, Run>()
  const bumps = [...older, ...runs].filter(({ state }) => isBump(state.event)).toSorted(byTime)
  let [from, to] = [0, 0]
  for (const run of bumps.length === 0 ? [] : runs.filter(({ state }) => isWatched(state.event))) {
    const { event } = run.state
    while (from < bumps.length && run.at - (bumps[from] as Run).at > waveWindow) from += 1
    while (to < bumps.length && (bumps[to] as Run).at <= run.at + slack) to += 1
    const own = bumps.slice(from, to).filter((bump) => {
      const isSame = sameVersion(run.identity, bump.identity) || runsAsAsked(event, bump.state.event)
      return isSame && mayBeThere(run.placement, bump.placement)
    })
    const bump = own.findLast(({ at }) => at <= (event.startedAt ?? run.at)) ?? own[0]
    if (bump !== undefined) found.set(run.state.entity, bump)
  }
  return found
}

/** A report with the version as it was asked for. */
export function asAsked(run: Run, bump: Run | undefined): Run {
  if (bump === undefined) return run
  const identity = mergeIdentity(bump.identity, run.identity)
  return { ...run, identity, askedBy: bump.state.event, link: run.link ?? bump.link }
}

/** Reports by the bump that asked for what they brought. */
export interface Asked {
  /** For each sync its bump in the tail: both by entity. */
  readonly bumpOf: ReadonlyMap<string, string>
  /** For each report of a watcher, by entity. */
  readonly watched: ReadonlyMap<string, Run>
  readonly reconcilers: Reconcilers
}

type Fate = { readonly toldWith: string } | 'SUPERSEDED' | 'WAITING' | null

/** What became of one bump after another: by the reports that know which bump asked for what they brought. */
class FateReader {
  readonly #asked: ReadonlyMap<string, string>
  readonly #byEntity: ReadonlyMap<string, Run>
  /** By time. */
  readonly #telling: readonly Run[]
  readonly #syncs: ReadonlyMap<string, string>
  readonly #reconcilers: Reconcilers
  readonly #rules: Rules
  #from = 0
  #to = 0

  constructor(runs: readonly Run[], { bumpOf, watched, reconcilers }: Asked, rules: Rules) {
    this.#asked = new Map([...[...watched].map(([entity, { state }]) => [entity, state.entity] as const), ...bumpOf])
    this.#byEntity = new Map(runs.map((run) => [run.state.entity, run]))
    this.#telling = runs.filter(({ state }) => this.#asked.has(state.entity))
    this.#syncs = bumpOf
    this.#reconcilers = reconcilers
    this.#rules = rules
  }

  /** Bumps are to be given by time. */
  of(bump: Run): Fate {
    const seen = this.#telling
    while (this.#from < seen.length && (seen[this.#from] as Run).at < bump.at - slack) this.#from += 1
    while (this.#to < seen.length && (seen[this.#to] as Run).at - bump.at <= this.#rules.waveWindow) this.#to += 1
    const near = seen.slice(this.#from, this.#to).filter((run) => mayBeThere(run.placement, bump.placement))
    const own = near.filter((run) => this.#isAskedBy(run, bump))
    const syncs = own.filter(({ state }) => this.#syncs.has(state.entity))
    const telling = syncs.length > 0 ? syncs : own
    const first = telling.find(({ outcome }) => outcome === 'SUCCEEDED') ?? telling.at(-1)
    if (first !== undefined) return { toldWith: first.state.entity }
    if (near.some((run) => this.#passes(run, bump))) return 'SUPERSEDED'
    return this.#reconcilers.wouldTell(bump) ? this.#later(bump) : null
  }

  /** What came first, long after it was asked for: a sync of it, or one that passed over it. */
  #later(bump: Run): Fate {
    for (let at = this.#to; at < this.#telling.length; at += 1) {
      const run = this.#telling[at] as Run
      if (run.at - bump.at > longestWait) break
      if (!mayBeThere(run.placement, bump.placement)) continue
      if (this.#syncs.has(run.state.entity) && this.#isAskedBy(run, bump)) return { toldWith: run.state.entity }
      if (this.#passes(run, bump)) return 'SUPERSEDED'
    }
    return 'WAITING'
  }

  #isAskedBy({ state }: Run, bump: Run): boolean {
    return this.#asked.get(state.entity) === bump.state.entity
  }

  /** It went live, and what asked for it is newer. */
  #passes({ state, outcome }: Run, bump: Run): boolean {
    const other = this.#byEntity.get(this.#asked.get(state.entity) ?? '')
    return outcome === 'SUCCEEDED' && other !== undefined && other.at > bump.at && isSameLine(other, bump)
  }
}

/**
 * Which bumps were applied or rolled out, which were passed over, and which still wait for a reconciler that would tell.
 *
 * @param runs by time
 */
export function fatesOf(runs: readonly Run[], asked: Asked, rules: Rules): Fates {
  const toldWith = new Map<string, string>()
  const superseded = new Set<string>()
  const waiting = new Set<string>()
  const reader = new FateReader(runs, asked, rules)
  for (const bump of runs.filter(({ state }) => isBump(state.event))) {
    const { entity } = bump.state
    const fate = reader.of(bump)
    if (fate === 'SUPERSEDED') superseded.add(entity)
    else if (fate === 'WAITING') waiting.add(entity)
    else if (fate !== null) toldWith.set(entity, fate.toldWith)
  }
  return { toldWith, superseded, waiting }
}

function isSameLine(a: Run, b: Run): boolean {
  return a.state.event.configRepository === b.state.event.configRepository && mayBeThere(a.placement, b.placement)
}
