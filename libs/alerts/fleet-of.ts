import { createHash } from 'node:crypto'
import { DAY, type Instant } from '#domain/instant'
import type { Period } from '#domain/window'
import { type Block, blocksOf } from './detectors/block.ts'
import { dispersionOf, lonelyDispersion, type Week } from './detectors/deployment-frequency.ts'
import type { Unit } from './detectors/excursion.ts'
import { usualOf } from './detectors/fleet.ts'
import { lonelyVariance, varianceOf } from './detectors/lead-time.ts'
import { leadTimeRaise } from './detectors/lead-time-raise.ts'
import { type Fleet, weeksOf } from './detect.ts'
import type { Watched } from './watched.ts'

/** Blocks and weeks that a service has to show before it counts for what is usual. */
const least = 8
/** In weeks: what is usual in the fleet is said anew each quarter, of the year before, and of half a year at the beginning. */
const [quarter, year, halfYear] = [13, 52, 26]
/** What is late by more moves no fleet that alerts were raised by. */
const settled = 7 * DAY

/** What one service shows of the fleet: blocks of lead times, and deployments of weeks. */
export interface Shown {
  readonly blocks: readonly Block[]
  readonly weeks: readonly Week[]
}

export function shownOf(watched: Watched, weeks: readonly Period[]): Shown {
  return { blocks: blocksOf(watched.leadTimes, weeks), weeks: weeksOf(watched, weeks) }
}

function meanOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function perWeekOf(weeks: readonly Week[]): number {
  return meanOf(weeks.map(({ count }) => count))
}

/** What is usual in a fleet: of services that show enough, by thirds of their volume. */
function fleetOfShown(shown: readonly Shown[]): Fleet {
  const variances = shown.flatMap(({ blocks }) => {
    const value = blocks.length < least ? null : varianceOf(blocks)
    return value === null ? [] : { volume: meanOf(blocks.map(({ size }) => size)), value }
  })
  const dispersions = shown.flatMap(({ weeks }) => {
    const value = weeks.length < least ? null : dispersionOf(weeks)
    return value === null ? [] : { volume: perWeekOf(weeks), value }
  })
  const variance = usualOf(variances, lonelyVariance)
  const deployed = shown.flatMap(({ blocks, weeks }) => (weeks.length > 0 ? { blocks, perWeek: perWeekOf(weeks) } : []))
  return {
    variance,
    dispersion: usualOf(dispersions, lonelyDispersion),
    leadTimeRaise: leadTimeRaise(deployed, variance),
  }
}

function within<U extends Unit>(units: readonly U[], { from, to }: Pick<Period, 'from' | 'to'>): U[] {
  return units.filter((unit) => unit.from >= from && unit.to <= to)
}

/** What was usual in the fleet from a moment on. */
export interface FleetSince {
  readonly since: Instant
  readonly fleet: Fleet
}

/** Gives what was found of the same inputs before, or what is found now. */
type RecallFleet = (since: Instant, inputs: string, find: () => Fleet) => Fleet

/**
 * What is usual in a fleet over these weeks, one quarter after the other: of the year before the quarter, so that what was found
 * stays found. Each is found of all services.
 */
export function* fleetsOverTime(
  shown: readonly Shown[],
  weeks: readonly Period[],
  recall: RecallFleet,
): Generator<FleetSince> {
  for (let end = Math.min(halfYear, weeks.length); end <= weeks.length; end += quarter) {
    const to = weeks[end - 1]?.to
    if (to === undefined) return
    const span = { from: weeks[Math.max(0, end - year)]?.from ?? to, to }
    const then = function* (): Generator<Shown> {
      for (const { blocks, weeks: all } of shown) yield { blocks: within(blocks, span), weeks: within(all, span) }
    }
    const since = to + settled
    yield { since, fleet: recall(since, markOf(then()), () => fleetOfShown([...then()])) }
  }
}

/** A mark of all that a fleet is found of; another one for others. */
function markOf(shown: Iterable<Shown>): string {
  const hash = createHash('sha256')
  for (const { blocks, weeks } of shown) {
    const numbers = new Float64Array(2 + 3 * blocks.length + 2 * weeks.length)
    numbers.set([blocks.length, weeks.length])
    let at = 2
    for (const { from, level, size } of blocks) for (const number of [from, level, size]) numbers[at++] = number
    for (const { from, count } of weeks) for (const number of [from, count]) numbers[at++] = number
    hash.update(numbers)
  }
  return hash.digest('base64')
}

/** One fleet of those that followed each other. */
export function fleetOverTime(fleets: readonly FleetSince[]): Fleet {
  const first = fleets[0]?.fleet ?? fleetOfShown([])
  const at = (moment: Instant): Fleet => fleets.findLast(({ since }) => since <= moment)?.fleet ?? first
  return {
    variance: (changes, moment) => at(moment).variance(changes, moment),
    dispersion: (mean, moment) => at(moment).dispersion(mean, moment),
    leadTimeRaise: (perWeek, moment) => at(moment).leadTimeRaise(perWeek, moment),
  }
}

/** What is usual in a fleet whose services are watched over some weeks, at any moment. */
export function fleetOf(services: readonly Watched[], weeks: readonly Period[]): Fleet {
  return fleetOfShown(services.map((watched) => shownOf(watched, weeks)))
}
