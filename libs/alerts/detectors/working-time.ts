import { mondayOf, calendarDay, startOfDay } from '#domain/calendar'
import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import { elapsedWithoutWeekend } from '#domain/window'

/** A working day, as time without local Saturdays and Sundays counts it. */
export const WORKING_DAY: Milliseconds = DAY

/** Longest time that is counted ahead: nothing waits for longer. */
const longest = 3 * 366 * DAY

/** A time in which nobody is meant to deploy. Half-open. */
export interface Frozen {
  readonly from: Instant
  readonly to: Instant
}

/** What is no working time: local weekends, and freezes. */
export interface Leisure {
  readonly timeZone: string
  /** Ascending, none of them in another. */
  readonly frozen: readonly Frozen[]
}

/** Freezes in any order as those that do not overlap, ascending. */
export function apartOf(frozen: readonly Frozen[]): readonly Frozen[] {
  const apart: Frozen[] = []
  for (const one of frozen.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1)
    if (last === undefined || one.from > last.to) apart.push(one)
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, one.to) }
  }
  return apart
}

/** Milliseconds between two instants without weekends and without freezes. */
export function workingTime(from: Instant, to: Instant, { timeZone, frozen }: Leisure): Milliseconds {
  let worked = elapsedWithoutWeekend(from, to, timeZone)
  for (const one of frozen) worked -= overlap(from, to, one, timeZone)
  return worked
}

/** Time of a freeze between two instants, without weekends. */
function overlap(from: Instant, to: Instant, frozen: Frozen, timeZone: string): Milliseconds {
  const [first, last] = [Math.max(from, frozen.from), Math.min(to, frozen.to)]
  return first < last ? elapsedWithoutWeekend(first, last, timeZone) : 0
}

/** The instant at which so much working time has gone by; at most three years later. */
export function afterWorkingTime(from: Instant, span: Milliseconds, { timeZone, frozen }: Leisure): Instant {
  let left = Math.min(span, longest)
  let at = afterWeekends(from, left, timeZone)
  for (const one of frozen) {
    if (one.from >= at) break
    left += overlap(from, one.to, one, timeZone)
    at = afterWeekends(from, left, timeZone)
  }
  return at
}

function afterWeekends(from: Instant, span: Milliseconds, timeZone: string): Instant {
  let left = span
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

/** The instant itself, or the end of the freeze that it is in. */
export function outOfFreeze(at: Instant, { frozen }: Leisure): Instant {
  return frozen.find(({ from, to }) => at >= from && at < to)?.to ?? at
}
