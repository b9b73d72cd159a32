/** Before anything that GitHub reports. */
const oldest = Date.UTC(1990, 0, 1)

function iso(instant: number): string {
  return new Date(Math.max(oldest, instant)).toISOString()
}

/** `updatedAt` of a statement that any other may correct. */
export const yields: string = iso(oldest)

/**
 * `updatedAt` for statements of which the first is to count, such as the first review: the newest statement wins, so
 * their age runs backwards from the moment at which the thing began.
 */
export function firstWins(beganAt: string, at: string): string {
  return iso(2 * Date.parse(beganAt) - Date.parse(at))
}
