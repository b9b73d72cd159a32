import { DAY, type Instant } from './instant.ts'
import { firstInstantOf, offsetAt } from './time-zone.ts'

/** A local calendar day, counted from 1970-01-01, which was a Thursday. Zone and clock play no part. */
export type CalendarDay = number

/** The local day at an instant. */
export function calendarDay(at: Instant, timeZone: string): CalendarDay {
  return Math.floor((at + offsetAt(timeZone, at)) / DAY)
}

/**
 * The local day between whose first instant and that of the next an instant lies. That is the one of its date, but where
 * the clock went back over midnight: what it showed again is of the day that had begun, so that days never overlap.
 */
export function dayHolding(at: Instant, timeZone: string): CalendarDay {
  const offset = offsetAt(timeZone, at)
  const day = Math.floor((at + offset) / DAY)
  if (offsetAt(timeZone, at - DAY) <= offset) return day
  return startOfDay(day + 1, timeZone) <= at ? day + 1 : day
}

/** The first instant of the local day; of a day that the zone skipped, the first instant after it. */
export function startOfDay(day: CalendarDay, timeZone: string): Instant {
  return firstInstantOf(timeZone, day * DAY)
}

/** 0 Monday to 6 Sunday. */
export function weekday(day: CalendarDay): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The Monday of its week. */
export function mondayOf(day: CalendarDay): CalendarDay {
  return day - weekday(day)
}

/** The first day of its month. */
export function firstOfMonth(day: CalendarDay): CalendarDay {
  const date = new Date(day * DAY)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY
}

/** The same day so many months later (earlier when negative), or the last day of that month where it is shorter. */
export function addMonths(day: CalendarDay, months: number): CalendarDay {
  const date = new Date(day * DAY)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth() + months
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY
}

/** ISO 8601, such as 2026-03-29. */
export function dateText(day: CalendarDay): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}
