import { DAY, HOUR, type Instant, type Milliseconds, MINUTE, SECOND } from '#domain/instant'
import type { Period } from '#domain/window'
import { heldByCoverage } from './coverage.ts'
import { unfrozen, unfrozenWeeks } from './freezes.ts'
import { type Block, blocksOf } from './detectors/block.ts'
import { frequencyTest, type UsualDispersion, type Week } from './detectors/deployment-frequency.ts'
import { type Alarm, type Unit, walk } from './detectors/excursion.ts'
import { shareTest, type Trial, type UsualShare } from './detectors/failure-share.ts'
import { firstFrom } from './detectors/first-from.ts'
import { type Direction, leadTimeTest, type UsualLeadTime, type UsualVariance } from './detectors/lead-time.ts'
import { blockages } from './detectors/pending-age.ts'
import { longFailures, slowerRecoveries } from './detectors/recovery.ts'
import { type Budgeted, type Sensitivity, thresholdOf } from './detectors/sensitivity.ts'
import { silences } from './detectors/silence.ts'
import { apartOf, type Frozen, type Leisure } from './detectors/working-time.ts'
import type { Finding, Level } from './finding.ts'
import { markOf, type Recall } from './found-before.ts'
import type { Judged, Watched } from './watched.ts'

/** What is usual in the fleet. */
export interface Fleet {
  readonly variance: UsualVariance
  readonly dispersion: UsualDispersion
  /** By how much its lead times need a higher threshold than the simulated ones, at so many deployments a week. */
  readonly leadTimeRaise: (perWeek: number, at: Instant) => number
}

export interface DetectScope {
  /** Whole local weeks from the first that is looked at to the last that is over. */
  readonly weeks: readonly Period[]
  readonly asOf: Instant
  readonly timeZone: string
  readonly fleet: Fleet
  readonly sensitivityOf: (detector: Budgeted) => Sensitivity
  /** What happens in these raises no alert; left out: there are none. */
  readonly frozen?: readonly Frozen[]
  /** What was found of this stream before; left out: everything is found anew. */
  readonly recall?: Recall
}

/** A deployment is judged when it has been live for so long: failures are told late. */
const maturity: Milliseconds = 3 * DAY
/** What WATCH asks for less than ALERT. */
const watchLess: Readonly<Record<Budgeted, number>> = {
  leadTimeForChanges: -0.5,
  deploymentFrequency: 1,
  changeFailureRate: 1.5,
  deploymentReworkRate: 1.5,
}

function lowered(detector: Budgeted, level: Level, threshold: number): number {
  return level === 'ALERT' ? threshold : Math.max(1, threshold - watchLess[detector])
}

/** Deployments a week over the weeks that `usual` is of, from the first one on: what comes later moves no threshold. */
function volumeOf({ lives }: Watched, usual: UsualLeadTime): number {
  const from = Math.max(usual.from, lives[0] ?? usual.to)
  const count = indexOf(lives, usual.to) - indexOf(lives, from)
  return count === 0 ? 0 : count / Math.max(1, (usual.to - from) / (7 * DAY))
}

/** What a service deploys in a week is told of so long, and of four weeks at least. */
const [recent, leastRecent] = [182 * DAY, 28 * DAY]

/** Deployments a week of the last half year, or since the first one. */
export function recentPace({ lives }: Watched, asOf: Instant): number {
  const from = Math.min(asOf - leastRecent, Math.max(asOf - recent, lives[0] ?? asOf))
  return ((indexOf(lives, asOf) - indexOf(lives, from)) / (asOf - from)) * 7 * DAY
}

function indexOf(times: readonly Instant[], at: Instant): number {
  return firstFrom(times, at, (time) => time)
}

/** The sum at which lead time raises an alert: as simulated, and by as much more as the fleet needs. */
export function leadTimeThreshold(watched: Watched, { fleet, sensitivityOf }: DetectScope, level: Level) {
  const sensitivity = sensitivityOf('leadTimeForChanges')
  return (usual: UsualLeadTime): number => {
    const perWeek = volumeOf(watched, usual)
    const simulated = lowered('leadTimeForChanges', level, thresholdOf('leadTimeForChanges', perWeek, sensitivity))
    return simulated + fleet.leadTimeRaise(perWeek, usual.to)
  }
}

