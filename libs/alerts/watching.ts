import { type WatchedMetric, watchedMetrics } from '#domain/alert-rule'
import { type AlertThreshold, thresholdText, thresholdUnits } from '#domain/alert-threshold'
import { calendarDay, dateText, startOfDay } from '#domain/calendar'
import { DAY, HOUR, type Instant, SECOND } from '#domain/instant'
import { coverageIn, leastCoverage } from './coverage.ts'
import { type DetectScope, leadTimeThreshold, recentPace, trialsOf, weeksOf } from './detect.ts'
import { blocksOf } from './detectors/block.ts'
import { frequencyLacks, frequencyTest } from './detectors/deployment-frequency.ts'
import { walk } from './detectors/excursion.ts'
import { shareLacks, shareTest } from './detectors/failure-share.ts'
import { blocksMissing, leadTimeTest, type UsualLeadTime } from './detectors/lead-time.ts'
import { waitToldAfter } from './detectors/pending-age.ts'
import { failureLimit, recoveryLacks } from './detectors/recovery.ts'
import { thresholdOf } from './detectors/sensitivity.ts'
import { pausesMissing, silenceMemory, silenceNow } from './detectors/silence.ts'
import { apartOf, type Leisure } from './detectors/working-time.ts'
import { frozenUntil, unfrozen, unfrozenWeeks } from './freezes.ts'
import type { Ruled } from './ruled.ts'
import { falseAlarmsOf } from './simulated.ts'
import { smallestFrequency, smallestLeadTime, smallestShare, withinWeeks } from './smallest-change.ts'
import type { Watched } from './watched.ts'
import { percentText, spanText } from './words.ts'

/** A change that would be told. */
export interface SmallestChange {
  /** The value as a multiple of what is usual; null where a limit is passed. */
  readonly factor: number | null
  /** Seconds, deployments a week, or a share. */
  readonly value: number
  readonly text: string
}

/** What a detector of a stream is in. */
export interface Watching {
  readonly metric: WatchedMetric
  readonly state: 'WATCHING' | 'INSUFFICIENT_DATA' | 'OFF'
  /** What is missing, what turns it off, or that a freeze is on; null while it watches all. */
  readonly reason: string | null
  /** In the unit of the metric; null where there is none. */
  readonly usual: number | null
  readonly smallest: SmallestChange | null
  /** Why there is no smallest change; null where there is one. */
  readonly smallestReason: string | null
  /** Null unless a test of the metric watches, and where that was not simulated. */
  readonly falseAlarmsPerYear: number | null
  /** Why they are not known of a test that watches; null where they are, and where none watches. */
  readonly falseAlarmsReason: string | null
}

/** What is looked at, and how. */
export interface WatchingScope extends DetectScope {
  readonly ruled: Pick<Ruled, 'metrics' | 'thresholds'>
  /** Names of rules that turn a metric off; empty where none is of the environment. */
  readonly against: (metric: WatchedMetric) => readonly string[]
}

/** What a test sees; in words what it lacks. */
type Seen = { readonly lacks: string } | Pick<Watching, 'usual' | 'smallest' | 'smallestReason'>

const within = withinWeeks * 7 * DAY

function seen(usual: number, smallest: SmallestChange | null, reason: string): Seen {
  return { usual, smallest, smallestReason: smallest === null ? reason : null }
}

function limit(value: number, text: string): Seen {
  return { usual: null, smallest: { factor: null, value, text }, smallestReason: null }
}

/** Whole blocks in eight weeks from a change on, which comes in the middle of one that is longer than a week. */
function blocksWithin({ from, to, blocks }: UsualLeadTime): number {
  const weeks = Math.max(1, (to - from) / (7 * DAY) / blocks)
  return (withinWeeks - (weeks - 1) / 2) / weeks
}

