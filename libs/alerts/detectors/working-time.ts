import { mondayOf, calendarDay, startOfDay } from '#domain/calendar'
import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import { elapsedWithoutWeekend } from '#domain/window'

/** A working day, as time without local Saturdays and Sundays counts it. */
export const WORKING_DAY: Milliseconds = DAY

/** Longest time that is counted ahead: nothing waits for longer. */
const longest = 3 * 366 * DAY

/** Milliseconds between two instants without weekends and without the days on which the team does not work. */
export function workingTime(from: Instant, to: Instant, timeZone: string): Milliseconds {
  return elapsedWithoutWeekend(from, to, timeZone)
}

/** The instant at which so much working time has gone by; at most three years later. */
export function afterWorkingTime(from: Instant, span: Milliseconds, timeZone: string): Instant {
  let left = Math.min(span, longest)
  let at = from
  for (;;) {
    const monday = mondayOf(calendarDay(at, timeZone))
    const saturday = startOfDay(monday + 5, timeZone)
    if (at < saturday) {
      if (at + left <= saturday) return at + left
      left -= saturday - at
    }
    at = startOfDay(monday + 7, timeZone)
  }
}
