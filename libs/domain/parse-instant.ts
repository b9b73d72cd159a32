import { type Instant, MINUTE } from './instant.ts'

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function offsetOf(sign: string | undefined, hours: string | undefined, minutes: string | undefined): number | null {
  if (sign === undefined) return 0
  const [h, m] = [Number(hours), Number(minutes ?? 0)]
  if (h > 23 || m > 59) return null
  return (sign === '-' ? -1 : 1) * (h * 60 + m) * MINUTE
}

/**
 * Reads an ISO 8601 date and time with an offset (`2026-03-02T09:00:00+01:00`), to the millisecond: finer digits are cut
 * off. A leap second is the first moment of the next minute. Null where the text is not one, or names no real day.
 */
export function parseInstant(text: string): Instant | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = match
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second ?? 0].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (y < 1000 || mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo)) return null
  if (h > 23 || mi > 59 || s > 60) return null
  const offset = offsetOf(sign, offsetHours, offsetMinutes)
  if (offset === null) return null
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'))
  return Date.UTC(y, mo - 1, d, h, mi, s, milliseconds) - offset
}
