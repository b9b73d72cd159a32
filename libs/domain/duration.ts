import { addMonths, calendarDay } from './calendar.ts'
import { DAY, HOUR, type Instant, type Milliseconds, MINUTE, SECOND } from './instant.ts'
import { firstInstantOf, offsetAt } from './time-zone.ts'

/** An ISO 8601 duration: months and days are of the calendar, the rest is exact. */
export interface Duration {
  readonly months: number
  readonly days: number
  readonly exact: Milliseconds
}

const pattern =
  /^P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?$/

/** Any length, also none. */
function readDuration(text: string): Duration | null {
  const read = text.length <= 64 ? pattern.exec(text) : null
  if (read === null || text === 'P' || text.endsWith('T')) return null

  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = read
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0))
  return {
    months: 12 * years + months,
    days: 7 * weeks + days,
    exact: hours * HOUR + minutes * MINUTE + seconds * SECOND,
  }
}

function isZero({ months, days, exact }: Duration): boolean {
  return months + days + exact === 0
}

/** Reads durations such as P90D, P3M, P1Y, P2W, PT12H and P1DT6H; whole numbers only. Null when it is none, or zero. */
export function parseDuration(text: string): Duration | null {
  const duration = readDuration(text)
  return duration === null || isZero(duration) ? null : duration
}

/** Whether a text is a duration of no length: PT0S, P0D. */
export function isNoTime(text: string): boolean {
  const duration = readDuration(text)
  return duration !== null && isZero(duration)
}

/**
 * The instant so long before another. Months and days keep the local clock time (31 May less a month is 30 April; a
 * clock time that was skipped gives the instant of the jump, one that came twice its first time); then the exact part.
 */
export function before(at: Instant, duration: Duration, timeZone: string): Instant {
  if (duration.months === 0 && duration.days === 0) return at - duration.exact

  const day = calendarDay(at, timeZone)
  const clock = at + offsetAt(timeZone, at) - day * DAY
  const earlier = addMonths(day, -duration.months) - duration.days
  return firstInstantOf(timeZone, earlier * DAY + clock) - duration.exact
}
