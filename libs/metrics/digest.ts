import { deploymentKinds } from '#domain/delivery-event'
import type { FlagCode } from '#domain/stream-history'
import { within } from '#domain/window'
import { type DayFact, dayFacts, type FlagBearer, flagBearers, flagBits, recordFlags } from './day-fact.ts'
import type { Facts } from './facts.ts'
import type { MeasureScope } from './metric.ts'
import { partsOf } from './population.ts'

/**
 * What the five metrics are measured over by the default definition when nobody asks for the records behind them: the
 * days of the window in its time zone, of one stream or of several, and those few records that do not add up.
 */
export interface Digest {
  /** Days on which something happened, ascending, clipped to the window. */
  readonly days: readonly DayFact[]
  /** The failed deployments with their failures, incidents, what is pending, and what went live after the window. */
  readonly rare: Facts
  /** What blame by chance is reckoned with; null when nobody asks for it. */
  readonly past: Facts | null
}

/** The digest of facts: what the database's own must be equal to. */
export function digestOf(facts: Facts, { window }: MeasureScope): { days: DayFact[][]; rare: Facts } {
  const rareOf = (part: Facts): Facts => {
    const failed = new Set(part.failures.map(({ deploymentKey }) => deploymentKey))
    return {
      ...part,
      deployments: part.deployments.filter(({ key }) => failed.has(key)),
      changes: part.changes.filter(({ liveAt }) => liveAt >= window.to),
      commits: [],
    }
  }
  const days = partsOf(facts).map((part) => {
    const live = part.deployments.flatMap(({ key, liveAt, outcome, kind, rework, flags }) =>
      outcome === 'SUCCEEDED' && liveAt !== null && within(window, liveAt)
        ? [{ id: key, liveAt, kind: deploymentKinds.indexOf(kind), rework: rework.length > 0, flags: flagBits(flags) }]
        : [],
    )
    const shipped = part.changes
      .filter(({ liveAt }) => within(window, liveAt))
      .map(({ deploymentKey, startedAt, liveAt, confidence, flags }) => ({
        deploymentId: deploymentKey,
        startedAt,
        liveAt,
        isLow: confidence === 'LOW',
        flags: flagBits(flags),
      }))
    const runs = part.deployments.flatMap(({ arrivals }) =>
      arrivals.filter(({ at, outcome }) => outcome !== 'IN_PROGRESS' && within(window, at)),
    )
    return dayFacts(live, shipped, runs, window.timeZone)
  })
  const { parts } = facts
  return { days, rare: parts === undefined ? rareOf(facts) : { ...rareOf(facts), parts: parts.map(rareOf) } }
}

/** Deployments that the default definition counts. */
export function countedOn({ kinds }: DayFact): number {
  return (kinds[0] ?? 0) + (kinds[1] ?? 0)
}

export function totalOf(days: readonly DayFact[], count: (day: DayFact) => number): number {
  let sum = 0
  for (const day of days) sum += count(day)
  return sum
}

/** How often each flag was met on these bearers. */
export function flagsOn(days: readonly DayFact[], bearers: readonly FlagBearer[]): Map<FlagCode, number> {
  const found = new Map<FlagCode, number>()
  const flagged = days.filter(({ flags }) => flags.length > 0)
  if (flagged.length === 0) return found
  for (const bearer of bearers) {
    const start = flagBearers.indexOf(bearer) * recordFlags.length
    for (const [index, flag] of recordFlags.entries()) {
      const count = totalOf(flagged, ({ flags }) => flags[start + index] ?? 0)
      if (count > 0) found.set(flag, (found.get(flag) ?? 0) + count)
    }
  }
  return found
}
