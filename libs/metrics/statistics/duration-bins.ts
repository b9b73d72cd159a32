const minute = 60
const hour = 60 * minute
const day = 24 * hour
const week = 7 * day

/**
 * Where a bin of durations ends and the next begins, in seconds. Durations of delivery are skewed to the right, so that
 * each bin is about twice to four times as long as the one before; they are the same for every window, so that two
 * distributions can be laid beside each other.
 */
export const durationEdges: readonly number[] = [
  15 * minute,
  hour,
  4 * hour,
  12 * hour,
  day,
  2 * day,
  4 * day,
  week,
  2 * week,
  4 * week,
  8 * week,
]

/** How many durations are of this length. */
export interface DurationBin {
  /** In seconds, included. */
  readonly fromSeconds: number
  /** In seconds, not included; null: no end. */
  readonly toSeconds: number | null
  readonly count: number
}

/**
 * Counts durations in seconds by length, into all bins in order, empty ones too. A duration below zero, of a clock that was
 * wrong, is in the first.
 */
export function durationBins(durations: Iterable<number>): DurationBin[] {
  const counts = [...durationEdges.map(() => 0), 0]
  for (const duration of durations) {
    const place = durationEdges.findIndex((edge) => duration < edge)
    const index = place === -1 ? durationEdges.length : place
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts.map((count, index) => ({
    fromSeconds: durationEdges[index - 1] ?? 0,
    toSeconds: durationEdges[index] ?? null,
    count,
  }))
}
