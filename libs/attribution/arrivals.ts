import { type Instant, MINUTE } from '#domain/instant'
import type { Rules } from '#domain/rules'
import { reporterAttribute, unseenLiveRules } from '#domain/statement-attributes'
import type { DeploymentOutcome, VersionIdentity, Wait } from '#domain/stream-history'
import type { ArtifactIndex } from './artifact-links.ts'
import { configured, isBump } from './configuration.ts'
import { asAsked, type Fates, fatesOf, watchedBumps } from './fates.ts'
import { Overlays } from './overlay.ts'
import { darkened, Traffic } from './traffic.ts'
import { Reconcilers } from './reconcilers.ts'
import { byTime, type Run, runsOf } from './runs.ts'
import { liveRuleOf } from './stated-rules.ts'
import type { SequenceInput } from './stream-input.ts'
import { mergeIdentity, runsAsAsked, sameVersion } from './version.ts'

/** One version reaching (or failing to reach) one placement, by all who reported it. */
export interface MergedArrival {
  readonly at: Instant
  readonly outcome: DeploymentOutcome
  readonly placement: string
  readonly identity: VersionIdentity
  /** It succeeded where nobody was served; left out: where somebody was. */
  readonly isDark?: boolean
  /** The run that times it first. */
  readonly runs: readonly Run[]
}

const timingOrder: readonly string[] = ['ROLLOUT', 'STATED', 'HEALTH', 'SYNC', 'FINISHED', ...unseenLiveRules]

/**
 * All of the traffic beats a stated live time, that beats what a reconciler saw, that the end of a pipeline, and that what
 * stands for it in git; then the ranked source; then the name, so that order plays no part.
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

/** Whether two things told it; what one of them tells twice are two arrivals. */
function areTwoReporters({ state: { event: a } }: Run, { state: { event: b } }: Run): boolean {
  return a.source !== b.source || a.attributes?.[reporterAttribute] !== b.attributes?.[reporterAttribute]
}

/** An unnamed placement is any placement; a run that is still going may be the start of what another source ended. */
function mayBeOneArrival(a: Run, b: Run): boolean {
  return (
    areTwoReporters(a, b) &&
    (a.placement === b.placement || a.placement === '' || b.placement === '') &&
    (a.outcome === b.outcome || isGoing(a) || isGoing(b) || failedWith(a, b) || failedWith(b, a)) &&
    isOneVersion(a, b)
  )
}

/** A rollout names all of its containers, where a repository mostly asks for one of them. */
function isOneVersion(a: Run, b: Run): boolean {
  const holds = (run: Run, { askedBy }: Run): boolean =>
    askedBy !== undefined && run.askedBy === undefined && runsAsAsked(run.state.event, askedBy)
  return sameVersion(a.identity, b.identity) || holds(a, b) || holds(b, a)
}

/** A sync that waits for what it began to roll out fails when that is aborted. */
function failedWith(sync: Run, rollout: Run): boolean {
  const { startedAt } = sync.state.event
  if (sync.outcome !== 'FAILED' || rollout.outcome !== 'ABORTED' || startedAt === undefined) return false
  return startedAt <= rollout.at && rollout.at <= sync.at + MINUTE
}

function isGoing({ outcome }: Run): boolean {
  return outcome === 'IN_PROGRESS'
}

/**
 * Reports of one arrival lie close together. One that is still going lies where it began: it is of what ended later and began
 * when it did, however long that took.
 */
function lieTogether(candidates: readonly Run[], run: Run, { mergeWindow, waveWindow }: Rules): boolean {
  const isNear = (other: Run): boolean => Math.abs(other.at - run.at) <= mergeWindow
  if (isGoing(run)) return candidates.every(isNear)
  const { startedAt } = run.state.event
  const began = ({ at }: Run): boolean =>
    startedAt !== undefined && Math.abs(at - startedAt) <= mergeWindow && run.at - at <= waveWindow
  const ended = candidates.filter((candidate) => !isGoing(candidate))
  if (ended.length > 0) return ended.every(isNear)
  return candidates.every((candidate) => isNear(candidate) || (isGoing(candidate) && began(candidate)))
}

/** The run that times an arrival: what only asked for it does not, once a reconciler tells of it. */
function timedBy(group: readonly Run[], rules: Rules, isApplied: boolean): Run {
  const seen = isApplied ? group.filter(({ state }) => !isBump(state.event)) : group
  const ended = seen.filter((run) => run.outcome !== 'IN_PROGRESS')
  const aborted = ended.filter(({ outcome }) => outcome === 'ABORTED')
  const [telling = seen] = [aborted, ended].filter(({ length }) => length > 0)
  return telling.toSorted((a, b) => timingFirst(a, b, rules))[0] as Run
}

