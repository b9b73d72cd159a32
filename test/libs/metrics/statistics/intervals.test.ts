import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { designEffect, independent, quantileFor, studentQuantile, z95 } from '#metrics/statistics/design-effect'
import { percentileInterval } from '#metrics/statistics/percentile-interval'
import { dispersion, quasiPoissonInterval } from '#metrics/statistics/quasi-poisson-interval'
import { wilsonInterval } from '#metrics/statistics/wilson-interval'

const readerOf = (list: readonly number[]) => {
  const ascending = list.toSorted((a, b) => a - b)
  return (rank: number): number => ascending[rank] ?? Number.NaN
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

/** P(B <= k) of a binomial, exact. */
function binomial(count: number, share: number, k: number): number {
  let term = (1 - share) ** count
  let sum = 0
  for (let hits = 0; hits <= k; hits += 1) {
    sum += term
    term *= ((count - hits) / (hits + 1)) * (share / (1 - share))
  }
  return sum
}

describe('interval of a percentile', () => {
  it('needs five independent samples for a median', () => {
    expect(percentileInterval(readerOf(upTo(4)), 4, 0.5)).toBeNull()
    expect(percentileInterval(readerOf(upTo(5)), 5, 0.5)).toMatchObject({
      low: expect.any(Number),
      high: expect.any(Number),
      level: 0.9,
    })
  })

  it('is open where the sample does not reach', () => {
    const interval = percentileInterval(readerOf(upTo(10)), 10, 0.9)
    expect(interval).toMatchObject({ low: expect.any(Number), high: null })
  })

  it('has ranks whose exact binomial coverage is 90 % or a little more', () => {
    for (const count of [5, 8, 10, 13, 20, 50, 101, 400]) {
      const interval = percentileInterval(readerOf(upTo(count)), count, 0.5)
      const low = interval?.low ?? 0
      const high = interval?.high ?? 0
      // Outward whole ranks cover at least 90 %; inward ones at most a step less: interpolation lies in between.
      const coverage = (from: number, to: number): number =>
        binomial(count, 0.5, to - 1) - binomial(count, 0.5, from - 1)
      expect(coverage(Math.floor(low), Math.ceil(high))).toBeGreaterThan(0.9)
      expect(coverage(Math.ceil(low), Math.floor(high))).toBeLessThan(0.925)
    }
  })

  it('contains the percentile, is symmetric for a median, and widens with the design effect', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 500 }), fc.double({ min: 1, max: 2, noNaN: true }), (count, effect) => {
        const narrow = percentileInterval(readerOf(upTo(count)), count, 0.5)
        const wide = percentileInterval(readerOf(upTo(count)), count, 0.5, { effect, z: z95 })
        expect((narrow?.low ?? 0) + (narrow?.high ?? 0)).toBeCloseTo(count + 1, 6)
        expect(wide?.low).toBeLessThanOrEqual((narrow?.low ?? 0) + 1e-9)
        expect(wide?.high).toBeGreaterThanOrEqual((narrow?.high ?? 0) - 1e-9)
        expect(narrow?.low).toBeLessThanOrEqual((count + 1) / 2)
      }),
    )
  })
})

describe("Wilson's interval", () => {
  it.each([
    // Newcombe 1998, Statistics in Medicine 17(8), table I, method 3, at 95 %.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d', (hits, count, low, high) => {
    const interval = wilsonInterval(hits, count, { effect: 1, z: 1.959964 })
    expect(interval?.low).toBeCloseTo(low, 4)
    expect(interval?.high).toBeCloseTo(high, 4)
  })

  it('solves the score equation, lies in [0, 1] and contains the rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.nat(5_000),
        fc.double({ min: 1, max: 9, noNaN: true }),
        (count, given, effect) => {
          const hits = Math.min(given, count)
          const interval = wilsonInterval(hits, count, { effect, z: z95 })
          const samples = count / effect
          const rate = hits / count
          for (const end of [interval?.low ?? -1, interval?.high ?? -1]) {
            expect(end).toBeGreaterThanOrEqual(0)
            expect(end).toBeLessThanOrEqual(1)
            if (end > 0 && end < 1) expect((rate - end) ** 2).toBeCloseTo((z95 ** 2 * end * (1 - end)) / samples, 9)
          }
          expect(interval?.low).toBeLessThanOrEqual(rate)
          expect(interval?.high).toBeGreaterThanOrEqual(rate)
        },
      ),
    )
  })

  it('is none without samples', () => expect(wilsonInterval(0, 0)).toBeNull())
})

