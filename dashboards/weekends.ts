/** Whether a time went on over a weekend, which the clock counts like any other. Pure. */
import { plural } from './format.ts'

const day = 86_400_000
/** Days from the first Sunday to 1 January 1970, a Thursday. */
const sinceSunday = 4

/** Sundays that began by an instant, as its zone has it. */
function sundaysBy(at: number, timeZone: string): number {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
  return Math.floor((Date.parse(`${date}T00:00:00Z`) / day + sinceSunday) / 7)
}

/** `includes a weekend`; null where no Saturday and Sunday lie in it, or it is shorter than a day. */
export function weekendWords(from: number, to: number, timeZone: string): string | null {
  const count = to - from < day ? 0 : sundaysBy(to, timeZone) - sundaysBy(from, timeZone)
  if (count === 0) return null
  return `includes ${count === 1 ? 'a weekend' : plural(count, 'weekend')}`
}
