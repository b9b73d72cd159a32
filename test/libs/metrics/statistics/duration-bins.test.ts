import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationBins, durationEdges } from '#metrics/statistics/duration-bins'

describe('a distribution of durations', () => {
  it('has all bins in order, half open, with an end that is none', () => {
    const bins = durationBins([0, 899, 900, 3_600, 60 * 86_400])
    expect(bins.map(({ count }) => count)).toEqual([2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    expect(bins[0]).toEqual({ fromSeconds: 0, toSeconds: 900, count: 2 })
    expect(bins.at(-1)).toEqual({ fromSeconds: 56 * 86_400, toSeconds: null, count: 1 })
  })

  it('lays each bin where the one before ends, each longer than that', () => {
    expect(durationEdges).toEqual(durationEdges.toSorted((a, b) => a - b))
    const bins = durationBins([])
    for (const [index, { fromSeconds }] of bins.entries()) expect(fromSeconds).toBe(bins[index - 1]?.toSeconds ?? 0)
  })

  it('counts each exactly once, where it belongs', () => {
    const lengths = fc.array(fc.double({ min: 0, max: 1e8, noNaN: true }))
    fc.assert(
      fc.property(lengths, (durations) => {
        const bins = durationBins(durations)
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(durations.length)
        for (const { fromSeconds, toSeconds, count } of bins) {
          const inside = durations.filter((each) => each >= fromSeconds && (toSeconds === null || each < toSeconds))
          expect(count).toBe(inside.length)
        }
      }),
    )
  })
})
