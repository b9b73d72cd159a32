import { describe, expect, it } from 'vitest'
import { chanceToPass, countDraws, type Draw, normalDraws } from '#alerts/chance-to-pass'

/** Every path of so many units, by itself. */
function enumerated(draws: readonly Draw[], threshold: number, units: number, sum = 0): number {
  if (units === 0) return 0
  let passed = 0
  for (const { increment, chance } of draws) {
    const next = Math.max(0, sum + increment)
    passed += chance * (next >= threshold ? 1 : enumerated(draws, threshold, units - 1, next))
  }
  return passed
}

describe('the chance that a sum reaches its threshold', () => {
  const coin = [
    { increment: 1, chance: 0.5 },
    { increment: -1, chance: 0.5 },
  ]

  it('is that of all paths, which are held at zero', () => {
    expect([1, 2, 3].map((units) => chanceToPass(coin, 2, units))).toEqual([0, 0.25, 0.375])
  })

  it('grows with a part of a unit by that part', () => {
    expect(chanceToPass(coin, 2, 2.5)).toBeCloseTo((0.25 + 0.375) / 2, 10)
    expect(chanceToPass(coin, 2, 0)).toBe(0)
  })

  it.each([
    { hit: Math.log(2), miss: Math.log(0.7 / 0.85), share: 0.4, threshold: 2 },
    { hit: 0.61, miss: -0.17, share: 0.3, threshold: 1.9 },
  ])('is near that of all paths where sums fall between cells: %j', ({ hit, miss, share, threshold }) => {
    const draws = [
      { increment: hit, chance: share },
      { increment: miss, chance: 1 - share },
    ]
    for (const units of [4, 9, 14]) {
      const exact = enumerated(draws, threshold, units)
      expect(Math.abs(chanceToPass(draws, threshold, units) - exact), `${units} units`).toBeLessThan(0.04)
    }
  })
})

describe('what a unit may bring', () => {
  function momentsOf(draws: readonly { readonly value: number; readonly chance: number }[]) {
    let [all, mean, squares] = [0, 0, 0]
    for (const { value, chance } of draws) {
      all += chance
      mean += value * chance
      squares += value ** 2 * chance
    }
    return { all, mean, variance: squares - mean ** 2 }
  }

  it('is a level of mean zero and variance one', () => {
    const { all, mean, variance } = momentsOf(normalDraws)
    expect(all).toBeCloseTo(1)
    expect(mean).toBeCloseTo(0)
    expect(variance).toBeCloseTo(1, 2)
  })

  it.each([
    [0, 1],
    [0.4, 1],
    [3, 1.4],
    [36, 6],
    [2_000, 240],
  ])('is a count of mean %d with %d times the variance', (mean, dispersion) => {
    const moments = momentsOf(countDraws(mean, dispersion))
    expect(moments.all).toBeCloseTo(1, 6)
    expect(moments.mean).toBeCloseTo(mean, 3)
    expect(Math.abs(moments.variance - mean * dispersion)).toBeLessThanOrEqual(0.001 * mean * dispersion)
  })
})
