/** Before anything that a host of code reports. */
const oldest = Date.UTC(1990, 0, 1)
const latest = Date.UTC(2060, 0, 1)

function iso(instant: number): string {
  return new Date(Math.max(oldest, instant)).toISOString()
}

/** `updatedAt` of a statement that any other may correct. */
export const yields: string = iso(oldest)

/** `updatedAt` of a statement that any other may correct, where of several such the one that happened first is to count. */
export function yieldsButFirst(at: string): string {
  // Seventy years fit into less than two: all of it lies before anything that is reported.
  return iso(Math.round(oldest + Math.max(0, latest - Date.parse(at)) / 40))
}

/** `updatedAt` of a statement that any other may correct, where of several such the one that happened last is to count. */
export function yieldsButLast(at: string): string {
  return iso(Math.round(oldest + Math.max(0, Date.parse(at) - oldest) / 40))
}

/** As `yieldsButFirst`, of what corrects statements that yield to any other. */
export function correctsButFirst(at: string): string {
  return iso(Math.round(Date.UTC(1995, 0, 1) + Math.max(0, latest - Date.parse(at)) / 40))
}

/**
 * `updatedAt` for statements of which the first is to count, such as the first review: the newest statement wins, so
 * their age runs backwards from the moment at which the thing began.
 */
export function firstWins(beganAt: string, at: string): string {
  return iso(2 * Date.parse(beganAt) - Date.parse(at))
}
