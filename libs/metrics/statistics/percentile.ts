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

/** A place is made for every number up to the largest: one of a day of a million would take eight megabytes. */
const largestCounted = 4_096

/** The same over whole numbers from zero on, which are mostly small: then they are counted instead of sorted. */
export function percentileOfCounts(counts: readonly number[], share: number): number | null {
  if (counts.some((count) => count > largestCounted)) return percentileOf(counts, share)
  const met: number[] = []
  for (const count of counts) {
    while (met.length <= count) met.push(0)
    met[count] = (met[count] ?? 0) + 1
  }
  const read: RankReader = (rank) => {
    let above = 0
    return met.findIndex((times) => {
      above += times
      return above > rank
    })
  }
  return percentile(read, counts.length, share)
}

/** The arithmetic mean; null without values. */
export function meanOf(values: readonly number[]): number | null {
  let sum = 0
  for (const value of values) sum += value
  return values.length === 0 ? null : sum / values.length
}

/** Up to here one native sort costs less than to distribute. */
const sortedWhole = 64
/** Stretches that are this short are sorted by insertion. */
const shortStretch = 16
/** Which half of a number's bits holds its sign and its exponent. */
const upperHalf = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0

/**
 * Order statistics by distribution instead of sorting: one pass counts the numbers by their leading bits, one puts them into
 * stretches of which every value of one is at most every value of the next, and only the stretches that hold a rank that is
 * read are sorted. Linear for what is spread out. Rearranges `values`, which must be numbers. Knuth (1998), The Art of
 * Computer Programming 3, §5.2 (distribution counting), §5.2.5 (the bits of a number as its key).
 */
export function orderStatistics(values: Float64Array): RankReader {
  if (values.length <= sortedWhole) {
    values.sort()
    return (rank) => values[rank] ?? Number.NaN
  }
  const ends = distribute(values)
  const settled = new Uint8Array(ends.length)
  return (rank) => {
    const stretch = firstAbove(ends, rank)
    if (settled[stretch] === 0) {
      settle(values, stretch === 0 ? 0 : (ends[stretch - 1] ?? 0), ends[stretch] ?? values.length)
      settled[stretch] = 1
    }
    return values[rank] ?? Number.NaN
  }
}

/** Room for keys and values that are being distributed: made anew for each few thousand it would cost as much again. */
const roomSize = 65_536
const keyRoom = new Uint32Array(roomSize)
const valueRoom = new Float64Array(roomSize)

/** The upper bits of numbers, as whole numbers of the same order. */
function keysOf(values: Float64Array): Uint32Array {
  const count = values.length
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * count)
  const keys = count > roomSize ? new Uint32Array(count) : keyRoom
  for (let index = 0; index < count; index += 1) {
    const half = halves[2 * index + upperHalf] ?? 0
    // A negative number is the smaller the larger its bits are.
    keys[index] = half >>> 31 === 1 ? ~half : half | 0x80000000
  }
  return keys
}

/** Puts the values into stretches by their upper bits. Gives where each stretch ends. */
function distribute(values: Float64Array): Int32Array {
  const count = values.length
  const keys = keysOf(values)
  let lowest = 0xffffffff
  let highest = 0
  for (let index = 0; index < count; index += 1) {
    const key = keys[index] ?? 0
    lowest = Math.min(lowest, key)
    highest = Math.max(highest, key)
  }
  // About as many stretches as values, and at most 4,096.
  const shift = Math.max(0, Math.clz32(count) - Math.clz32(highest - lowest), 20 - Math.clz32(highest - lowest))
  const ends = new Int32Array(((highest - lowest) >>> shift) + 1)
  for (let index = 0; index < count; index += 1) {
    const stretch = ((keys[index] ?? 0) - lowest) >>> shift
    ends[stretch] = (ends[stretch] ?? 0) + 1
  }
  let end = 0
  for (let stretch = 0; stretch < ends.length; stretch += 1) {
    end += ends[stretch] ?? 0
    ends[stretch] = end
  }
  const before = count > roomSize ? values.slice() : valueRoom
  if (before === valueRoom) valueRoom.set(values)
  // From the end of each stretch down to where it begins, which is where the one before it ends.
  for (let index = 0; index < count; index += 1) {
    const stretch = ((keys[index] ?? 0) - lowest) >>> shift
    const place = (ends[stretch] ?? 0) - 1
    ends[stretch] = place
    values[place] = before[index] ?? 0
  }
  ends.copyWithin(0, 1)
  ends[ends.length - 1] = count
  return ends
}

function settle(values: Float64Array, from: number, to: number): void {
  if (to - from > shortStretch) {
    values.subarray(from, to).sort()
    return
  }
  for (let index = from + 1; index < to; index += 1) {
    const value = values[index] ?? 0
    let place = index
    while (place > from && (values[place - 1] ?? 0) > value) {
      values[place] = values[place - 1] ?? 0
      place -= 1
    }
    values[place] = value
  }
}

/** The first stretch that ends above a rank. */
function firstAbove(ends: Int32Array, rank: number): number {
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) > rank) high = middle
    else low = middle + 1
  }
  return low
}
