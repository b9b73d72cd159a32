import type { CalendarDay } from '#domain/calendar'
import type { Instant } from '#domain/instant'
import { buckets, type Period, type Window } from '#domain/window'

/** For how many from the first on it holds, by bisection: where it fails, it must fail for all that follow. */
export function countWhile<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(items[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}

/** Finds the period of an instant among consecutive ones, by bisection; -1 outside. */
export function periodAt(periods: readonly Period[], at: Instant): number {
  const index = countWhile(periods, ({ to }) => to <= at)
  return at >= (periods[index]?.from ?? Number.POSITIVE_INFINITY) ? index : -1
}

/** The items of each period, in their order; items outside all periods are left out. */
export function byPeriod<T>(periods: readonly Period[], items: readonly T[], timeOf: (item: T) => Instant): T[][] {
  const found: T[][] = periods.map(() => [])
  for (const item of items) found[periodAt(periods, timeOf(item))]?.push(item)
  return found
}

/** The items of each local week of the window: samples of one week share causes. */
export function byWeek<T>(window: Window, items: readonly T[], timeOf: (item: T) => Instant): T[][] {
  return byPeriod(buckets(window, 'WEEK'), items, timeOf)
}

/** The days of each period, in their order; days outside all periods are left out. */
export function byPeriodOfDay<T extends { readonly day: CalendarDay }>(
  periods: readonly Period[],
  days: readonly T[],
): T[][] {
  const found: T[][] = periods.map(() => [])
  for (const day of days) found[periodOfDay(periods, day.day)]?.push(day)
  return found
}

/** Finds the period of a local day, which may be clipped at its ends; -1 outside. */
function periodOfDay(periods: readonly Period[], day: CalendarDay): number {
  return countWhile(periods, (period) => period.day <= day) - 1
}