function leadTime(watched: Watched, scope: DetectScope): Seen {
  const test = leadTimeTest('WORSE', 'ALERT', leadTimeThreshold(watched, scope, 'ALERT'), scope.fleet.variance)
  const { usual, known } = walk(blocksOf(watched.leadTimes, scope.weeks), test)
  if (usual === null)
    return { lacks: `${known.length} of ${known.length + blocksMissing(known)} weeks that hold three changes` }
  const covered = coverageIn(watched.coverage ?? [], scope.asOf - within, scope.asOf)
  if (covered !== null && covered < leastCoverage)
    return { lacks: `${percentText(covered)} of ${percentText(leastCoverage)} of deployments with known changes` }
  const blocks = blocksWithin(usual)
  const factor = smallestLeadTime(test, usual, blocks)
  const seconds = (Math.exp(usual.mean) * HOUR) / SECOND
  const few = `Not even 20 times as long: ${withinWeeks} weeks hold ${blocks.toFixed(1)} blocks of three changes.`
  if (factor === null) return seen(seconds, null, few)
  const value = factor * seconds
  const text = `×${factor.toFixed(1)}: from ${spanText(seconds)} to ${spanText(value)}`
  return seen(seconds, { factor, value, text }, few)
}

function frequency(watched: Watched, scope: DetectScope): Seen {
  const sensitivity = scope.sensitivityOf('deploymentFrequency')
  const threshold = (mean: number): number => thresholdOf('deploymentFrequency', mean, sensitivity)
  const test = frequencyTest('WORSE', threshold, scope.fleet.dispersion)
  const weeks = unfrozenWeeks(scope.weeks, scope.frozen ?? [], scope.timeZone)
  const { usual, known } = walk(weeksOf(watched, weeks), test)
  if (usual === null) return { lacks: frequencyLacks(known) ?? '' }
  const factor = smallestFrequency(test, usual)
  const stop = 'Not even a stop: silence watches for that.'
  if (factor === null) return seen(usual.mean, null, stop)
  const value = factor * usual.mean
  const text = `to ${Math.round(factor * 100)} %: from ${usual.mean.toFixed(1)} to ${value.toFixed(1)} a week`
  return seen(usual.mean, { factor, value, text }, stop)
}

function share(metric: 'changeFailureRate' | 'deploymentReworkRate', watched: Watched, scope: DetectScope): Seen {
  const sensitivity = scope.sensitivityOf(metric)
  const trials = trialsOf(metric === 'changeFailureRate' ? watched.failures : watched.reworks, scope.asOf)
  const test = shareTest('WORSE', ({ perWeek }) => thresholdOf(metric, perWeek, sensitivity))
  const { usual, known } = walk(trials, test)
  if (usual === null) return { lacks: shareLacks(known) ?? '' }
  const maturity = (trials[0]?.to ?? 0) - (trials[0]?.from ?? 0)
  const value = smallestShare(test, usual, (usual.perWeek * (within - maturity)) / (7 * DAY))
  const most = `Not even all of them: too few deployments for that are settled within ${withinWeeks} weeks.`
  if (value === null) return seen(usual.share, null, most)
  const text = `from ${percentText(usual.share)} to ${percentText(value)}`
  return seen(usual.share, { factor: usual.share === 0 ? null : value / usual.share, value, text }, most)
}

function pendingAge({ merged }: Watched, { asOf }: DetectScope, leisure: Leisure): Seen {
  if (merged.length === 0) return { lacks: '0 changes of which it is known when they were merged, and that they wait' }
  const seconds = waitToldAfter(merged, asOf, leisure) / SECOND
  return limit(
    seconds,
    `three changes or more, half of which wait for ${spanText(seconds)} of working time: the limit, and more than a day of it in which nothing goes live`,
  )
}

function silence({ lives }: Watched, { asOf }: DetectScope, leisure: Leisure): Seen {
  const known = lives.filter((at) => at <= asOf)
  const longest = silenceNow(known, leisure)
  if (longest !== null)
    return limit(longest / SECOND, `no deployment for ${spanText(longest / SECOND)} of working time`)
  const ofYear = known.filter((at) => at >= (known.at(-1) ?? at) - silenceMemory)
  const missing = Math.max(1, pausesMissing(ofYear))
  return { lacks: `${ofYear.length} of ${ofYear.length + missing} deployments in a year` }
}

function openFailure({ impacts }: Watched, { asOf }: DetectScope): Seen {
  const seconds = failureLimit(impacts, asOf)
  if (typeof seconds === 'string') return { lacks: seconds }
  return limit(seconds, `a failure that lasts for ${spanText(seconds)}`)
}

