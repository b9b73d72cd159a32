import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Test, type Unit, walk } from '#alerts/detectors/excursion'
import { frequencyTest, lonelyDispersion, type Week } from '#alerts/detectors/deployment-frequency'
import { shareTest, type Trial } from '#alerts/detectors/failure-share'
import { leadTimeTest, lonelyVariance } from '#alerts/detectors/lead-time'
import type { Block } from '#alerts/detectors/block'
import { DAY } from '#domain/instant'

const monday = Date.UTC(2026, 0, 5)

interface Value extends Unit {
  readonly value: number
}

/** Mean of all that is known, from four on. */
const simple: Test<Value, number> = {
  usualOf: (units) => (units.length < 4 ? null : units.reduce((sum, { value }) => sum + value, 0) / units.length),
  increment: ({ value }, usual) => value - usual - 1,
  threshold: () => 4,
  isGrave: (since) => since.length >= 2,
  isBack: (held, usual) => held.length >= 2 && held.slice(-2).every(({ value }) => value <= usual + 1),
  isSettled: (held) => held.length >= 6,
}

function unitAt(week: number): Unit {
  return { from: monday + week * 7 * DAY, to: monday + (week + 1) * 7 * DAY }
}

const values = (of: readonly number[]): Value[] => of.map((value, week) => ({ ...unitAt(week), value }))
const anyValues = fc.array(fc.integer({ min: -3, max: 8 }), { maxLength: 60 }).map(values)

/** What of the alarms was settled at a moment. */
function settledBy<U extends Unit, B>(units: readonly U[], test: Test<U, B>, at: number): object[] {
  return walk(units, test)
    .alarms.filter(({ openedAt }) => openedAt <= at)
    .map(({ usual, before, onsetAt, openedAt, score, ended }) => ({
      usual,
      before,
      onsetAt,
      openedAt,
      score,
      ended: ended !== null && ended.at <= at ? ended : null,
    }))
}

/** Alarms of the first units are the alarms of all, as they were then. */
function expectCausal<U extends Unit, B>(units: readonly U[], share: number, makeTest: () => Test<U, B>): void {
  const some = units.slice(0, Math.floor(share * units.length))
  const at = some.at(-1)?.to ?? Number.NEGATIVE_INFINITY
  expect(settledBy(some, makeTest(), at)).toEqual(settledBy(units, makeTest(), at))
}

const anyShare = fc.double({ min: 0, max: 1, noNaN: true })

describe('a walk', () => {
  it('takes for usual what moved for good by too little to tell', () => {
    const test: Test<Value, number> = {
      ...simple,
      isGrave: (since, usual) => since.every(({ value }) => value > usual + 6),
      threshold: () => 1,
    }
    const { alarms } = walk(values([1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 4, 11, 11, 11]), test)
    expect(alarms).toMatchObject([{ usual: 4, onsetAt: unitAt(11).from }])
  })

  it('raises an alarm at a step and ends it when it goes back', () => {
    const { alarms } = walk(values([1, 1, 1, 1, 5, 5, 5, 1, 1, 1]), simple)
    expect(alarms).toHaveLength(1)
    expect(alarms[0]).toMatchObject({
      usual: 1,
      onsetAt: unitAt(4).from,
      openedAt: unitAt(5).to,
      score: 6,
      ended: { at: unitAt(8).to, how: 'RETURNED' },
    })
  })

  it('calls a level usual that lasts, and alarms no more about it', () => {
    const { alarms, usual } = walk(values([1, 1, 1, 1, ...Array.from({ length: 20 }, () => 5)]), simple)
    expect(alarms.map(({ ended }) => ended?.how)).toEqual(['NEW_NORMAL'])
    expect(usual).toBe(5)
  })

  it('knows at each moment what it will say of it later', () => {
    fc.assert(fc.property(anyValues, anyShare, (units, share) => expectCausal(units, share, () => simple)))
  })

  it('holds what moved against what was usual before it, in order', () => {
    fc.assert(
      fc.property(anyValues, (units) => {
        const { alarms, score } = walk(units, simple)
        expect(score ?? 0).toBeGreaterThanOrEqual(0)
        let last = Number.NEGATIVE_INFINITY
        for (const { usual, before, since, onsetAt, openedAt, ended, score: raised } of alarms) {
          expect(simple.usualOf(before)).toBe(usual)
          expect(before.every(({ to }) => to <= onsetAt)).toBe(true)
          expect(raised).toBeGreaterThanOrEqual(4)
          expect(since[0]?.from).toBe(onsetAt)
          expect(openedAt).toBeGreaterThan(onsetAt)
          expect(onsetAt).toBeGreaterThanOrEqual(last)
          last = ended?.at ?? Number.POSITIVE_INFINITY
          expect(last).toBeGreaterThan(openedAt)
        }
      }),
    )
  })

  it('never lets what an alarm held before its end become usual, but as a new normal', () => {
    fc.assert(
      fc.property(anyValues, (units) => {
        const { alarms, known } = walk(units, simple)
        for (const { since, ended, openedAt } of alarms) {
          const held = ended?.how === 'NEW_NORMAL' ? since.filter(({ to }) => to <= openedAt) : since
          expect(known.filter((unit) => held.includes(unit))).toEqual([])
        }
      }),
    )
  })
})

describe('each test', () => {
  const direction = fc.constantFrom('WORSE' as const, 'BETTER' as const)

  it('of lead time is as causal', () => {
    const anyBlocks = fc
      .array(fc.tuple(fc.double({ min: 0, max: 6, noNaN: true }), fc.integer({ min: 3, max: 40 })), { maxLength: 60 })
      .map((all): Block[] => all.map(([level, size], week) => ({ ...unitAt(week), level, size })))
    fc.assert(
      fc.property(anyBlocks, anyShare, direction, (units, share, way) =>
        expectCausal(units, share, () => leadTimeTest(way, 'ALERT', () => 2, lonelyVariance)),
      ),
    )
  })

  it('of frequency is as causal', () => {
    const anyWeeks = fc
      .array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 })
      .map((all): Week[] => all.map((count, week) => ({ ...unitAt(week), count })))
    fc.assert(
      fc.property(anyWeeks, anyShare, direction, (units, share, way) =>
        expectCausal(units, share, () => frequencyTest(way, () => 3, lonelyDispersion)),
      ),
    )
  })

  it('of shares is as causal', () => {
    const anyTrials = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean()), { maxLength: 200 })
      .map((all): Trial[] => {
        let at = monday
        return all.map(([hours, hit]) => {
          at += hours * 3_600_000
          return { from: at, to: at + 3 * DAY, hit }
        })
      })
    fc.assert(
      fc.property(anyTrials, anyShare, direction, (all, share, way) => {
        // Of those that are known at the same moment none may be left out.
        const end = all[Math.floor(share * all.length) - 1]?.to ?? 0
        const some = all.filter(({ to }) => to <= end).length
        expectCausal(all, some / Math.max(1, all.length), () => shareTest(way, () => 3))
      }),
    )
  })
})
