import { addMonths, type CalendarDay, calendarDay, firstOfMonth, mondayOf } from '#domain/calendar'
import { DAY, type Instant, MINUTE } from '#domain/instant'
import { firstInstantOf } from '#domain/time-zone'

/** When something is told regularly: at a clock time of a time zone, on a day of each week or month, or every day. */
export interface Timing {
  readonly every: 'DAY' | 'WEEK' | 'MONTH'
  /** Of a week: 1 Monday to 7 Sunday; of a month: 1 to 28, so that every month has it. Without a meaning for every day. */
  readonly day: number
  /** Minutes after midnight by the local clock, 0 to 1439. */
  readonly minute: number
  readonly timeZone: string
}

/** Days on which it is told, from the period of this day on. */
function candidates({ every, day }: Timing, today: CalendarDay): readonly CalendarDay[] {
  if (every === 'DAY') return [today, today + 1, today + 2, today + 3]
  if (every === 'WEEK') {
    const week = mondayOf(today) + day - 1
    return [week, week + 7, week + 14]
  }
  const first = firstOfMonth(today)
  return [first, addMonths(first, 1), addMonths(first, 2)].map((month) => month + day - 1)
}

/**
 * The first time after a moment. A clock time that is skipped is told when the clock jumps, one that comes
 * twice the first time, and a day that the zone never had not at all.
 */
export function nextTime(timing: Timing, after: Instant): Instant {
  const { minute, timeZone } = timing
  const found = candidates(timing, calendarDay(after, timeZone))
    .map((day) => ({ day, at: firstInstantOf(timeZone, day * DAY + minute * MINUTE) }))
    .find(({ day, at }) => at > after && calendarDay(at, timeZone) === day)?.at
  if (found === undefined) throw new Error(`No time follows ${after} in ${timeZone}.`)
  return found
}
