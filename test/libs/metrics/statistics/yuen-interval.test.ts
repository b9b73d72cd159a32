import { describe, expect, it } from 'vitest'
import { yuenInterval } from '#metrics/statistics/yuen-interval'
import { keptOf } from '#metrics/statistics/trimmed'
import { seeded } from '../../../support/seeded.ts'

/** Twelve weeks of log-normal lead times with an effect of the week; `hours` is the scale. */
function weeksOf(random: () => number, perWeek: number, hours: number, shared: number): number[][] {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: 12 }, () => {
    const effect = shared * normal()
    return Array.from({ length: Math.round(perWeek * 2 * random()) }, () => hours * Math.exp(effect + normal()))
  })
}

function trimmedMean(weeks: readonly (readonly number[])[]): number {
  const kept = keptOf(weeks.flat().toSorted((a, b) => a - b))
  return kept.reduce((total, value) => total + value, 0) / kept.length
}

describe('the interval of a difference of trimmed means', () => {
  it.each([
    { perWeek: 3, shared: 0.35 },
    { perWeek: 12, shared: 0.35 },
    { perWeek: 3, shared: 0 },
  ])(
    'holds the truth 85 to 97 times in 100, of $perWeek a week with week effects of $shared',
    ({ perWeek, shared }) => {
      const random = seeded(perWeek)
      const truth = trimmedMean(Array.from({ length: 400 }, () => weeksOf(random, 8, 2, shared)).flat())
      let held = 0
      for (let round = 0; round < 200; round += 1) {
        const [before, after] = [weeksOf(random, perWeek, 2, shared), weeksOf(random, perWeek, 4, shared)]
        const { low, high } = yuenInterval(trimmedMean(after) - trimmedMean(before), before, after) ?? {
          low: 0,
          high: 0,
        }
        if ((low ?? 0) <= truth && truth <= (high ?? 0)) held += 1
      }
      expect(held / 200).toBeGreaterThan(0.85)
      expect(held / 200).toBeLessThan(0.97)
    },
  )

  it('is none where nothing varies, or too little is between the ends', () => {
    expect(yuenInterval(1, [[1, 1, 1, 1, 1]], [[2, 2, 2, 2, 2]])).toBeNull()
    expect(yuenInterval(1, [[1]], [[2, 3, 4, 5, 6]])).toBeNull()
  })
})
