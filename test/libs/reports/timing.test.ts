import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextTime, type Timing } from '#reports/timing'

const at = (text: string): number => Date.parse(text)
const next = (timing: Timing, after: string): string => new Date(nextTime(timing, at(after))).toISOString()

describe('the next time of', () => {
  it.each<[string, Timing, string, string]>([
    [
      'Monday at nine',
      { every: 'WEEK', day: 1, minute: 540, timeZone: 'Europe/Berlin' },
      '2026-03-23T07:59:59Z',
      '2026-03-23T08:00:00.000Z',
    ],
    [
      'the same, a second later',
      { every: 'WEEK', day: 1, minute: 540, timeZone: 'Europe/Berlin' },
      '2026-03-23T08:00:00Z',
      '2026-03-30T07:00:00.000Z',
    ],
    [
      'a clock time that is skipped',
      { every: 'DAY', day: 1, minute: 150, timeZone: 'Europe/Berlin' },
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'a clock time that comes twice',
      { every: 'DAY', day: 1, minute: 150, timeZone: 'Europe/Berlin' },
      '2026-10-24T12:00:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'the 28th of each month',
      { every: 'MONTH', day: 28, minute: 0, timeZone: 'UTC' },
      '2026-02-28T00:00:00Z',
      '2026-03-28T00:00:00.000Z',
    ],
    [
      'a day that a zone skipped',
      { every: 'DAY', day: 1, minute: 60, timeZone: 'Pacific/Apia' },
      '2011-12-29T23:00:00Z',
      '2011-12-30T11:00:00.000Z',
    ],
  ])('%s', (_what, timing, after, expected) => {
    expect(next(timing, after)).toBe(expected)
  })

  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Pacific/Apia',
  )
  const timings: fc.Arbitrary<Timing> = fc
    .record({
      every: fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const),
      day: fc.integer({ min: 1, max: 28 }),
      minute: fc.integer({ min: 0, max: 1439 }),
      timeZone: zones,
    })
    .map((timing) => (timing.every === 'MONTH' ? timing : { ...timing, day: ((timing.day - 1) % 7) + 1 }))
  const moments = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 0, 1) })

  it('anything lies ahead, within its period, and nothing lies between', () => {
    fc.assert(
      fc.property(timings, moments, fc.double({ min: 0, max: 1, noNaN: true }), (timing, after, share) => {
        const found = nextTime(timing, after)
        expect(found).toBeGreaterThan(after)
        const longest = { DAY: 2, WEEK: 8, MONTH: 32 }[timing.every]
        expect(found - after).toBeLessThanOrEqual(longest * 86_400_000)
        const between = after + Math.floor(share * (found - 1 - after))
        expect(nextTime(timing, between)).toBe(found)
      }),
      { numRuns: 300 },
    )
  })
})
