import { DAY, type Instant, type Milliseconds } from './instant.ts'

/** Days with events that must be known before silence means anything: fewer do not tell a rhythm. */
const fewestDays = 8

/** Nobody is silent before this much time went by. */
const leastSilence: Milliseconds = 2 * DAY

/**
 * Since when a source has been silent for over twice as long as it was between any two of its latest days; null while it is
 * not, or while too little of its rhythm is known.
 *
 * @param activeDays UTC days since 1970 on which something came, ascending
 */
export function silentSince(activeDays: readonly number[], lastEventAt: Instant | null, now: Instant): Instant | null {
  if (lastEventAt === null || activeDays.length < fewestDays) return null
  const gaps = activeDays.slice(1).map((day, index) => day - (activeDays[index] ?? day))
  const bearable = Math.max(leastSilence, 2 * DAY * Math.max(...gaps))
  return now - lastEventAt > bearable ? lastEventAt : null
}
