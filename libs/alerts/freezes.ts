import { calendarDay, startOfDay } from '#domain/calendar'
import type { Instant } from '#domain/instant'
import type { Period } from '#domain/window'
import { apartOf, type Frozen } from './detectors/working-time.ts'
import type { Watched } from './watched.ts'

/** More than half of the working days of a week. */
const mostOfWeek = 3

/** Whether an instant is in a freeze. */
export function isFrozen(frozen: readonly Frozen[], at: Instant): boolean {
  return frozen.some(({ from, to }) => at >= from && at < to)
}

/** When the freeze ends that is on at an instant, with those that go on from it; null where none is. */
export function frozenUntil(frozen: readonly Frozen[], at: Instant): Instant | null {
  return apartOf(frozen).find(({ from, to }) => at >= from && at < to)?.to ?? null
}

/** Weeks in which more than half of the working days are frozen say nothing about how often is deployed. */
export function unfrozenWeeks(
  weeks: readonly Period[],
  frozen: readonly Frozen[],
  timeZone: string,
): readonly Period[] {
  if (frozen.length === 0) return weeks
  return weeks.filter(({ from }) => {
    const monday = calendarDay(from, timeZone)
    const days = [0, 1, 2, 3, 4].map((day) => startOfDay(monday + day, timeZone))
    return days.filter((day) => isFrozen(frozen, day)).length < mostOfWeek
  })
}

/** What is watched without what happened in freezes. */
export function unfrozen(watched: Watched, frozen: readonly Frozen[]): Watched {
  if (frozen.length === 0) return watched
  const outside = ({ at }: { readonly at: Instant }): boolean => !isFrozen(frozen, at)
  return {
    ...watched,
    leadTimes: watched.leadTimes.filter(outside),
    failures: watched.failures.filter(outside),
    reworks: watched.reworks.filter(outside),
  }
}
