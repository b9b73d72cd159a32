import { type CalendarDay, calendarDay, weekday } from './calendar.ts'
import { DAY, type Instant, MINUTE } from './instant.ts'
import { firstInstantOf } from './time-zone.ts'

/** From Monday on, as `weekday` counts. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const
export type Weekday = (typeof weekdays)[number]

/** Times of the local day at which nobody is told anything; half-open. */
export interface QuietHours {
  /** Minutes after midnight by the local clock, 0 to 1439. */
  readonly from: number
  /** 1 to 1440, or 0 for midnight; not later than `from`: on the day after. */
  readonly to: number
  readonly timeZone: string
  /** On which they begin; empty: on every day. */
  readonly days: readonly Weekday[]
}

/** Anything that may be told at some times only. */
interface Telling {
  readonly quietHours: QuietHours | null
}

/** How many days one quiet time after the other can last: a week has a day or an hour that is not quiet. */
const longest = 9

/** The minute that is written HH:MM, 24:00 for the end of the day; null where it is none. */
export function minuteOf(text: string): number | null {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? []
  if (hours === undefined) return null
  const minute = Number(hours) * 60 + Number(minutes)
  return minute <= DAY / MINUTE ? minute : null
}

/** HH:MM of a minute. */
export function clockText(minute: number): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function isDayOf({ days }: QuietHours, day: CalendarDay): boolean {
  const name = weekdays[weekday(day)]
  return days.length === 0 || (name !== undefined && days.includes(name))
}

/** When the quiet time ends in which an instant lies; null where it lies in none. A clock time that is skipped is that of the jump. */
function endOfQuiet(hours: QuietHours, at: Instant): Instant | null {
  const { from, to, timeZone } = hours
  const today = calendarDay(at, timeZone)
  for (const day of [today, today - 1]) {
    if (!isDayOf(hours, day)) continue
    const begin = firstInstantOf(timeZone, day * DAY + from * MINUTE)
    const end = firstInstantOf(timeZone, (to <= from ? day + 1 : day) * DAY + to * MINUTE)
    if (begin <= at && at < end) return end
  }
  return null
}

/** Whether nobody is told anything at an instant. */
export function isQuiet({ quietHours }: Telling, at: Instant): boolean {
  return quietHours !== null && endOfQuiet(quietHours, at) !== null
}

/** When something is told that is to be told at an instant: then, or as soon as it is no longer quiet. */
export function tellAt({ quietHours }: Telling, at: Instant): Instant {
  if (quietHours === null) return at
  let told = at
  for (let times = 0; times < longest; times += 1) {
    const end = endOfQuiet(quietHours, told)
    if (end === null) return told
    told = end
  }
  return told
}
