import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '#alerts/detectors/block'
import { lonelyVariance } from '#alerts/detectors/lead-time'
import { leadTimeRaise, type OwnBlocks } from '#alerts/detectors/lead-time-raise'
import { rearranged } from '#alerts/detectors/own-history'
import type { Fleet } from '#alerts/detect'
import { packedShown } from '#alerts/packed-shown'
import { fleetOverTime, fleetsOverTime, type Shown } from '#alerts/fleet-of'
import { DAY } from '#domain/instant'
import type { Period } from '#domain/window'

const monday = Date.UTC(2026, 0, 5)
const size = 10

function weekAt(index: number): Period {
  const from = monday + index * 7 * DAY
  return { day: from / DAY, from, to: from + 7 * DAY, length: 7 * DAY }
}

const weeksOf = (count: number): Period[] => Array.from({ length: count }, (_, index) => weekAt(index))

/** Deviates that are the same always: the middle of equal parts of a normal, in an order that only looks like chance. */
function deviates(count: number, seed: number): number[] {
  let state = seed * 2_654_435_761 + 1
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()))
}

const deviation = Math.sqrt(lonelyVariance(size))

/** A year and a half of levels, of which slow spells may be part. */
function ownBlocks(seed: number, levelOf: (week: number) => number): OwnBlocks {
  const blocks = deviates(78, seed).map(
    (deviate, week): Block => ({ ...weekAt(week), size, level: 3 + deviation * deviate + levelOf(week) }),
  )
  return { blocks, perWeek: 10 }
}

const fleetOfMany = (levelOf: (week: number, seed: number) => number): OwnBlocks[] =>
  Array.from({ length: 60 }, (_, seed) => ownBlocks(seed, (week) => levelOf(week, seed)))

const raiseOf = (services: readonly OwnBlocks[]): number => leadTimeRaise(services, lonelyVariance)(10)

describe('units in other orders', () => {
  it('are the same units, those of each piece of six side by side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), (count) => {
        const units = weeksOf(count)
        for (const order of rearranged(units)) {
          expect(order.toSorted((a, b) => a.from - b.from)).toEqual(units)
          for (const [index, unit] of units.entries())
            if (index % 6 > 0) expect(order.indexOf(unit)).toBe(order.indexOf(units[index - 1] as Period) + 1)
        }
      }),
    )
  })

  it('are never the true order, however few they are', () => {
    for (let count = 7; count <= 120; count += 1)
      for (const order of rearranged(weeksOf(count))) expect(order).not.toEqual(weeksOf(count))
    expect(rearranged(weeksOf(12))).not.toEqual([])
    expect(rearranged(weeksOf(6))).toEqual([])
  })

  it('are other orders, none of them another one', () => {
    const orders = rearranged(weeksOf(52)).map((order) => order.map(({ from }) => from).join(' '))
    expect(
      new Set([
        ...orders,
        weeksOf(52)
          .map(({ from }) => from)
          .join(' '),
      ]).size,
    ).toBe(orders.length + 1)
  })
})

describe('the raise of a fleet', () => {
  it('is little where weeks are independent of each other', () => {
    expect(raiseOf(fleetOfMany(() => 0))).toBeLessThan(0.2)
  })

  it('is there where slow weeks come in threes', () => {
    const isSlow = (week: number, seed: number): boolean => (Math.floor(week / 3) * 7 + seed * 11) % 13 === 0
    expect(raiseOf(fleetOfMany((week, seed) => (isSlow(week, seed) ? 1.4 : 0)))).toBeGreaterThan(0.4)
  })

  it('is not made by changes for good', () => {
    expect(raiseOf(fleetOfMany((week, seed) => (seed % 2 === 0 && week >= 39 ? 1.2 : 0)))).toBeLessThan(0.2)
  })

  it('is not made by a single service', () => {
    const fleet = fleetOfMany(() => 0).slice(0, 12)
    const jumping = ownBlocks(99, (week) => (Math.floor(week / 3) % 2 === 0 ? 9 : -9))
    expect(raiseOf([...fleet, jumping])).toBeLessThan(raiseOf(fleet) + 0.2)
  })

  it('is a fixed one for fewer services than a fleet has', () => {
    const few = fleetOfMany(() => 0).slice(0, 8)
    expect(raiseOf(few)).toBe(0.3)
  })
})

const anyShown: fc.Arbitrary<Shown[]> = fc
  .array(fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: -9, max: 9 })), { minLength: 104 }), {
    minLength: 9,
    maxLength: 12,
  })
  .map((services) =>
    services.map((values) => ({
      blocks: values.slice(0, 104).map(([, level], week) => ({ ...weekAt(week), size, level: level / 4 })),
      weeks: values.slice(0, 104).map(([count], week) => ({ ...weekAt(week), count })),
    })),
  )

const fleetFound = (shown: readonly Shown[], weeks: number): Fleet =>
  fleetOverTime([...fleetsOverTime(shown, weeksOf(weeks), (_, __, find) => find())])

describe('what is usual in a fleet at a moment', () => {
  it('is the same however much was known when it was asked for', () => {
    fc.assert(
      fc.property(anyShown, fc.integer({ min: 27, max: 104 }), fc.nat(), (shown, known, chosen) => {
        const then = shown.map(({ blocks, weeks }) => ({
          blocks: blocks.slice(0, known),
          weeks: weeks.slice(0, known),
        }))
        const at = weekAt(27 + (chosen % (known - 26))).from
        const [now, before] = [fleetFound(shown, 104), fleetFound(then, known)]
        expect(before.variance(size, at)).toBe(now.variance(size, at))
        expect(before.dispersion(9, at)).toBe(now.dispersion(9, at))
        expect(before.leadTimeRaise(9, at)).toBe(now.leadTimeRaise(9, at))
      }),
      { numRuns: 20 },
    )
  })

  it('is the same of what is kept packed', () => {
    fc.assert(
      fc.property(anyShown, (shown) => {
        const packed = shown.map(packedShown)
        expect(shown).toMatchObject(packed.map(({ blocks, weeks }) => ({ blocks, weeks })))
        const at = weekAt(90).from
        const [kept, own] = [fleetFound(packed, 104), fleetFound(shown, 104)]
        expect(kept.variance(size, at)).toBe(own.variance(size, at))
        expect(kept.leadTimeRaise(9, at)).toBe(own.leadTimeRaise(9, at))
      }),
      { numRuns: 5 },
    )
  })

  it('is found anew where something of the year before a quarter changed, and there alone', () => {
    const asked: string[][] = []
    const shown = Array.from(
      { length: 9 },
      (): Shown => ({
        blocks: [],
        weeks: weeksOf(104).map((week) => ({ ...week, count: 3 })),
      }),
    )
    const changed = shown.with(4, {
      blocks: [],
      weeks: weeksOf(104).map((week, index) => ({ ...week, count: index === 100 ? 4 : 3 })),
    })
    for (const each of [shown, shown, changed]) {
      const inputs: string[] = []
      for (const _ of fleetsOverTime(each, weeksOf(104), (since, mark, find) => {
        inputs.push(`${since} ${mark}`)
        return find()
      }))
        continue
      asked.push(inputs)
    }
    const [first = [], again = [], last = []] = asked
    expect(again).toEqual(first)
    expect(last.filter((mark, index) => mark !== first[index])).toEqual(last.slice(-1))
  })
})