function leadTime(
  watched: Watched,
  blocks: readonly Block[],
  scope: DetectScope,
  direction: Direction,
  level: Level,
): Finding[] {
  const threshold = leadTimeThreshold(watched, scope, level)
  const test = leadTimeTest(direction, level, threshold, scope.fleet.variance)
  return walk(blocks, test).alarms.map((alarm) => {
    const secondsOf = (since: readonly Block[]): number =>
      (Math.exp(meanOf(since.map((block) => block.level))) * HOUR) / SECOND
    const finding = {
      ...shared('leadTimeForChanges', direction, level, alarm),
      before: (Math.exp(alarm.usual.mean) * HOUR) / SECOND,
      // By what was known when it was raised: what happens after it changes no alert to one that never was.
      after: secondsOf(alarm.since.filter(({ to }) => to <= alarm.openedAt)),
      usualFrom: alarm.usual.from,
    }
    return { ...heldByCoverage(finding, watched.coverage ?? []), after: secondsOf(alarm.since) }
  })
}

function shared<U extends Unit, B>(
  detector: Finding['detector'],
  direction: Direction,
  level: Level,
  { onsetAt, openedAt, ended, since, before }: Alarm<U, B>,
): Omit<Finding, 'before' | 'after'> {
  const onset = { from: onsetAt, to: since[0]?.to ?? onsetAt }
  return { detector, direction, level, onset, openedAt, ended, usualFrom: before[0]?.from ?? onsetAt }
}

function meanOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Deployments of each whole week from the first deployment on. */
export function weeksOf({ lives }: Watched, weeks: readonly Period[]): Week[] {
  const counted: Week[] = []
  let next = 0
  for (const { from, to } of weeks) {
    let count = 0
    for (let at = lives[next]; at !== undefined && at < to; at = lives[next]) {
      if (at >= from) count += 1
      next += 1
    }
    if (counted.length > 0 || count > 0) counted.push({ from, to, count })
  }
  // The first week is one that began before the service did.
  return counted.slice(1)
}

function frequency(watched: Watched, scope: DetectScope, direction: Direction, level: Level): Finding[] {
  const sensitivity = scope.sensitivityOf('deploymentFrequency')
  const threshold = (mean: number): number =>
    lowered('deploymentFrequency', level, thresholdOf('deploymentFrequency', mean, sensitivity))
  const test = frequencyTest(direction, threshold, scope.fleet.dispersion)
  const weeks = unfrozenWeeks(scope.weeks, scope.frozen ?? [], scope.timeZone)
  return walk(weeksOf(watched, weeks), test).alarms.map((alarm) => ({
    ...shared('deploymentFrequency', direction, level, alarm),
    before: alarm.usual.mean,
    after: meanOf(alarm.since.map((week: Week) => week.count)),
  }))
}

/** Deployments that are old enough to be judged, as units. */
export function trialsOf(judged: readonly Judged[], asOf: Instant): Trial[] {
  return judged.filter(({ at }) => at + maturity <= asOf).map(({ at, hit }) => ({ from: at, to: at + maturity, hit }))
}

function share(
  detector: 'changeFailureRate' | 'deploymentReworkRate',
  trials: readonly Trial[],
  scope: DetectScope,
  direction: Direction,
  level: Level,
): Finding[] {
  const sensitivity = scope.sensitivityOf(detector)
  const threshold = ({ perWeek }: UsualShare): number =>
    lowered(detector, level, thresholdOf(detector, perWeek, sensitivity))
  return walk(trials, shareTest(direction, threshold)).alarms.map((alarm) => ({
    ...shared(detector, direction, level, alarm),
    before: alarm.usual.share,
    after: alarm.since.filter(({ hit }) => hit).length / alarm.since.length,
  }))
}

