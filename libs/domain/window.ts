import { type CalendarDay, addMonths, calendarDay, firstOfMonth, mondayOf, startOfDay, weekday } from './calendar.ts'
import { before, parseDuration } from './duration.ts'
import type { Instant, Milliseconds } from './instant.ts'
import { isTimeZone } from './time-zone.ts'

/** Half-open [from, to) in an IANA time zone, which decides where local days, weeks and months begin. */
export interface Window {
  readonly from: Instant
  readonly to: Instant
  readonly timeZone: string
}

export const bucketUnits = ['DAY', 'WEEK', 'MONTH'] as const
export type Bucket = (typeof bucketUnits)[number]

/** One calendar period of a window, clipped to it. */
export interface Period {
  /** The local day on which the whole period begins; may lie before the window. */
  readonly day: CalendarDay
  readonly from: Instant
  readonly to: Instant
  /** Length of the whole period, unclipped. */
  readonly length: Milliseconds
}

/** Whether an instant is in the window or period. */
export function within(span: { readonly from: Instant; readonly to: Instant }, at: Instant): boolean {
  return at >= span.from && at < span.to
}

/** The part of the window before `at`; empty (from = to) when it begins later. */
export function until(window: Window, at: Instant): Window {
  return at >= window.to ? window : { ...window, to: Math.max(window.from, at) }
}

/**
 * Calendar periods of the window in order; the first and the last are clipped to it. Weeks begin on Monday. A day that
 * the zone skipped whole is none.
 */
export function buckets(window: Window, by: Bucket): readonly Period[] {
  const last = lastFound[by]
  if (last?.window === window) return last.periods
  const periods = rememberedBuckets(window, by)
  lastFound[by] = { window, periods }
  return periods
}

/** The five metrics of hundreds of services ask for those of one window, one after the other. */
const lastFound: Partial<Record<Bucket, { readonly window: Window; readonly periods: readonly Period[] }>> = {}

function rememberedBuckets(window: Window, by: Bucket): readonly Period[] {
  const name = `${window.from} ${window.to} ${by} ${window.timeZone}`
  const known = found.get(name)
  if (known !== undefined) return known
  const periods = findBuckets(window, by)
  found.set(name, periods)
  kept += periods.length
  for (const [oldest, { length }] of found) {
    if (kept <= mostKept || found.size === 1) break
    found.delete(oldest)
    kept -= length
  }
  return periods
}

/** Many services are measured over one window, and one window is asked for again and again: its periods are found once. */
const found = new Map<string, readonly Period[]>()
let kept = 0
/** Periods, of all windows that are remembered. */
const mostKept = 20_000

function findBuckets({ from, to, timeZone }: Window, by: Bucket): Period[] {
  const periods: Period[] = []
  if (to <= from) return periods

  let day = firstDay(calendarDay(from, timeZone), by)
  let begin = startOfDay(day, timeZone)
  while (begin < to) {
    const next = nextDay(day, by)
    const end = startOfDay(next, timeZone)
    if (end > from && end > begin) {
      periods.push({
        day,
        from: Math.max(begin, from),
        to: Math.min(end, to),
        length: end - begin,
      })
    }
    day = next
    begin = end
  }
  return periods
}

/** Local days that the window touches, clipped to it. */
export function localDays(window: Window): readonly Period[] {
  return buckets(window, 'DAY')
}

/**
 * Number of local days in the window. A whole day is 1, whether it has 23, 24 or 25 hours; a part of a day is its part.
 */
export function countDays(window: Window): number {
  const known = daysIn.get(window)
  if (known !== undefined) return known
  let days = 0
  for (const day of localDays(window)) days += (day.to - day.from) / day.length
  daysIn.set(window, days)
  return days
}

const daysIn = new WeakMap<Window, number>()

/** Local days from Monday to Friday that the window touches. */
export function countWeekdays(window: Window): number {
  const known = weekdaysIn.get(window)
  if (known !== undefined) return known
  const count = localDays(window).filter(({ day }) => weekday(day) < 5).length
  weekdaysIn.set(window, count)
  return count
}

const weekdaysIn = new WeakMap<Window, number>()

/** Milliseconds between two instants without local Saturdays and Sundays; negative when `to` is before `from`. */
export function elapsedWithoutWeekend(from: Instant, to: Instant, timeZone: string): Milliseconds {
  // Not by a minus sign: zero has none.
  if (to < from) return 0 - elapsedWithoutWeekend(to, from, timeZone)

  let elapsed = to - from
  let monday = mondayOf(calendarDay(from, timeZone))
  for (;;) {
    const saturday = startOfDay(monday + 5, timeZone)
    if (saturday >= to) return elapsed
    monday += 7
    elapsed -= Math.max(0, Math.min(startOfDay(monday, timeZone), to) - Math.max(saturday, from))
  }
}

