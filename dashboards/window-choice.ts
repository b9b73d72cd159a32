/** The chosen time as the API wants it. Pure. */
import type { Bucket } from './format.ts'
import type { TimeRange } from './url-values.ts'

/** `WindowInput` of the API. */
export interface WindowInput {
  readonly last?: string
  readonly from?: string
  readonly to?: string
  readonly timeZone: string
}

export const presets = [
  { last: 'P7D', label: '7 days' },
  { last: 'P30D', label: '30 days' },
  { last: 'P90D', label: '90 days' },
  { last: 'P180D', label: '6 months' },
  { last: 'P365D', label: '1 year' },
] as const

/** Local dates become the instant at which they begin in the zone; instants and durations stay as they are. */
export function windowInput(range: TimeRange, timeZone: string): WindowInput {
  if ('last' in range) return { last: range.last, timeZone }
  return { from: toInstant(range.from, timeZone), to: toInstant(range.to, timeZone), timeZone }
}

/** The window of the same length that ends where this one begins. */
export function windowBefore(window: { readonly from: string; readonly to: string }, timeZone: string): WindowInput {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)]
  return { from: new Date(2 * from - to).toISOString(), to: window.from, timeZone }
}

/** The window as long as this range that ends with what happened at an instant: whole local days, or to the moment when shorter. */
export function rangeUpTo(atIso: string, range: TimeRange, timeZone: string): TimeRange {
  const days = rangeDays(range)
  if (days < 1) {
    const end = Date.parse(atIso) + 1
    return { from: new Date(end - days * 86_400_000).toISOString(), to: new Date(end).toISOString() }
  }
  const end = shiftDate(localDate(atIso, timeZone), 1)
  return { from: shiftDate(end, -Math.round(days)), to: end }
}

/** About how many days a range lasts. */
export function rangeDays(range: TimeRange): number {
  return 'last' in range ? durationDays(range.last) : (Date.parse(range.to) - Date.parse(range.from)) / 86_400_000
}

/** Steps of a trend that stay readable: days up to six weeks, weeks up to fourteen months, else months. */
export function bucketFor(range: TimeRange): Bucket {
  const days = rangeDays(range)
  if (days <= 43) return 'DAY'
  return days <= 430 ? 'WEEK' : 'MONTH'
}

/** About how many days an ISO 8601 duration lasts. */
export function durationDays(iso: string): number {
  const [date = '', time = ''] = iso.slice(1).split('T')
  const sum = (text: string, lengths: Readonly<Record<string, number>>) =>
    [...text.matchAll(/(\d+)([A-Z])/g)].reduce(
      (days, [, count, unit]) => days + Number(count) * (lengths[unit ?? ''] ?? 0),
      0,
    )
  return sum(date, { Y: 365, M: 30.4, W: 7, D: 1 }) + sum(time, { H: 1 / 24, M: 1 / 1440 })
}

/** The instant at which a local date begins; where the zone skips midnight, or the whole day, the first one after the gap. */
export function toInstant(moment: string, timeZone: string): string {
  if (moment.includes('T')) return new Date(Date.parse(moment)).toISOString()
  const wall = Date.parse(`${moment}T00:00:00Z`)
  let [before, from] = [wall - 15 * 3_600_000, wall + 15 * 3_600_000]
  while (from - before > 1000) {
    const middle = Math.floor((before + from) / 2000) * 1000
    if (localDate(new Date(middle).toISOString(), timeZone) < moment) before = middle
    else from = middle
  }
  return new Date(from).toISOString()
}

/** The local date of an instant as `2026-03-02`. */
export function localDate(iso: string, timeZone: string): string {
  const at = Date.parse(iso)
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 10)
}

/** The instant of a local time such as `2026-03-02T09:30`; of one that the zone skips, the moment after the gap. */
export function fromLocal(wall: string, timeZone: string): string {
  const guess = Date.parse(`${wall}Z`)
  const before = guess - offsetAt(guess - 86_400_000, timeZone)
  const at = guess - offsetAt(before, timeZone)
  return new Date(Number.isNaN(at) ? guess : at).toISOString()
}

/** The local time of an instant to the minute, as `fromLocal` takes it. */
export function localTime(iso: string, timeZone: string): string {
  const at = Date.parse(iso)
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16)
}

/** The date so many days later. */
export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds that the zone is ahead of UTC at an instant. */
function offsetAt(at: number, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clocks.set(timeZone, clock)
  }
  const part = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
  return wall - Math.floor(at / 1000) * 1000
}
