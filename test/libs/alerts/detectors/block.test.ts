import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, type Sample, trimmedMeanOf } from '#alerts/detectors/block'
import { firstFrom } from '#alerts/detectors/first-from'
import { fleetOf } from '#alerts/fleet-of'
import { detect } from '#alerts/detect'
import { defaultSensitivity } from '#alerts/detectors/sensitivity'
import { tailLimit } from '#alerts/detectors/tail-limit'
import { DAY, HOUR } from '#domain/instant'
import { buckets, type Period } from '#domain/window'

const from = Date.UTC(2026, 1, 23)
/** Eight weeks; in the second of them clocks go forward in New York, in the fifth in Berlin. */
const weeksIn = (timeZone: string): readonly Period[] =>
  buckets({ from: from - DAY, to: from + 57 * DAY, timeZone }, 'WEEK').filter(
    ({ from: at, to, length }) => to - at === length,
  )

const anySamples = fc
  .array(
    fc.record({ at: fc.integer({ min: from - DAY, max: from + 60 * DAY }), value: fc.integer({ min: 0, max: 50 }) }),
    {
      maxLength: 60,
    },
  )
  .map((all) => all.toSorted((a, b) => a.at - b.at))

/** Week by week, from the definition. */
function naiveBlocks(samples: readonly Sample[], weeks: readonly Period[]): object[] {
  const blocks: object[] = []
  let first = 0
  for (let last = 0; last < weeks.length; last += 1) {
    const merged = weeks.slice(first, last + 1)
    const inside = samples.filter(({ at }) => merged.some((week) => at >= week.from && at < week.to))
    if (inside.length < 3) continue
    const level = trimmedMeanOf(inside.map(({ value }) => value))
    blocks.push({ from: merged[0]?.from, to: merged.at(-1)?.to, level, size: inside.length })
    first = last + 1
  }
  return blocks
}

describe('blocks', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])('are merged weeks, in %s', (timeZone) => {
    const weeks = weeksIn(timeZone)
    expect(weeks.length).toBeGreaterThan(5)
    fc.assert(
      fc.property(anySamples, (samples) => {
        expect(blocksOf(samples, weeks)).toEqual(naiveBlocks(samples, weeks))
      }),
    )
  })

  it('begin on Monday of the zone, an hour earlier in summer', () => {
    const weeks = weeksIn('Europe/Berlin')
    const [before, after] = [Date.UTC(2026, 2, 22, 23), Date.UTC(2026, 2, 29, 22)]
    expect(weeks.map((week) => week.from)).toEqual(expect.arrayContaining([before, after]))
    expect(weeks.find((week) => week.from === before)?.to).toBe(after)
    // Half past midnight on Monday there, as long as Sunday evening counts in winter.
    const at = after + HOUR / 2
    const [block] = blocksOf(
      [at, at, at].map((time) => ({ at: time, value: 1 })),
      weeks.filter((week) => week.from >= after),
    )
    expect(block).toMatchObject({ from: after, size: 3 })
  })

  it('leave out a fifth at each end', () => {
    expect(trimmedMeanOf([1, 2, 3, 4, 1_000])).toBe(3)
    expect(trimmedMeanOf([7])).toBe(7)
  })
})

describe('what is found in a stream', () => {
  const weeks = Array.from(
    { length: 40 },
    (_, week): Period => ({
      day: 0,
      from: from + week * 7 * DAY,
      to: from + (week + 1) * 7 * DAY,
      length: 7 * DAY,
    }),
  )
  /** Sixteen usual weeks, eight of twelve times the lead time, and weeks with ever more deployments. */
  const times = weeks.flatMap((week, index) =>
    Array.from({ length: index < 24 ? 4 : 40 }, (_, part) => week.from + DAY + part * HOUR),
  )
  const lives = times.toSorted((a, b) => a - b)
  const step = from + 16 * 7 * DAY
  const leadTimes = lives.map((at, index) => ({ at, value: Math.sin(index) + (at >= step ? Math.log(12) : 0) }))
  const found = (until: number): object[] => {
    const over = weeks.filter(({ to }) => to <= until)
    const known = lives.filter((at) => at < until)
    const watched = {
      leadTimes: leadTimes.filter(({ at }) => at < until),
      lives: known,
      failures: known.map((at) => ({ at, hit: at % 7 === 0 })),
      reworks: [],
      merged: [],
      impacts: [],
    }
    const scope = {
      weeks: over,
      asOf: until,
      timeZone: 'UTC',
      fleet: fleetOf([], []),
      sensitivityOf: () => defaultSensitivity,
    }
    return detect(watched, scope)
      .filter(({ openedAt }) => openedAt <= from + 24 * 7 * DAY)
      .map(({ detector, direction, level, openedAt, before, usualFrom }) => ({
        detector,
        direction,
        level,
        openedAt,
        before,
        usualFrom,
      }))
  }

  it('stays found when ten times as much is deployed later', () => {
    const then = found(from + 24 * 7 * DAY)
    expect(then.length).toBeGreaterThan(0)
    expect(found(from + 40 * 7 * DAY)).toEqual(then)
  })
})

describe('the limit of a tail', () => {
  const anyValues = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: 20, maxLength: 120 })
  const anyWholes = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 20, maxLength: 120 })
  const anyChance = fc.double({ min: 0.0005, max: 0.2, noNaN: true })

  it('is farther out the rarer it is passed', () => {
    fc.assert(
      fc.property(anyValues, anyChance, anyChance, (values, one, other) => {
        const [rare, often] = [Math.min(one, other), Math.max(one, other)]
        expect(tailLimit(values, rare) ?? 0).toBeGreaterThanOrEqual(tailLimit(values, often) ?? 0)
      }),
    )
  })

  it('moves and grows with its values, in whatever order', () => {
    fc.assert(
      fc.property(anyWholes, anyChance, (values, chance) => {
        const limit = tailLimit(values, chance) ?? 0
        expect(tailLimit(values.toReversed(), chance)).toBeCloseTo(limit, 6)
        expect(
          tailLimit(
            values.map((value) => 2 * value),
            chance,
          ),
        ).toBeCloseTo(2 * limit, 6)
        expect(
          tailLimit(
            values.map((value) => value + 10),
            chance,
          ),
        ).toBeCloseTo(limit + 10, 6)
      }),
    )
  })

  it('is passed as rarely as is wanted by exponential values', () => {
    const values = Array.from({ length: 100 }, (_, index) => -Math.log((index + 0.5) / 100))
    // The value that one in a thousand passes is ln 1000; the error of the tail puts the limit above it.
    expect(tailLimit(values, 0.001)).toBeGreaterThan(Math.log(1_000))
    expect(tailLimit(values, 0.001)).toBeLessThan(1.4 * Math.log(1_000))
    expect(tailLimit(values.slice(0, 19), 0.001)).toBeNull()
  })
})

it('finds the first from a time on', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (all, at) => {
      const times = all.toSorted((a, b) => a - b)
      const found = times.findIndex((time) => time >= at)
      expect(firstFrom(times, at, (time) => time)).toBe(found < 0 ? times.length : found)
    }),
  )
})
