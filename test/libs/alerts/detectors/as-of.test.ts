import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logRank } from '#alerts/detectors/log-rank'
import { blockages } from '#alerts/detectors/pending-age'
import type { Merged } from '#alerts/detectors/stretches'
import { type Impact, longFailures, slowerRecoveries } from '#alerts/detectors/recovery'
import { silences } from '#alerts/detectors/silence'
import { afterWorkingTime, apartOf, type Leisure, WORKING_DAY, workingTime } from '#alerts/detectors/working-time'
import { DAY, HOUR, type Instant } from '#domain/instant'

/** A Monday; clocks go forward in Berlin on 29 March and back on 25 October. */
const monday = Date.UTC(2026, 1, 2)
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'] as const
const utc: Leisure = { timeZone: 'UTC', frozen: [] }
const berlin: Leisure = { timeZone: 'Europe/Berlin', frozen: [] }
const anyFreeze = fc
  .tuple(fc.integer({ min: 0, max: 300 * 24 }), fc.integer({ min: 1, max: 12 * 24 }))
  .map(([start, hours]) => ({ from: monday + start * HOUR, to: monday + (start + hours) * HOUR }))
const anyLeisure: fc.Arbitrary<Leisure> = fc
  .tuple(fc.constantFrom(...zones), fc.array(anyFreeze, { maxLength: 6 }))
  .map(([timeZone, frozen]) => ({ timeZone, frozen: apartOf(frozen) }))

interface Opened {
  readonly openedAt: Instant
  readonly endedAt: Instant | null
}

/** What was found, as it was known at a moment. */
function knownAt<T extends Opened>(found: readonly T[], at: Instant): object[] {
  return found
    .filter(({ openedAt }) => openedAt <= at)
    .map(({ openedAt, endedAt }) => ({ openedAt, endedAt: endedAt !== null && endedAt <= at ? endedAt : null }))
}

/** @param find with events up to a moment, and those of after it left in or out */
function expectSame<T extends Opened>(
  find: (asOf: Instant, all: boolean) => readonly T[],
  at: Instant,
  later: Instant,
): void {
  const then = knownAt(find(at, false), at)
  expect(knownAt(find(at, true), at), 'events after asOf').toEqual(then)
  expect(find(at, true).filter(({ endedAt }) => endedAt !== null && endedAt > at)).toEqual([])
  expect(knownAt(find(later, true), at), 'a later asOf').toEqual(then)
}

/** Moments with gaps of some hours or, now and then, weeks. */
const anyTimes = (length: number): fc.Arbitrary<Instant[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }) },
        { weight: 1, arbitrary: fc.integer({ min: 200, max: 900 }) },
      ),
      {
        minLength: 5,
        maxLength: length,
      },
    )
    .map((gaps) => {
      let at = monday
      return gaps.map((hours) => (at += hours * HOUR))
    })

const anyMoment = fc.tuple(fc.double({ min: 0.1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 60 * 24 }))

function momentsOf(last: Instant, [share, hours]: readonly [number, number]): [Instant, Instant] {
  const at = Math.round(monday + share * (last - monday))
  return [at, at + hours * HOUR]
}

describe('what is found up to a moment', () => {
  it('of silence is what is said of it later', () => {
    fc.assert(
      fc.property(anyTimes(80), anyTimes(80), anyMoment, anyLeisure, (lives, merges, moment, leisure) => {
        const [at, later] = momentsOf((lives.at(-1) ?? monday) + 20 * DAY, moment)
        const until = (times: Instant[], asOf: Instant): Instant[] => times.filter((time) => time <= asOf)
        const find = (asOf: Instant, all: boolean): Opened[] =>
          silences(
            all ? lives : until(lives, asOf),
            { merges: all ? merges : until(merges, asOf), mergedFrom: Number.NEGATIVE_INFINITY },
            asOf,
            leisure,
          )
        expectSame(find, at, later)
      }),
    )
  })

  it('of merged changes that wait is what is said of it later', () => {
    const anyMerges = fc.tuple(
      anyTimes(90),
      fc.array(
        fc.oneof(
          { weight: 8, arbitrary: fc.integer({ min: 1, max: 30 }) },
          { weight: 1, arbitrary: fc.integer({ min: 100, max: 900 }) },
        ),
        { minLength: 90, maxLength: 90 },
      ),
    )
    fc.assert(
      fc.property(anyMerges, anyMoment, anyLeisure, ([times, waits], moment, leisure) => {
        const merges: Merged[] = times.map((mergedAt, index) => ({
          mergedAt,
          liveAt: mergedAt + (waits[index] ?? 1) * HOUR,
        }))
        const [at, later] = momentsOf((times.at(-1) ?? monday) + 20 * DAY, moment)
        const asKnown = (asOf: Instant): Merged[] =>
          merges
            .filter(({ mergedAt }) => mergedAt <= asOf)
            .map(({ mergedAt, liveAt }) => ({ mergedAt, liveAt: (liveAt ?? 0) <= asOf ? liveAt : null }))
        expectSame((asOf, all) => blockages(all ? merges : asKnown(asOf), asOf, leisure), at, later)
      }),
    )
  })

  it('of failures is what is said of it later', () => {
    const anyImpacts = fc
      .tuple(anyTimes(60), fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 60, maxLength: 60 }))
      .map(([times, lasts]) =>
        times.map(
          (startedAt, index): Impact => ({
            key: String(index),
            startedAt,
            restoredAt: startedAt + (lasts[index] ?? 1) * HOUR,
          }),
        ),
      )
    fc.assert(
      fc.property(anyImpacts, anyMoment, (impacts, moment) => {
        const [at, later] = momentsOf((impacts.at(-1)?.startedAt ?? monday) + 20 * DAY, moment)
        const asKnown = (asOf: Instant): Impact[] =>
          impacts
            .filter(({ startedAt }) => startedAt <= asOf)
            .map((impact) => ((impact.restoredAt ?? 0) <= asOf ? impact : { ...impact, restoredAt: null }))
        for (const find of [longFailures, slowerRecoveries])
          expectSame<Opened>((asOf, all) => find(all ? impacts : asKnown(asOf), asOf), at, later)
      }),
    )
  })
})