/** Never ran: another bump followed before a sync came. */
function passedOver(run: Run): Run {
  return { ...run, outcome: 'CANCELLED', liveAt: null }
}

/** Asked for, and applied by none yet. */
function stillWaiting(run: Run): Run {
  return { ...run, outcome: 'IN_PROGRESS', liveAt: null, isWaiting: true }
}

/** Reports by the arrival that they are of, in the order of their first ones. */
function grouped(runs: readonly Run[], rules: Rules): Run[][] {
  const groups: Run[][] = []
  const going: Run[][] = []
  let oldest = 0
  for (const run of runs) {
    while (oldest < groups.length && run.at - (groups[oldest]?.[0]?.at ?? run.at) > rules.mergeWindow) oldest += 1
    while (going.length > 0 && run.at - (going[0]?.[0]?.at ?? run.at) > rules.waveWindow) going.shift()
    const joins = (candidates: readonly Run[]): boolean =>
      candidates.every((candidate) => mayBeOneArrival(candidate, run)) && lieTogether(candidates, run, rules)
    const group = groups.slice(oldest).find(joins) ?? going.find(joins)
    if (group !== undefined) {
      group.push(run)
      continue
    }
    const made = [run]
    groups.push(made)
    if (isGoing(run)) going.push(made)
  }
  return groups
}

/** What reports of one version know of it together; of what only some of them say the first word counts. */
function identityOf([first, ...others]: readonly [Run, ...Run[]]): VersionIdentity {
  return others.reduce((identity, run) => mergeIdentity(identity, run.identity), first.identity)
}

/** Merges reports of one arrival by several sources, and bumps with the syncs that applied them. */
export function mergeReporters(
  told: readonly Run[],
  rules: Rules,
  { toldWith, superseded, waiting }: Fates,
): MergedArrival[] {
  const runs = told
    .filter(({ state }) => !toldWith.has(state.entity))
    .map((run) => (superseded.has(run.state.entity) ? passedOver(run) : run))
    .map((run) => (waiting.has(run.state.entity) ? stillWaiting(run) : run))
  const bumps = new Map(
    told.flatMap((run): [string, Run][] => {
      const sync = toldWith.get(run.state.entity)
      return sync === undefined ? [] : [[sync, run]]
    }),
  )
  return grouped(runs, rules)
    .map((seen): MergedArrival => {
      const applied = seen.flatMap(({ state }) => bumps.get(state.entity) ?? [])
      const group = [...seen, ...applied]
      const first = timedBy(group, rules, applied.length > 0)
      const rest = group.filter((run) => run !== first)
      return {
        at: first.at,
        outcome: first.outcome,
        placement: group.find((run) => run.placement !== '')?.placement ?? '',
        identity: identityOf([group.find(({ askedBy }) => askedBy !== undefined) ?? first, ...group]),
        ...(first.isDark === true && { isDark: true }),
        runs: [first, ...rest],
      }
    })
    .toSorted(inArrivalOrder)
}

/** By time, then by the entity of the run that times it. */
export function inArrivalOrder(a: MergedArrival, b: MergedArrival): number {
  return a.at - b.at || byTime(a.runs[0] as Run, b.runs[0] as Run)
}

/** The arrivals of the tail of a stream, and what would have to be known to tell more of them. */
export function arrivalsOf(
  input: SequenceInput,
  artifacts: ArtifactIndex,
): { readonly arrivals: readonly MergedArrival[]; readonly waits: readonly Wait[] } {
  const { deployments, bumps = [], repository, graphs, rules, cutovers } = input
  const older = runsOf(bumps, artifacts, repository)
  const { runs, bumpOf, waits } = configured(runsOf(deployments, artifacts, repository), older, graphs)
  const reconcilers = new Reconcilers(input.before, runs)
  const watched = watchedBumps(runs, older, rules)
  const traffic = new Traffic(cutovers)
  const overlays = new Overlays(graphs, input.changedFiles ?? new Map())
  const looked = runs.map((run) => overlays.on(asAsked(run, watched.get(run.state.entity))))
  const served = looked.map((run) => darkened(run, traffic))
  const known = new Set(waits.map(({ kind, reference }) => `${kind} ${reference}`))
  const untold = looked
    .flatMap((run) => overlays.waitOf(run))
    .filter(({ reference }) => !known.has(`commit ${reference}`))
  return {
    arrivals: mergeReporters(served, rules, fatesOf(served, { bumpOf, watched, reconcilers }, rules)),
    waits: [...waits, ...untold],
  }
}
