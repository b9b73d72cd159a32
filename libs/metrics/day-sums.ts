import type { FlagCode } from '#domain/stream-history'
import { type DayFact, type FlagBearer, flagIndex, recordFlags } from './day-fact.ts'

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
    for (const flag of recordFlags) {
      const place = flagIndex(bearer, flag)
      const count = totalOf(flagged, ({ flags }) => flags[place] ?? 0)
      if (count > 0) found.set(flag, (found.get(flag) ?? 0) + count)
    }
  }
  return found
}