describe('silence where merges are known for a while only', () => {
  it('is told no sooner than an away team would be, before that', () => {
    const lives = Array.from({ length: 30 }, (_, day) => monday + day * DAY + 10 * HOUR)
    const asOf = monday + 90 * DAY
    const openedAt = (mergedFrom: Instant): Instant | undefined =>
      silences(lives, { merges: [], mergedFrom }, asOf, utc)[0]?.openedAt
    const [soonest, latest] = [openedAt(Number.NEGATIVE_INFINITY), openedAt(monday)]
    const last = lives.at(-1) ?? monday
    expect(workingTime(last, latest ?? last, utc)).toBe(2 * workingTime(last, soonest ?? last, utc))
  })
})

describe('merged changes that wait', () => {
  const usual: Merged[] = Array.from({ length: 60 }, (_, day) => monday + day * DAY + 10 * HOUR)
    .filter((at) => ![0, 6].includes(new Date(at).getUTCDay()))
    .map((mergedAt) => ({ mergedAt, liveAt: mergedAt + 2 * HOUR }))
  const blockedFrom = monday + 63 * DAY
  const blocked: Merged[] = [0, 1, 2, 3, 4, 7, 8, 9].map((day) => ({
    mergedAt: blockedFrom + day * DAY + 9 * HOUR,
    liveAt: null,
  }))

  it('are told of once, within days, until something goes live', () => {
    const asOf = blockedFrom + 12 * DAY
    const [blockage, ...others] = blockages([...usual, ...blocked], asOf, utc)
    expect(others).toEqual([])
    expect(blockage?.openedAt).toBeLessThan(blockedFrom + 6 * DAY)
    expect(blockage?.endedAt).toBeNull()
    const shipped = blocked.map((change) => ({ ...change, liveAt: blockedFrom + 11 * DAY }))
    expect(blockages([...usual, ...shipped], asOf, utc)).toMatchObject([{ endedAt: blockedFrom + 11 * DAY }])
  })

  it('are told of as soon where many thousands wait, and end with them', () => {
    const storm: Merged[] = Array.from({ length: 20_000 }, (_, index) => ({
      mergedAt: blockedFrom + 9 * HOUR + index * 20_000,
      liveAt: blockedFrom + 11 * DAY,
    }))
    const found = blockages([...usual, ...storm], blockedFrom + 12 * DAY, utc)
    expect(found).toMatchObject([{ endedAt: blockedFrom + 11 * DAY }])
    expect(found[0]?.openedAt).toBeLessThan(blockedFrom + 6 * DAY)
  })

  it('are none where each goes live as usual', () => {
    expect(blockages(usual, blockedFrom, utc)).toEqual([])
  })
})

describe('working time', () => {
  it('leaves out local weekends, also where the clock is changed in one', () => {
    // Friday noon to Monday noon in Berlin, over the night of 29 March.
    const friday = Date.UTC(2026, 2, 27, 11)
    expect(workingTime(friday, Date.UTC(2026, 2, 30, 10), berlin)).toBe(WORKING_DAY)
    expect(afterWorkingTime(friday, WORKING_DAY, berlin)).toBe(Date.UTC(2026, 2, 30, 10))
  })

  it('and the moment after it are each other’s inverse', () => {
    const anyAt = fc.integer({ min: monday, max: monday + 300 * DAY })
    fc.assert(
      fc.property(anyAt, fc.integer({ min: 1, max: 60 * DAY }), anyLeisure, (at, span, leisure) => {
        const after = afterWorkingTime(at, span, leisure)
        expect(workingTime(at, after, leisure)).toBe(span)
        expect(workingTime(at, after - 1, leisure)).toBe(span - 1)
      }),
    )
  })
})

describe('the log-rank statistic', () => {
  it('is that of an example by hand', () => {
    const done = (...times: number[]) => times.map((time) => ({ time, done: true }))
    // At 1: 1 of 4 ends, expected of the second 1/2, variance 1/4. At 2: 1 of 3, 2/3, 2/9. At 3: 1 of 2, all of the second: 1, 0.
    // Expected of the second 13/6 + 1 at 4, observed 2; variance 17/36.
    expect(logRank(done(1, 2), done(3, 4))).toBeCloseTo((1 / 2 + 2 / 3 + 1 + 1 - 2) / Math.sqrt(17 / 36), 10)
  })

  it('counts who is still observed as at risk until then', () => {
    const first = [
      { time: 1, done: true },
      { time: 2, done: false },
    ]
    const second = [
      { time: 3, done: true },
      { time: 4, done: false },
    ]
    // At 1: expected of the second 2/4, variance 1/4; at 3 only the second is left: expected 1 of 1.
    expect(logRank(first, second)).toBeCloseTo((1 / 2 + 1 - 1) / Math.sqrt(1 / 4), 10)
    expect(logRank([{ time: 1, done: false }], [{ time: 2, done: false }])).toBeNull()
  })

  it('turns its sign with the groups', () => {
    const anyGroup = fc.array(fc.record({ time: fc.integer({ min: 1, max: 9 }), done: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(anyGroup, anyGroup, (one, other) => {
        const [there, back] = [logRank(one, other), logRank(other, one)]
        if (there === null) expect(back).toBeNull()
        else expect(back).toBeCloseTo(-there, 8)
      }),
    )
  })
})
