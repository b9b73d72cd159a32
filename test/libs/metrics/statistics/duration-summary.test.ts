import fc from 'fast-check'
import { expect, it } from 'vitest'
import { summarizeDurations } from '#metrics/statistics/duration-summary'
import { meanOf, percentileOf } from '#metrics/statistics/percentile'

const week = fc.array(fc.array(fc.integer({ min: 0, max: 5e9 }), { maxLength: 12 }), { maxLength: 7 })

it('does not depend on how a week is split and ordered', () => {
  fc.assert(
    fc.property(fc.array(week, { maxLength: 14 }), fc.nat(12), (weeks, minP90) => {
      const whole = weeks.map((days) => [Float64Array.from(days.flat()).toSorted()])
      const packed = weeks.map((days) => days.map((day) => Float64Array.from(day).toSorted().toReversed()))
      expect(summarizeDurations(packed, minP90)).toEqual(summarizeDurations(whole, minP90))
    }),
  )
})

it('is made of the ordinary percentiles and mean', () => {
  fc.assert(
    fc.property(fc.array(week, { maxLength: 14 }), (weeks) => {
      const all = weeks.flat(2)
      const summary = summarizeDurations(weeks, 10)
      expect(summary.count).toBe(all.length)
      expect(summary.median).toBe(percentileOf(all, 0.5))
      expect(summary.p75).toBe(all.length < 10 ? null : percentileOf(all, 0.75))
      expect(summary.p90).toBe(all.length < 10 ? null : percentileOf(all, 0.9))
      expect(summary.mean).toBe(meanOf(all))
    }),
  )
})
