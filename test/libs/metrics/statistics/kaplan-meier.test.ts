import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kaplanMeier, type Observation } from '#metrics/statistics/kaplan-meier'
import { percentileInterval } from '#metrics/statistics/percentile-interval'
import { orderStatistics, percentileOf } from '#metrics/statistics/percentile'

const done = (...times: number[]): Observation[] => times.map((time) => ({ time, done: true }))
const open = (...times: number[]): Observation[] => times.map((time) => ({ time, done: false }))

/** The product over event times, from its definition: one pass over all observations for each event time. */
function naive(observations: readonly Observation[]): [number, number][] {
  const times = [...new Set(observations.filter((each) => each.done).map(({ time }) => time))].toSorted((a, b) => a - b)
  let survival = 1
  return times.map((time) => {
    const atRisk = observations.filter((each) => each.time >= time).length
    const ended = observations.filter((each) => each.done && each.time === time).length
    survival *= 1 - ended / atRisk
    return [time, survival]
  })
}

const observation = fc.record({ time: fc.integer({ min: 0, max: 60 }), done: fc.boolean() })

describe('Kaplan-Meier', () => {
  it.each([
    ['one open between', [...done(60, 480), ...open(120, 300)], 480, null],
    ['mostly open', [...done(30), ...open(90, 200)], null, 90],
    ['half open', [...done(30), ...open(200)], null, 115],
    ['all done, odd', done(10, 20, 90), 20, null],
    ['all done, even: halfway', done(10, 20, 40, 90), 30, null],
    ['exactly a half, and nothing after', [...done(10, 20), ...open(30, 40)], null, 25],
    ['exactly a half, and one after', [...done(10, 20, 70), ...open(30, 80, 80)], 70, null],
    ['ties at the median', done(10, 20, 20, 30), 20, null],
    ['none', [], null, null],
    ['one open', open(5), null, 5],
  ] as const)('%s', (_name, observations, median, atLeast) => {
    expect(kaplanMeier(observations)).toMatchObject({ median, atLeast })
  })

  it('will be at least as long as it says while it is not reached, whenever the open ones end', () => {
    const later = fc.record({ extra: fc.integer({ min: 0, max: 100 }), done: fc.boolean() })
    fc.assert(
      fc.property(fc.array(fc.tuple(observation, later), { minLength: 1, maxLength: 12 }), (pairs) => {
        const { atLeast } = kaplanMeier(pairs.map(([observed]) => observed))
        fc.pre(atLeast !== null)
        const then = kaplanMeier(
          pairs.map(([observed, { extra, done: ended }]) =>
            observed.done ? observed : { time: observed.time + extra, done: ended },
          ),
        )
        expect(then.median ?? then.atLeast).toBeGreaterThanOrEqual((atLeast ?? 0) - 1e-9)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps one that is open at t at risk at t', () => {
    expect(kaplanMeier([...done(60), ...open(60)]).curve).toEqual([{ time: 60, survival: 0.5 }])
  })

  it('has the curve of its definition', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 60 }), (observations) => {
        const { curve } = kaplanMeier(observations)
        const expected = naive(observations)
        expect(curve.map(({ time }) => time)).toEqual(expected.map(([time]) => time))
        for (const [index, { survival }] of curve.entries())
          expect(survival).toBeCloseTo(expected[index]?.[1] ?? -1, 12)
      }),
    )
  })

  it('is the ordinary median with its ordinary interval when nothing is open', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 120 }), (times) => {
        const survival = kaplanMeier(done(...times))
        const ordinary = percentileInterval(orderStatistics(Float64Array.from(times)), times.length, 0.5)
        expect(survival.median).toBeCloseTo(percentileOf(times, 0.5) ?? -1, 6)
        expect(survival.interval === null).toBe(ordinary === null)
        if (ordinary === null) return
        expect(survival.interval?.low).toBeCloseTo(ordinary.low ?? -1, 4)
        expect(survival.interval?.high).toBeCloseTo(ordinary.high ?? -1, 4)
      }),
    )
  })

  it('never falls when more is open, and its interval holds the median', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 80 }), (observations) => {
        const { median, interval, atLeast } = kaplanMeier(observations)
        const closed = kaplanMeier(observations.map(({ time }) => ({ time, done: true })))
        if (median !== null) expect(median).toBeGreaterThanOrEqual((closed.median ?? 0) - 1e-9)
        expect(median === null).toBe(atLeast !== null)
        if (median === null || interval === null) return
        expect(interval.low ?? median).toBeLessThanOrEqual(median)
        expect(interval.high ?? median).toBeGreaterThanOrEqual(median)
      }),
      { numRuns: 300 },
    )
  })
})
