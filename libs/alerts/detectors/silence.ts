import { DAY, type Instant } from '#domain/instant'
import { percentileOf } from '#metrics/statistics/percentile'
import { firstFrom } from './first-from.ts'
import { tailLimit } from './tail-limit.ts'
import { afterWorkingTime, type Leisure, WORKING_DAY, workingTime } from './working-time.ts'

/** No deployment for longer than the service's own pauses explain. */
export interface Silence {
  readonly lastAt: Instant
  /** Working time, in milliseconds. */
  readonly limit: number
  /** Median of the pauses before, in working time. */
  readonly usual: number
  readonly pauses: number
  readonly openedAt: Instant
  /** The next deployment; null while there is none. */
  readonly endedAt: Instant | null
}

const leastPauses = 20
/** What is usual reaches so far back. */
export const silenceMemory = 365 * DAY
const mostPauses = 250
/** A week in which the whole team is away is no silence: from a Thursday to the Monday after next, and a holiday beside it. */
const leastLimit = 8 * WORKING_DAY
const timesMedian = 3
/** So many merges in the quarter before say that merges are known here. */
const leastMerges = 10
const recentMerges = 91 * DAY
/** False alarms a year. */
const budget = 0.04

/** What the pauses before say of the next; null of fewer than twenty. */
export function silenceLimit(pauses: readonly number[], perYear: number): number | null {
  if (pauses.length < leastPauses) return null
  const tail = tailLimit(pauses, budget / Math.max(budget, perYear))
  if (tail === null) return null
  return Math.max(leastLimit, tail, timesMedian * (percentileOf(pauses, 0.5) ?? 0))
}

/** Deployments that are missing before silence can be told; 0 where none. */
export function pausesMissing(lives: readonly Instant[]): number {
  return Math.max(0, leastPauses + 1 - lives.length)
}

/** From which deployment on pauses count that say what is usual after this one. */
function firstOfMemory(lives: readonly Instant[], last: number): number {
  const from = (lives[last] ?? 0) - silenceMemory
  return Math.max(
    last - mostPauses,
    firstFrom(lives, from, (at) => at),
  )
}

/** What a service with these deployments may be silent for after the last; null of too few. */
function limitAfter(lives: readonly Instant[], gaps: readonly number[], last: number): number | null {
  const lastAt = lives[last] ?? 0
  const first = firstOfMemory(lives, last)
  const pauses = gaps.slice(first, last)
  const years = Math.max(90 * DAY, lastAt - (lives[first] ?? lastAt)) / (365 * DAY)
  return silenceLimit(pauses, pauses.length / years)
}

/** What a service may be silent for after its last deployment, in working time; null of too few in the year before it. */
export function silenceNow(lives: readonly Instant[], leisure: Leisure): number | null {
  const gaps = lives.slice(1).map((at, index) => workingTime(lives[index] ?? at, at, leisure))
  return lives.length === 0 ? null : limitAfter(lives, gaps, lives.length - 1)
}

/** When something was merged, ascending, and from when on that is known: nothing before it is held to be a team at work. */
interface Merges {
  readonly merges: readonly Instant[]
  readonly mergedFrom: Instant
}

/**
 * When a pause is told. A team that merges nothing is away: then it is told at twice the limit, or, when something is merged,
 * half a limit after that.
 */
function toldAt(lastAt: Instant, limit: number, { merges, mergedFrom }: Merges, leisure: Leisure): Instant {
  const soonest = afterWorkingTime(lastAt, limit, leisure)
  const latest = afterWorkingTime(lastAt, 2 * limit, leisure)
  if (lastAt - recentMerges < mergedFrom) return latest
  const after = firstFrom(merges, lastAt + 1, (at) => at)
  if (after - firstFrom(merges, lastAt - recentMerges, (at) => at) < leastMerges) return soonest
  const first = merges[after]
  if (first === undefined) return latest
  return Math.min(latest, Math.max(soonest, afterWorkingTime(first, limit / 2, leisure)))
}

/**
 * All silences up to `asOf`, the last of them perhaps open. Each deployment starts a new pause, whose limit is of the pauses
 * of the year before it.
 *
 * @param all when something went live, ascending
 * @param merged nothing where it is not known of the service
 */
export function silences(all: readonly Instant[], merged: Merges, asOf: Instant, leisure: Leisure): Silence[] {
  const lives = all.filter((at) => at <= asOf)
  const known = { ...merged, merges: merged.merges.filter((at) => at <= asOf) }
  const gaps = lives.slice(1).map((at, index) => workingTime(lives[index] ?? at, at, leisure))
  const found: Silence[] = []
  for (const [index, lastAt] of lives.entries()) {
    const endedAt = lives[index + 1] ?? null
    // Most pauses are shorter than any limit.
    if ((endedAt ?? asOf) - lastAt < leastLimit) continue
    const limit = limitAfter(lives, gaps, index)
    if (limit === null) continue
    const openedAt = toldAt(lastAt, limit, known, leisure)
    if (openedAt > asOf || (endedAt !== null && openedAt >= endedAt)) continue
    const before = gaps.slice(firstOfMemory(lives, index), index)
    found.push({ lastAt, limit, usual: percentileOf(before, 0.5) ?? 0, pauses: before.length, openedAt, endedAt })
  }
  return found
}