function recovery({ impacts }: Watched, { asOf }: DetectScope): Seen {
  const lacks = recoveryLacks(impacts, asOf)
  if (lacks !== null) return { lacks }
  const reason = 'Not known: 91 days are held against the year before them, so that eight weeks are rarely enough.'
  return { usual: null, smallest: null, smallestReason: reason }
}

function seenBy(metric: WatchedMetric, watched: Watched, scope: DetectScope, leisure: Leisure): Seen {
  switch (metric) {
    case 'leadTimeForChanges':
      return leadTime(watched, scope)
    case 'pendingAge':
      return pendingAge(watched, scope, leisure)
    case 'deploymentFrequency':
      return frequency(watched, scope)
    case 'silence':
      return silence(watched, scope, leisure)
    case 'changeFailureRate':
    case 'deploymentReworkRate':
      return share(metric, watched, scope)
    case 'timeToRestore':
      return recovery(watched, scope)
    case 'openFailure':
      return openFailure(watched, scope)
  }
}

function plainWords({ metric, above, below, last }: AlertThreshold): string {
  const of = (value: number): string => thresholdText(thresholdUnits[metric], value)
  const sides = [above === null ? [] : [`above ${of(above)}`], below === null ? [] : [`below ${of(below)}`]].flat()
  return `A plain threshold stands in the place of the test: ${sides.join(' or ')} over ${last}.`
}

const nothing = { usual: null, smallest: null, falseAlarmsPerYear: null, falseAlarmsReason: null } as const

function lacking(metric: WatchedMetric, reason: string): Watching {
  const smallestReason = 'Not known until there is enough to watch.'
  return { ...nothing, metric, state: 'INSUFFICIENT_DATA', reason, smallestReason }
}

function off(metric: WatchedMetric, names: readonly string[]): Watching {
  const by = `Turned off by ${names.map((name) => `"${name}"`).join(', ')}.`
  const reason = names.length === 0 ? 'No rule watches this environment.' : by
  return { ...nothing, metric, state: 'OFF', reason, smallestReason: 'It is off.' }
}

/** The same of a stream in an environment that no rule is of. */
export function unwatched(): Watching[] {
  return watchedMetrics.map((metric) => off(metric, []))
}

/** The same of a stream whose days are made anew, because the zone of reports changed. */
export function unread(): Watching[] {
  return watchedMetrics.map((metric) =>
    lacking(metric, 'its days in the new time zone of reports: they are being made'),
  )
}

/** The tests of failures look at those of freezes too. */
const duringFreezes: ReadonlySet<WatchedMetric> = new Set(['timeToRestore', 'openFailure'])

function freezeWords({ asOf, timeZone, frozen = [] }: WatchingScope): string | null {
  const until = frozenUntil(frozen, asOf)
  if (until === null) return null
  return `A freeze is on until ${momentText(until, timeZone)}: what happens in it raises no alert.`
}

/** A local date; of a time within a day that time, in UTC. */
function momentText(at: Instant, timeZone: string): string {
  const day = calendarDay(at, timeZone)
  if (startOfDay(day, timeZone) === at) return dateText(day)
  return `${new Date(at).toISOString().slice(0, 16)}Z`
}

/** What each detector of a stream is in, and what it could see. */
export function watching(all: Watched, scope: WatchingScope): Watching[] {
  const { asOf, timeZone, frozen = [], ruled, against } = scope
  const watched = unfrozen(all, frozen)
  const leisure: Leisure = { timeZone, frozen: apartOf(frozen) }
  const perWeek = recentPace(watched, asOf)
  const freeze = freezeWords(scope)
  return watchedMetrics.map((metric): Watching => {
    if (!ruled.metrics.has(metric)) return off(metric, against(metric))
    const plain = ruled.thresholds.find((threshold) => threshold.metric === metric)
    const reason = plain === undefined && duringFreezes.has(metric) ? null : freeze
    if (plain !== undefined) return { ...nothing, metric, state: 'WATCHING', reason, smallestReason: plainWords(plain) }
    const found = seenBy(metric, watched, scope, leisure)
    if ('lacks' in found) return lacking(metric, found.lacks)
    const sensitivity = (scope.sensitivityOf as Ruled['sensitivityOf'])(metric)
    return { metric, state: 'WATCHING', reason, ...found, ...falseAlarmsOf(metric, perWeek, sensitivity) }
  })
}
