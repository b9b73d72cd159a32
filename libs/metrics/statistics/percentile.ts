/** Reads the value of a rank, 0 the smallest. */
export type RankReader = (rank: number) => number

/**
 * Linear interpolation between order statistics: R type 7, PostgreSQL's `percentile_cont`, NumPy's default.
 * Hyndman, Fan (1996), Sample quantiles in statistical packages, The American Statistician 50(4). `share` is 0 to 1;
 * null without values.
 */
export function percentile(read: RankReader, count: number, share: number): number | null {
  if (count === 0) return null

  const position = (count - 1) * share
  const rank = Math.floor(position)
  const low = read(rank)
  return rank + 1 < count ? low + (position - rank) * (read(rank + 1) - low) : low
}

/** The same over values in any order; they are not changed. */
export function percentileOf(values: ArrayLike<number>, share: number): number | null {
  return percentile(orderStatistics(new Float64Array(values)), values.length, share)
}

/** The arithmetic mean; null without values. */
export function meanOf(values: readonly number[]): number | null {
  let sum = 0
  for (const value of values) sum += value
  return values.length === 0 ? null : sum / values.length
}

/** Up to here one native sort costs less than selecting the dozen ranks that a summary reads. */
const sortedWhole = 2_048

/**
 * Order statistics by selection instead of sorting: expected linear time for the few ranks that a summary needs, and
 * each one narrows the search for the next. Rearranges `values`. Hoare (1961), Algorithm 65: Find, CACM 4(7), with
 * median-of-three pivots and a plain sort of what is short.
 */
export function orderStatistics(values: Float64Array): RankReader {
  if (values.length <= sortedWhole) {
    values.sort()
    return (rank) => values[rank] ?? Number.NaN
  }
  /** Ends (exclusive) of stretches, ascending: every value of a stretch is at most every value of the next. */
  const ends: number[] = [values.length]
  return (rank) => {
    let stretch = firstAbove(ends, rank)
    for (;;) {
      const from = stretch === 0 ? 0 : (ends[stretch - 1] ?? 0)
      const to = ends[stretch] ?? values.length
      if (to - from <= 48) {
        if (to - from > 1) settle(values, ends, stretch, from, to)
        return values[rank] ?? Number.NaN
      }
      const [left, right] = partition(values, from, to)
      const cuts = [left, right].filter((cut) => cut > from && cut < to)
      ends.splice(stretch, 0, ...new Set(cuts))
      if (rank >= left && rank < right) return values[rank] ?? Number.NaN
      stretch = firstAbove(ends, rank)
    }
  }
}

function settle(values: Float64Array, ends: number[], stretch: number, from: number, to: number): void {
  values.subarray(from, to).sort()
  const singles = Array.from({ length: to - from - 1 }, (_, index) => from + index + 1)
  ends.splice(stretch, 0, ...singles)
}

function firstAbove(ends: readonly number[], rank: number): number {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) > rank) high = middle
    else low = middle + 1
  }
  return low
}

/** Three-way: afterwards [from, left) is below the pivot, [left, right) equals it, [right, to) is above it. */
function partition(values: Float64Array, from: number, to: number): [number, number] {
  const first = values[from] ?? 0
  const middle = values[(from + to) >> 1] ?? 0
  const last = values[to - 1] ?? 0
  const pivot = Math.max(Math.min(first, middle), Math.min(Math.max(first, middle), last))
  let left = from
  let right = to
  for (let index = from; index < right; ) {
    const value = values[index] ?? 0
    if (value < pivot) {
      values[index++] = values[left] ?? 0
      values[left++] = value
    } else if (value > pivot) {
      values[index] = values[--right] ?? 0
      values[right] = value
    } else {
      index += 1
    }
  }
  return [left, right]
}
