import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '#domain/instant'
import { type LeadTimeStage, leadTimeStages } from '#domain/stream-history'
import type { Window } from '#domain/window'
import { leadTimeDifference } from '#metrics/lead-time-difference'
import { apportion } from '#metrics/statistics/apportion'
import { type TimedSample, timeOf } from '#metrics/timed-samples'
import type { SampledWindow } from '#metrics/trimmed-window'
import { shuffled } from '../../support/shuffle.ts'

const windowBefore: Window = { from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 2, 2), timeZone: 'UTC' }
const windowAfter: Window = { from: Date.UTC(2026, 2, 2), to: Date.UTC(2026, 3, 27), timeZone: 'UTC' }

type Stages = Partial<Record<LeadTimeStage, number>>
const inHours = (stages: Stages): Stages =>
  Object.fromEntries(Object.entries(stages).map(([stage, hours]) => [stage, hours * HOUR]))

/** Lead times in hours by their stages, one a day from the window's beginning on. */
function told(window: Window, times: readonly Stages[], service = 'shop'): SampledWindow<TimedSample> {
  const samples = times.map((stages, index) => ({
    key: `${service}#${index}`,
    service,
    liveAt: window.from + index * 24 * HOUR,
    stages: inHours(stages),
  }))
  return { window, samples }
}

const both = (...windows: readonly SampledWindow<TimedSample>[]): SampledWindow<TimedSample> => ({
  window: windows[0]?.window ?? windowBefore,
  samples: windows.flatMap(({ samples }) => samples),
})
const reviews = (window: Window, hours: readonly number[], service?: string) =>
  told(
    window,
    hours.map((REVIEW) => ({ REVIEW })),
    service,
  )

const manySamples = (window: Window, least: number) =>
  fc
    .array(
      fc.record({
        service: fc.constantFrom('bell', 'cart', 'drum'),
        liveAt: fc.integer({ min: window.from, max: window.to - 1 }),
        // Few values, so that lead times are often equal.
        stages: fc.dictionary(fc.constantFrom(...leadTimeStages), fc.integer({ min: -2, max: 7 }), { maxKeys: 4 }),
      }),
      { minLength: least, maxLength: 24 },
    )
    .map((found) => ({ window, samples: found.map((sample, index): TimedSample => ({ key: `#${index}`, ...sample })) }))
const runs = { numRuns: 60 }
const pairs = fc.tuple(manySamples(windowBefore, 5), manySamples(windowAfter, 5))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The same in the plainest way: a fifth away at both ends, then means. */
function plainly({ samples }: SampledWindow<TimedSample>) {
  const away = Math.floor(samples.length * 0.2)
  const order = (sample: TimedSample) =>
    `${String(timeOf(sample) + 1000).padStart(6, '0')} ${sample.service} ${sample.key}`
  const sorted = [...samples].sort((a, b) => (order(a) < order(b) ? -1 : 1)) // oxlint-disable-line unicorn/no-array-sort
  const kept = sorted.filter((_, rank) => rank >= away && rank < samples.length - away)
  const meanOf = (of: readonly TimedSample[], time = timeOf): number => sum(of.map(time)) / of.length
  return { kept, meanOf, mean: meanOf(kept) }
}

