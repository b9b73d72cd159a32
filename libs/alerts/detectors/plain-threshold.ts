import type { AlertThreshold } from '#domain/alert-threshold'
import { calendarDay, startOfDay } from '#domain/calendar'
import { before, parseDuration } from '#domain/duration'
import { DAY, type Instant, MINUTE } from '#domain/instant'
import type { Frozen } from './working-time.ts'

/** Value of a metric over a half-open window, in the unit of the threshold; null where too little was seen. */
export type ValueOver = (from: Instant, to: Instant) => number | null

/** A time in which a value was past its threshold. */
export interface Excess {
  /** It began between the look before and the one that saw it. */
  readonly onset: { readonly from: Instant; readonly to: Instant }
  readonly openedAt: Instant
  /** Where the window begins whose value was past it first. */
  readonly windowFrom: Instant
  /** When it was not any more; null while it is. */
  readonly endedAt: Instant | null
  /** The value when it was first seen past it. */
  readonly value: number
}

/** What a look within a day saw: of a day only its whole is kept, so that it cannot be found again. */
export interface SeenBefore {
  readonly at: Instant
  /** Null: it was back. */
  readonly past: number | null
}

export interface LookingScope {
  readonly asOf: Instant
  readonly timeZone: string
  /** In these nothing begins; left out: there are none. */
  readonly frozen?: readonly Frozen[]
  /** Left out: nothing was. */
  readonly seen?: readonly SeenBefore[]
}

/** It is looked back so far: what has been past its threshold for longer began then. */
const reach = 400

function isPast(value: number, { above, below }: Pick<AlertThreshold, 'above' | 'below'>): boolean {
  return (above !== null && value > above) || (below !== null && value < below)
}

/** All looks, ascending: at midnights, those of before within days, and the one now. */
function looksOf({ asOf, timeZone, seen = [] }: LookingScope): readonly { at: Instant; seen?: SeenBefore }[] {
  const today = calendarDay(asOf, timeZone)
  const midnights = Array.from({ length: reach + 1 }, (_, index) => startOfDay(today - reach + index, timeZone))
  const first = midnights[0] ?? asOf
  const within = seen.filter(
    ({ at }) => at >= first && at <= asOf && startOfDay(calendarDay(at, timeZone), timeZone) !== at,
  )
  const known = [...midnights.map((at) => ({ at })), ...within.map((one) => ({ at: one.at, seen: one }))]
  return [...known.toSorted((a, b) => a.at - b.at), { at: asOf }]
}

/**
 * When a metric was past a plain threshold. It is looked at midnight of each local day, over the window that ends then, and now; a
 * look at which too little is known changes nothing. None within a freeze opens anything.
 */
export function excesses(threshold: AlertThreshold, valueOver: ValueOver, scope: LookingScope): Excess[] {
  const last = parseDuration(threshold.last)
  if (last === null) return []
  const { timeZone, frozen = [] } = scope
  const found: Excess[] = []
  let open: Excess | null = null
  let lookedAt: Instant | null = null
  for (const { at, seen } of looksOf(scope)) {
    const from = before(at, last, timeZone)
    const earlier = Math.min(lookedAt ?? at - DAY, at - MINUTE)
    lookedAt = at
    const value = seen === undefined ? valueOver(from, at) : seen.past
    if (value === null && seen === undefined) continue
    if (value === null || !isPast(value, threshold)) {
      if (open !== null) found.push({ ...open, endedAt: at })
      open = null
    } else if (open === null && !frozen.some((one) => at >= one.from && at < one.to))
      open = { onset: { from: earlier, to: at }, openedAt: at, windowFrom: from, endedAt: null, value }
  }
  return open === null ? found : [...found, open]
}

/** Samples that a value needs, as the metrics do. */
export const leastSamples = 5

/** Weeks in so long a time. */
export function weeksIn(time: number): number {
  return time / (7 * DAY)
}
