const YEAR = 31_557_600_000
const beginning = Date.UTC(1990, 0, 1)
const latest = Date.UTC(2060, 0, 1)
/** So many times slower the age of statements runs, so that forty years fit into eight. */
const slower = 5

/** What beats what of one attempt: the higher one. */
export type Rank = 0 | 1 | 2 | 3

/**
 * `updatedAt` of a statement. Of statements that speak of one attempt the higher rank counts, and within a rank the first
 * that happened, in whatever order they come: what Flux says again, at each interval, moves nothing. All of these lie
 * before any time at which somebody else says something.
 */
export function precedence(rank: Rank, at: string): string {
  const left = Math.min(Math.max(latest - Date.parse(at), 0), 39 * YEAR)
  return new Date(Math.round(beginning + rank * 8 * YEAR + left / slower)).toISOString()
}