/** All tests of a share; they take longest, and of most services nothing new is settled in an hour. */
function shares(
  detector: 'changeFailureRate' | 'deploymentReworkRate',
  judged: readonly Judged[],
  scope: DetectScope,
): readonly Finding[] {
  const trials = trialsOf(judged, scope.asOf)
  const find = (): Finding[] => both((direction, level) => share(detector, trials, scope, direction, level))
  if (scope.recall === undefined) return find()
  return scope.recall(detector, `${JSON.stringify(scope.sensitivityOf(detector))} ${markOf(trials)}`, find)
}

function pendingAge({ merged }: Watched, asOf: Instant, leisure: Leisure): Finding[] {
  return blockages(merged, asOf, leisure).map(({ onsetAt, openedAt, endedAt, usual, limit }) => ({
    detector: 'pendingAge',
    direction: 'WORSE',
    level: 'ALERT',
    onset: { from: onsetAt, to: onsetAt },
    openedAt,
    ended: endedAt === null ? null : { at: endedAt, how: 'RETURNED' },
    before: usual === null ? null : usual / SECOND,
    after: limit / SECOND,
    usualFrom: onsetAt,
  }))
}

function silence(
  { lives, merged, mergedFrom = Number.NEGATIVE_INFINITY }: Watched,
  asOf: Instant,
  leisure: Leisure,
): Finding[] {
  const merges = merged.map(({ mergedAt }) => mergedAt)
  return silences(lives, { merges, mergedFrom }, asOf, leisure).map(({ lastAt, openedAt, endedAt, usual, limit }) => ({
    detector: 'silence',
    direction: 'WORSE',
    level: 'ALERT',
    onset: { from: lastAt, to: lastAt },
    openedAt,
    ended: endedAt === null ? null : { at: endedAt, how: 'RETURNED' },
    before: usual / SECOND,
    after: limit / SECOND,
    usualFrom: lastAt,
  }))
}

function recovery({ impacts }: Watched, { asOf }: DetectScope): Finding[] {
  const slower = slowerRecoveries(impacts, asOf).map(
    ({ onsetAt, openedAt, endedAt, beforeSeconds, afterSeconds }): Finding => ({
      detector: 'timeToRestore',
      direction: 'WORSE',
      level: 'ALERT',
      onset: { from: onsetAt, to: openedAt },
      openedAt,
      ended: endedAt === null ? null : { at: endedAt, how: 'RETURNED' },
      before: beforeSeconds,
      after: afterSeconds,
      usualFrom: onsetAt,
    }),
  )
  const long = longFailures(impacts, asOf).map(
    ({ startedAt, openedAt, endedAt, usualSeconds, limitSeconds }): Finding => ({
      detector: 'openFailure',
      direction: 'WORSE',
      level: 'ALERT',
      onset: { from: startedAt, to: startedAt + MINUTE },
      openedAt,
      ended: endedAt === null ? null : { at: endedAt, how: 'RETURNED' },
      before: usualSeconds,
      after: limitSeconds,
      usualFrom: startedAt,
    }),
  )
  return [...slower, ...long]
}

function both(find: (direction: Direction, level: Level) => Finding[]): Finding[] {
  return [...find('WORSE', 'ALERT'), ...find('WORSE', 'WATCH'), ...find('BETTER', 'WATCH')]
}

/** Everything that is or was found in what is watched of a stream, by the moment it was found. */
export function detect(all: Watched, scope: DetectScope): Finding[] {
  const frozen = scope.frozen ?? []
  const watched = unfrozen(all, frozen)
  const blocks = blocksOf(watched.leadTimes, scope.weeks)
  const leisure: Leisure = { timeZone: scope.timeZone, frozen: apartOf(frozen) }
  return [
    ...both((direction, level) => leadTime(watched, blocks, scope, direction, level)),
    ...both((direction, level) => frequency(watched, scope, direction, level)),
    ...shares('changeFailureRate', watched.failures, scope),
    ...shares('deploymentReworkRate', watched.reworks, scope),
    ...pendingAge(watched, scope.asOf, leisure),
    ...silence(watched, scope.asOf, leisure),
    ...recovery(watched, scope),
  ].toSorted((a, b) => a.openedAt - b.openedAt)
}