describe('the difference of two windows', () => {
  it('adds up exactly: stages, services, and with the tail the medians', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const { explained } = leadTimeDifference(before, after)
        if (explained === null) throw new Error('there are samples enough')
        const { difference, stages, services, within, mix, tail, medianDifference } = explained
        expect(sum(stages.map((stage) => stage.difference))).toBe(difference)
        expect(sum(services.map((service) => service.within + service.mix))).toBe(difference)
        expect(within + mix).toBe(difference)
        expect(difference + tail).toBe(medianDifference)
      }),
      runs,
    )
  })

  it('is what the plainest computation gives, rounded', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const found = leadTimeDifference(before, after)
        const [was, is] = [plainly(before), plainly(after)]
        expect(found.before.kept).toEqual(was.kept)
        expect(Math.abs((found.after.trimmedMean ?? 0) - is.mean)).toBeLessThanOrEqual(0.5)
        for (const { stage, after: time } of found.explained?.stages ?? [])
          expect(Math.abs(time - is.meanOf(is.kept, ({ stages }) => stages[stage] ?? 0))).toBeLessThan(1)
        for (const service of found.explained?.services ?? []) {
          const own = (kept: readonly TimedSample[]) => kept.filter((sample) => sample.service === service.service)
          const [old, now] = [own(was.kept), own(is.kept)]
          const [m0, m1] = [was.meanOf(old.length > 0 ? old : now), is.meanOf(now.length > 0 ? now : old)]
          const share = old.length / was.kept.length + now.length / is.kept.length
          expect(Math.abs(service.within - ((m1 - m0) * share) / 2)).toBeLessThan(2)
        }
      }),
      runs,
    )
  })

  it('is the same in whatever order samples come, and the reverse backwards', () => {
    fc.assert(
      fc.property(pairs, fc.integer(), ([before, after], seed) => {
        const once = leadTimeDifference(before, after)
        const mixed = leadTimeDifference(
          { ...before, samples: shuffled(before.samples, seed) },
          { ...after, samples: shuffled(after.samples, seed) },
        )
        expect(mixed.explained?.stages).toEqual(once.explained?.stages)
        expect(mixed.explained?.services).toEqual(once.explained?.services)
        expect(mixed.explained?.came).toEqual(once.explained?.came)
        const back = leadTimeDifference(after, before).explained
        const mirrored = (value: number | undefined): number => 0 - (value ?? 0)
        expect(back?.stages.map(({ difference }) => difference)).toEqual(
          once.explained?.stages.map(({ difference }) => mirrored(difference)),
        )
        expect(back?.services.map(({ within, mix }) => [within, mix])).toEqual(
          once.explained?.services.map(({ within, mix }) => [mirrored(within), mirrored(mix)]),
        )
        expect([back?.tail, back?.interval?.low]).toEqual([
          mirrored(once.explained?.tail),
          once.explained?.interval ? mirrored(once.explained.interval.high ?? 0) : undefined,
        ])
        expect(back?.gone.map(({ sample }) => sample)).toEqual(once.explained?.came.map(({ sample }) => sample))
      }),
      runs,
    )
  })

  it('is nothing between a window and itself', () => {
    fc.assert(
      fc.property(manySamples(windowBefore, 5), (same) => {
        const { explained } = leadTimeDifference(same, same)
        expect(explained).toMatchObject({ difference: 0, tail: 0, within: 0, mix: 0, movedMost: null, isClear: false })
        expect(explained).toMatchObject({ came: [], gone: [], isReversed: false })
        for (const { difference } of explained?.stages ?? []) expect(difference).toBe(0)
        for (const { within, mix } of explained?.services ?? []) expect([within, mix]).toEqual([0, 0])
      }),
      runs,
    )
  })

  it('is not told of fewer than five samples in a window, or than the definition asks for', () => {
    const [four, five] = [reviews(windowBefore, [1, 2, 3, 4]), reviews(windowAfter, [1, 2, 3, 4, 5])]
    expect(leadTimeDifference(four, five)).toMatchObject({ explained: null, least: 5, before: { sampleSize: 4 } })
    expect(leadTimeDifference(five, four).explained).toBeNull()
    expect(leadTimeDifference(five, five).explained).not.toBeNull()
    expect(leadTimeDifference(five, five, { minN: { p50: 6 } })).toMatchObject({ explained: null, least: 6 })
    expect(leadTimeDifference(five, five, { minN: { p50: 1 } }).least).toBe(5)
    expect(leadTimeDifference(reviews(windowBefore, []), five).before).toMatchObject({
      trimmedMean: null,
      median: null,
    })
  })
})

describe('stages', () => {
  it('say which of them did it, and leave the outlier to nobody but the tail', () => {
    const before = told(
      windowBefore,
      [1, 2, 3, 4, 5].map((REVIEW) => ({ CODING: 2, REVIEW })),
    )
    const after = told(
      windowAfter,
      [3, 4, 5, 6, 500].map((REVIEW) => ({ CODING: 1, REVIEW })),
    )
    const { explained } = leadTimeDifference(before, after)
    expect(explained).toMatchObject({
      difference: HOUR,
      medianDifference: HOUR,
      tail: 0,
      movedMost: { stage: 'REVIEW', before: 3 * HOUR, after: 5 * HOUR, difference: 2 * HOUR },
    })
    expect(explained?.stages.map(({ stage }) => stage)).toEqual(['CODING', 'REVIEW'])
    expect(explained?.came.map(({ sample, excess, moved }) => [sample.key, excess / HOUR, moved / HOUR])).toEqual([
      ['shop#3', 3, 1],
      ['shop#2', 2, 2 / 3],
      ['shop#1', 1, 1 / 3],
    ])
    expect(explained?.gone.map(({ sample }) => sample.key)).toEqual(['shop#1', 'shop#2', 'shop#3'])
  })

  it('name ten changes at most', () => {
    const slow = reviews(
      windowAfter,
      Array.from({ length: 40 }, (_, index) => 50 + index),
    )
    const { explained } = leadTimeDifference(reviews(windowBefore, [1, 2, 3, 4, 5]), slow)
    expect([explained?.came.length, explained?.came[0]?.time, explained?.isClear]).toEqual([10, 81 * HOUR, true])
  })
})

