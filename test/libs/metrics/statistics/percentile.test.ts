import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanOf, orderStatistics, percentileOf, percentileOfCounts } from '#metrics/statistics/percentile'

const value = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -1e12, max: 1e12 }),
  fc.double({ noNaN: true }),
)
const values = fc.oneof(
  fc.array(value, { minLength: 1, maxLength: 20 }),
  fc.array(value, { minLength: 200, maxLength: 2_000 }),
)

/** The definition of percentile_cont, as the PostgreSQL manual words it, over a sorted copy. */
function naive(list: readonly number[], share: number): number {
  const ascending = list.toSorted((a, b) => a - b)
  const row = share * (ascending.length - 1)
  const floor = ascending[Math.floor(row)] ?? Number.NaN
  const ceiling = ascending[Math.ceil(row)] ?? Number.NaN
  return floor + (row - Math.floor(row)) * (ceiling - floor)
}

describe('percentiles', () => {
  it.each([
    [[60, 120, 180, 600], 0.5, 150],
    [[60, 120, 180, 600], 0.75, 285],
    [[60, 120, 180, 600], 0.9, 474],
    [[7], 0.9, 7],
    [[2, 1], 0, 1],
    [[2, 1], 1, 2],
    [[3, 3, 3], 0.4, 3],
  ])('of %j at %d is %d', (list, share, expected) => expect(percentileOf(list, share)).toBeCloseTo(expected, 9))

  it('are none without values', () => {
    expect(percentileOf([], 0.5)).toBeNull()
    expect(meanOf([])).toBeNull()
  })

  it('equal the naive ones over a sorted copy, and leave the values alone', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const before = [...list]
        expect(percentileOf(list, share)).toBe(naive(list, share))
        expect(list).toEqual(before)
      }),
      { numRuns: 200 },
    )
  })

  it('of counts are the same, also where one day holds more than there is room to count', () => {
    const count = fc.oneof(fc.nat(3), fc.nat(5_000), fc.constantFrom(4_096, 4_097, 2 ** 40))
    fc.assert(
      fc.property(fc.array(count, { maxLength: 100 }), fc.double({ min: 0, max: 1, noNaN: true }), (counts, share) => {
        expect(percentileOfCounts(counts, share)).toBe(percentileOf(counts, share))
      }),
    )
  })

  it('are read by any ranks in any order from one selection', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(1_999), { maxLength: 30 }), (list, ranks) => {
        const ascending = list.toSorted((a, b) => a - b)
        const read = orderStatistics(Float64Array.from(list))
        for (const rank of ranks) {
          const within = rank % list.length
          expect(read(within) === ascending[within]).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('stay linear on sorted, reversed, constant and organ-pipe input', () => {
    const count = 200_000
    const shapes: ((index: number) => number)[] = [
      (index) => index,
      (index) => count - index,
      () => 1,
      (index) => Math.min(index, count - index),
      (index) => index % 3,
    ]
    for (const shape of shapes) {
      const list = Float64Array.from({ length: count }, (_, index) => shape(index))
      const ascending = list.toSorted()
      const read = orderStatistics(list)
      for (const rank of [0, 1, count / 2, count * 0.9, count - 1]) expect(read(rank)).toBe(ascending[rank])
    }
  })
})