describe('quasi-Poisson interval', () => {
  it('solves the score equation over the exposure', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000),
        fc.double({ min: 0.5, max: 400, noNaN: true }),
        fc.double({ min: 1, max: 8, noNaN: true }),
        (count, exposure, phi) => {
          const { low, high } = quasiPoissonInterval(count, exposure, { phi, z: z95 })
          for (const end of [low ?? 0, high ?? 0]) {
            const mean = end * exposure
            if (mean > 0) expect((count - mean) ** 2 / (z95 ** 2 * phi * mean)).toBeCloseTo(1, 6)
          }
          expect(low).toBeLessThanOrEqual(count / exposure)
          expect(high).toBeGreaterThan(count / exposure)
        },
      ),
    )
  })

  it('reaches up from zero, and is wider for bursts', () => {
    const steady = dispersion([3, 3, 3, 3, 3, 3, 3, 3], 3)
    const bursts = dispersion([0, 12, 0, 0, 12, 0, 0, 0], 3)
    expect(steady.phi).toBe(1)
    expect(bursts.phi).toBeGreaterThan(3)
    expect(quasiPoissonInterval(0, 7, steady)).toMatchObject({ low: 0 })
    expect(quasiPoissonInterval(0, 7, steady).high).toBeGreaterThan(0)
    expect(quasiPoissonInterval(24, 56, bursts).high).toBeGreaterThan(quasiPoissonInterval(24, 56, steady).high ?? 0)
  })

  it('is wider where busy weeks follow each other than where they are scattered', () => {
    const scattered = Array.from({ length: 40 }, (_, week) => (week % 2 === 0 ? 16 : 4))
    const blocks = Array.from({ length: 40 }, (_, week) => (week % 20 < 10 ? 16 : 4))
    expect(dispersion(blocks, 10).phi).toBeGreaterThan(1.5 * dispersion(scattered, 10).phi)
  })

  it('has a dispersion of its own opinion where there are no whole weeks', () => {
    const { phi, z } = dispersion([], 10)
    expect(phi).toBeCloseTo(2.2, 9)
    // Of 2.2 only 1.2 is an opinion, worth eight weeks: 8 · (2.2 / 1.2)² degrees. R: qt(0.95, 26.9) = 1.7035.
    expect(z).toBeCloseTo(1.7035, 2)
    expect(dispersion([4], 10).phi).toBeCloseTo(2.2, 9)
  })
})

describe('design effect', () => {
  it('is that of independent samples without samples, and never below 1', () => {
    expect(designEffect([], 0.5)).toBe(independent)
    expect(designEffect([{ size: 0, hits: 0 }], 0.5)).toBe(independent)
    fc.assert(
      fc.property(
        fc.array(
          fc.nat(40).chain((size) => fc.record({ size: fc.constant(size), hits: fc.nat(size) })),
          { maxLength: 30 },
        ),
        fc.boolean(),
        (weeks, isMedian) => {
          const samples = weeks.reduce((sum, { size }) => sum + size, 0)
          const rate = weeks.reduce((sum, { hits }) => sum + hits, 0) / Math.max(1, samples)
          const { effect, z } = designEffect(weeks, isMedian ? 0.5 : rate)
          expect(effect).toBeGreaterThanOrEqual(1)
          expect(Number.isFinite(effect)).toBe(true)
          expect(z).toBeGreaterThanOrEqual(z95)
        },
      ),
    )
  })

  it('is 1 with one sample a week that alternates, and large when whole weeks agree', () => {
    const alone = Array.from({ length: 40 }, (_, week) => ({ size: 1, hits: week % 2 }))
    const agreeing = Array.from({ length: 40 }, (_, week) => ({ size: 10, hits: week % 2 === 0 ? 10 : 0 }))
    expect(designEffect(alone, 0.5).effect).toBeCloseTo(1, 1)
    expect(designEffect(agreeing, 0.5).effect).toBeGreaterThan(8)
  })

  it('counts bad weeks that follow each other for more than scattered ones', () => {
    const scattered = Array.from({ length: 40 }, (_, week) => ({ size: 10, hits: week % 2 === 0 ? 8 : 2 }))
    const blocks = Array.from({ length: 40 }, (_, week) => ({ size: 10, hits: week % 20 < 10 ? 8 : 2 }))
    expect(designEffect(blocks, 0.5).effect).toBeGreaterThan(1.5 * designEffect(scattered, 0.5).effect)
  })

  it('is as sure of itself as independent samples where nothing of it is estimated', () => {
    const alone = Array.from({ length: 40 }, (_, week) => ({ size: 1, hits: week % 2 }))
    expect(designEffect(alone, 0.5).z).toBeCloseTo(z95, 3)
    expect(quantileFor(1, 8)).toBe(z95)
    expect(quantileFor(2, 8)).toBeCloseTo(studentQuantile(32), 9)
    expect(quantileFor(1e9, 8)).toBeCloseTo(studentQuantile(8), 6)
  })

  it("knows Student's quantile", () => {
    // R: qt(0.95, df)
    expect(studentQuantile(8)).toBeCloseTo(1.8595, 2)
    expect(studentQuantile(20)).toBeCloseTo(1.7247, 3)
    expect(studentQuantile(1e9)).toBeCloseTo(z95, 6)
  })
})
