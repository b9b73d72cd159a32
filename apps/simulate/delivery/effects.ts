import { DAY, type Instant } from '#domain/instant'
import { lotOf, type Merge } from './changes.ts'
import type { Effects } from './history.ts'
import { changesFor, departuresOf, type Rates } from './rates.ts'
import type { Team } from './team.ts'

const week = 7 * DAY
const none: Effects = { from: Number.POSITIVE_INFINITY }

interface Amounts {
  readonly changes: number
  readonly departures: number
}

/** Of how many changes, and of how many departures, a world has more or fewer from a moment on. */
export function amountsOf({ hasTrains }: Team, rates: Rates, effects: Effects = none): Amounts {
  const { frequencyFactor = 1, volumeFactor = 1 } = effects
  if (hasTrains) return { changes: volumeFactor, departures: frequencyFactor }
  // Fewer changes wait for each other less, so that more of them are deployed by themselves.
  const departures = frequencyFactor * departuresOf(rates.changes, rates.held)
  const changes = frequencyFactor === 1 ? 1 : changesFor(departures, rates.held) / rates.changes
  return { changes: volumeFactor * changes, departures: 1 }
}

/** Of the share of failures at a moment. */
export function failureFactorAt(effects: Effects | undefined): (at: Instant) => number {
  const { from, failureFactor = 1, badWeekFactor = 1 } = effects ?? none
  return (at) => {
    if (at < from) return 1
    return at < from + week ? failureFactor * badWeekFactor : failureFactor
  }
}

export function changesLeadTimes({ leadTimeFactor = 1, badWeekFactor = 1, driftPerWeek = 0 }: Effects = none): boolean {
  return leadTimeFactor !== 1 || badWeekFactor !== 1 || driftPerWeek !== 0
}

/**
 * Merges as they come when everything takes longer (or shorter) from a moment on.
 *
 * @param liveAt when each would have been live
 */
export function slowed(
  merges: readonly Merge[],
  liveAt: readonly (Instant | null)[],
  { calendar }: Team,
  effects: Effects,
): Merge[] {
  return merges
    .map((merge, index) => {
      // What is merged already stays merged.
      const added = merge.mergedAt < effects.from ? 0 : delay(merge.startedAt, liveAt[index] ?? merge.mergedAt, effects)
      if (added === 0) return merge
      // Trains that run no faster leave the more to those who work before them.
      const share = Math.min(1, effects.leadTimeFactor ?? 1) ** 2
      const earliest = Math.max(effects.from, merge.startedAt + share * (merge.mergedAt - merge.startedAt))
      const at = calendar.around(merge.mergedAt + added, calendar.hourOf(merge.mergedAt), lotOf(merge, 9_973))
      return { ...merge, mergedAt: Math.round(at >= earliest ? at : calendar.next(earliest)) }
    })
    .toSorted((a, b) => a.mergedAt - b.mergedAt)
}

/**
 * How much longer something takes that would have taken from `start` to `end`: by its part after the effect's beginning; in a
 * bad week, by all of it.
 */
function delay(
  start: Instant,
  end: Instant,
  { from, leadTimeFactor = 1, badWeekFactor = 1, driftPerWeek = 0 }: Effects,
): number {
  const after = Math.max(0, end - Math.max(start, from))
  const bad = end < from + week ? end - start : 0
  const drift = (1 + driftPerWeek) ** Math.max(0, (end - from) / week)
  return after * (leadTimeFactor * drift - 1) + bad * (badWeekFactor - 1)
}
