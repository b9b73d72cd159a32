import type { DeploymentEvent } from '#domain/delivery-event'
import type { Rules } from '#domain/rules'
import { liveRuleAttribute, seenLiveRules } from '#domain/statement-attributes'
import { isBump, mayBeThere, slack } from './configuration.ts'
import { byTime, type Run } from './runs.ts'
import { mergeIdentity, runsAsAsked, sameVersion } from './version.ts'

/** What became of the bumps of a stream. */
export interface Fates {
  /** For a bump that was applied or rolled out: entity of the report that it is told with. */
  readonly toldWith: ReadonlyMap<string, string>
  /** Bumps that another one followed before any sync or rollout came: they never ran. */
  readonly superseded: ReadonlySet<string>
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
}

/**
 * Which bumps were applied or rolled out within the wave window, and which were passed over.
 *
 * @param runs by time
 */
export function fatesOf(runs: readonly Run[], { bumpOf, watched }: Asked, rules: Rules): Fates {
  const toldWith = new Map<string, string>()
  const superseded = new Set<string>()
  const bumps = runs.filter(({ state }) => isBump(state.event))
  const asked = new Map([...[...watched].map(([entity, { state }]) => [entity, state.entity] as const), ...bumpOf])
  if (asked.size === 0) return { toldWith, superseded }
  const byEntity = new Map(runs.map((run) => [run.state.entity, run]))
  const seen = runs.filter(({ state }) => asked.has(state.entity))
  let [from, to] = [0, 0]
  for (const bump of bumps) {
    while (from < seen.length && (seen[from] as Run).at < bump.at - slack) from += 1
    while (to < seen.length && (seen[to] as Run).at - bump.at <= rules.waveWindow) to += 1
    const near = seen.slice(from, to).filter((run) => mayBeThere(run.placement, bump.placement))
    const own = near.filter(({ state }) => asked.get(state.entity) === bump.state.entity)
    const syncs = own.filter(({ state }) => bumpOf.has(state.entity))
    const telling = syncs.length > 0 ? syncs : own
    const first = telling.find(({ outcome }) => outcome === 'SUCCEEDED') ?? telling.at(-1)
    if (first !== undefined) {
      toldWith.set(bump.state.entity, first.state.entity)
      continue
    }
    const passed = near.some(({ state, outcome }) => {
      const other = byEntity.get(asked.get(state.entity) ?? '')
      return outcome === 'SUCCEEDED' && other !== undefined && other.at > bump.at && isSameLine(other, bump)
    })
    if (passed) superseded.add(bump.state.entity)
  }
  return { toldWith, superseded }
}

function isSameLine(a: Run, b: Run): boolean {
  return a.state.event.configRepository === b.state.event.configRepository && mayBeThere(a.placement, b.placement)
}