describe('the mix of services', () => {
  it('moves the whole although no service became slower', () => {
    const hours = (fast: number, slow: number, window: Window) =>
      both(reviews(window, Array(fast).fill(1), 'fast'), reviews(window, Array(slow).fill(9), 'slow'))
    const { explained } = leadTimeDifference(hours(7, 3, windowBefore), hours(3, 7, windowAfter))
    // Between the ends are five and one, then one and five, of six.
    expect(explained).toMatchObject({ within: 0, mix: Math.round((8 * HOUR * 4) / 6), isReversed: false })
  })

  it('may hide that every service became faster (Simpson)', () => {
    const hours = (fast: number, slow: number, window: Window, less: number) =>
      both(reviews(window, Array(fast).fill(2 - less), 'fast'), reviews(window, Array(slow).fill(9 - less), 'slow'))
    const { explained } = leadTimeDifference(hours(7, 3, windowBefore, 0), hours(3, 7, windowAfter, 1))
    expect(explained?.isReversed).toBe(true)
    expect(explained?.within).toBe(-HOUR)
    expect(explained?.difference).toBeGreaterThan(0)
  })

  it('holds a service that came to have been as it is', () => {
    const before = reviews(windowBefore, [2, 2, 2, 2, 2], 'old')
    const after = both(reviews(windowAfter, [2, 2, 2, 2, 2], 'old'), reviews(windowAfter, [8, 8, 8, 8, 8], 'new'))
    const { explained } = leadTimeDifference(before, after)
    expect(explained?.services).toMatchObject([
      { service: 'new', before: { kept: 0, share: 0, mean: null }, after: { kept: 3, mean: 8 * HOUR }, within: 0 },
      { service: 'old', within: 0 },
    ])
    expect(explained).toMatchObject({ within: 0, mix: 3 * HOUR, difference: 3 * HOUR })
  })
})

describe('a service whose share grew and that did not change', () => {
  it('is told as what it did by itself, beside what stands between the ends of the pool', () => {
    const slow = [20, 60, 100, 140, 180]
    const many = [...slow, ...slow]
    const before = both(reviews(windowBefore, Array(20).fill(1), 'quick'), reviews(windowBefore, slow, 'slow'))
    const after = both(reviews(windowAfter, Array(20).fill(1), 'quick'), reviews(windowAfter, many, 'slow'))
    const ofSlow = leadTimeDifference(before, after).explained?.services.find(({ service }) => service === 'slow')
    const own = leadTimeDifference(reviews(windowBefore, slow, 'slow'), reviews(windowAfter, many, 'slow'))
    expect([ofSlow?.before.all, ofSlow?.after.all]).toEqual([5, 10])
    expect([ofSlow?.before.kept, ofSlow?.after.kept]).toEqual([0, 4])
    expect(ofSlow?.before.own?.trimmedMean).toBe(own.before.trimmedMean)
    expect(ofSlow?.after.own?.trimmedMean).toBe(own.after.trimmedMean)
  })

  it('names the stage that it moved most by itself, whatever the pool’s is', () => {
    const times = (count: number, stages: Stages) => Array.from({ length: count }, () => stages)
    const quick = (window: Window, CODING: number) => told(window, times(20, { CODING }), 'quick')
    const slow = (window: Window, REVIEW: number) => told(window, times(5, { CODING: 9, REVIEW }), 'slow')
    const before = both(quick(windowBefore, 1), slow(windowBefore, 60))
    const { explained } = leadTimeDifference(before, both(quick(windowAfter, 3), slow(windowAfter, 100)))
    expect(explained?.movedMost?.stage).toBe('CODING')
    expect(explained?.services).toMatchObject([
      { service: 'quick', ownMovedMost: { stage: 'CODING', difference: 2 * HOUR } },
    ])
    const came = leadTimeDifference(
      before,
      both(quick(windowAfter, 3), told(windowAfter, times(40, { REVIEW: 90 }), 'slow')),
    )
    expect(came.explained?.services.find(({ service }) => service === 'slow')?.ownMovedMost?.stage).toBe('REVIEW')
  })
})

describe('shares of a whole', () => {
  it('are rounded so that they add up, each to a number next to it, and alike for negatives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 9 }), (thousandths) => {
        const parts = thousandths.map((part) => part / 1_000)
        const total = Math.round(sum(parts))
        const whole = apportion(parts, total)
        expect(sum(whole)).toBe(total + 0)
        for (const [index, part] of parts.entries()) expect(Math.abs((whole[index] ?? 0) - part)).toBeLessThan(1.5)
        const negatives = parts.map((part) => 0 - part)
        expect(apportion(negatives, 0 - total)).toEqual(whole.map((part) => 0 - part))
      }),
    )
    expect(apportion([1 / 3, 1 / 3, 1 / 3], 1)).toEqual([1, 0, 0])
  })
})