function firstDay(day: CalendarDay, by: Bucket): CalendarDay {
  if (by === 'DAY') return day
  return by === 'WEEK' ? mondayOf(day) : firstOfMonth(day)
}

function nextDay(day: CalendarDay, by: Bucket): CalendarDay {
  if (by === 'DAY') return day + 1
  return by === 'WEEK' ? day + 7 : addMonths(day, 1)
}

/** What a window may be asked by: either `from` and `to`, or `last`, which ends now. */
export interface WindowInput {
  readonly from?: Instant | null | undefined
  readonly to?: Instant | null | undefined
  /** ISO 8601 duration, such as P90D. */
  readonly last?: string | null | undefined
  /** UTC when left out. */
  readonly timeZone?: string | null | undefined
}

export interface WindowError {
  readonly code:
    | 'INCOMPLETE'
    | 'CONTRADICTION'
    | 'ENDS_BEFORE_IT_BEGINS'
    | 'TOO_LONG'
    | 'TIME_OUT_OF_RANGE'
    | 'UNKNOWN_TIME_ZONE'
    | 'BAD_DURATION'
  readonly field: 'from' | 'to' | 'last' | 'timeZone'
  readonly message: string
}

export type WindowResult =
  | { readonly ok: true; readonly window: Window }
  | { readonly ok: false; readonly error: WindowError }

const earliest = Date.UTC(1900, 0, 1)
const latest = Date.UTC(2300, 0, 1)
/** In days: less than any 200 years. */
const tooManyDays = 200 * 365
const tooLong = tooManyDays * 86_400_000

/** The window that an input means at `now`; never throws. */
export function windowOf(input: WindowInput, now: Instant): WindowResult {
  const timeZone = input.timeZone ?? 'UTC'
  if (!isTimeZone(timeZone)) {
    const name = JSON.stringify(timeZone.slice(0, 64))
    return fail(
      'UNKNOWN_TIME_ZONE',
      'timeZone',
      `${name} is not an IANA time zone; give one such as Europe/Berlin or UTC.`,
    )
  }
  const { from = null, to = null, last = null } = input
  if (last !== null) {
    if (from === null && to === null) return lastWindow(last, now, timeZone)
    return fail('CONTRADICTION', 'last', 'Give either `last`, or `from` and `to`; not both.')
  }
  if (from === null) return fail('INCOMPLETE', 'from', 'The window has no beginning: give `from` and `to`, or `last`.')
  if (to === null) return fail('INCOMPLETE', 'to', 'The window has no end: give `from` and `to`, or `last`.')
  return checked({ from, to, timeZone })
}

function lastWindow(last: string, now: Instant, timeZone: string): WindowResult {
  const duration = parseDuration(last)
  if (duration === null) {
    const text = JSON.stringify(last.slice(0, 64))
    return fail(
      'BAD_DURATION',
      'last',
      `${text} is not an ISO 8601 duration of whole numbers above zero, such as P90D, P3M or PT12H.`,
    )
  }
  if (duration.months >= 2_400 || duration.days >= tooManyDays || duration.exact >= tooLong) {
    return fail('TOO_LONG', 'last', `${last} is 200 years or longer; ask for less.`)
  }
  return checked({ from: before(now, duration, timeZone), to: now, timeZone }, 'last')
}

function checked(window: Window, asked?: 'last'): WindowResult {
  for (const field of ['from', 'to'] as const) {
    const at = window[field]
    if (!Number.isInteger(at) || at < earliest || at > latest) {
      return fail('TIME_OUT_OF_RANGE', asked ?? field, `\`${field}\` must be a time between the years 1900 and 2300.`)
    }
  }
  if (window.to <= window.from) {
    return fail('ENDS_BEFORE_IT_BEGINS', 'to', 'The window must end after it begins: `to` is not later than `from`.')
  }
  if (window.to - window.from >= tooLong)
    return fail('TOO_LONG', asked ?? 'to', 'The window is 200 years or longer; ask for less.')
  return { ok: true, window }
}

function fail(code: WindowError['code'], field: WindowError['field'], message: string): WindowResult {
  return { ok: false, error: { code, field, message } }
}
