import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '#domain/instant'
import { clockText, isQuiet, minuteOf, type QuietHours, tellAt, weekdays } from '#domain/quiet-hours'

function quiet(from: string, to: string, timeZone: string, days: QuietHours['days'] = []): { quietHours: QuietHours } {
  return { quietHours: { from: minuteOf(from) ?? 0, to: minuteOf(to) ?? 0, timeZone, days } }
}

const night = quiet('22:00', '07:00', 'Europe/Berlin')
const weekend = quiet('00:00', '24:00', 'Europe/Berlin', ['SATURDAY', 'SUNDAY'])
const at = (text: string): number => Date.parse(text)

describe('what is to be told', () => {
  it.each([
    ['by day at once', night, '2026-03-20T12:00:00Z', '2026-03-20T12:00:00Z'],
    ['when the night begins', night, '2026-03-20T21:00:00Z', '2026-03-21T06:00:00Z'],
    ['before midnight', night, '2026-03-20T22:30:00Z', '2026-03-21T06:00:00Z'],
    ['in the morning', night, '2026-03-20T05:59:59Z', '2026-03-20T06:00:00Z'],
    ['when the night is over', night, '2026-03-20T06:00:00Z', '2026-03-20T06:00:00Z'],
    ['in the night that is an hour shorter', night, '2026-03-29T00:30:00Z', '2026-03-29T05:00:00Z'],
    ['on a weekend, of days one after the other', weekend, '2026-03-21T10:00:00Z', '2026-03-22T23:00:00Z'],
    [
      'on a Friday night of Fridays',
      quiet('22:00', '07:00', 'UTC', ['FRIDAY']),
      '2026-03-21T03:00:00Z',
      '2026-03-21T07:00:00Z',
    ],
    [
      'on a Saturday night of Fridays',
      quiet('22:00', '07:00', 'UTC', ['FRIDAY']),
      '2026-03-21T23:00:00Z',
      '2026-03-21T23:00:00Z',
    ],
    ['until midnight', quiet('20:00', '00:00', 'UTC'), '2026-03-21T23:00:00Z', '2026-03-22T00:00:00Z'],
    [
      'in hours that are skipped',
      quiet('02:10', '02:50', 'Europe/Berlin'),
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    ['without quiet hours', { quietHours: null }, '2026-03-21T03:00:00Z', '2026-03-21T03:00:00Z'],
  ])('%s', (_what, rule, when, told) => {
    expect(new Date(tellAt(rule, at(when))).toISOString()).toBe(new Date(at(told)).toISOString())
    expect(isQuiet(rule, at(when))).toBe(when !== told)
  })

  const minute = fc.integer({ min: 0, max: 1_439 })
  const hours = fc
    .record({
      from: minute,
      to: fc.integer({ min: 0, max: 1_440 }),
      timeZone: fc.constantFrom(
        'UTC',
        'Europe/Berlin',
        'America/New_York',
        'Asia/Kolkata',
        'Australia/Lord_Howe',
        'Pacific/Apia',
      ),
      // A week in which some time is not quiet: `from` and `to` differ, and not every day is quiet as a whole.
      days: fc.subarray([...weekdays], { maxLength: 6 }),
    })
    .filter(({ from, to, days }) => from !== to && (days.length > 0 || to - from < 1_440))
  // The years hold the days that Apia skipped and that clocks were put on and back.
  const moment = fc.integer({ min: at('2011-01-01T00:00:00Z') / MINUTE, max: at('2027-01-01T00:00:00Z') / MINUTE })

  it('is told when it is not quiet, never before its time, and never later than it must', () => {
    fc.assert(
      fc.property(hours, moment, (quietHours, minutes) => {
        const when = minutes * MINUTE
        const told = tellAt({ quietHours }, when)
        expect(told).toBeGreaterThanOrEqual(when)
        expect(isQuiet({ quietHours }, told)).toBe(false)
        if (told === when) return
        expect(isQuiet({ quietHours }, told - 1)).toBe(true)
        expect(tellAt({ quietHours }, told - MINUTE)).toBe(told)
      }),
      { numRuns: 400 },
    )
  })

  it('waits no longer than the local clock runs, where days are not quiet one after the other', () => {
    fc.assert(
      fc.property(
        hours.filter(({ from, to, days }) => days.length === 0 && (to > from || from - to > 180)),
        moment,
        (quietHours, minutes) => {
          const { from, to } = quietHours
          const length = (to > from ? to - from : to - from + 1_440) * MINUTE
          const when = minutes * MINUTE
          // The clock is put back by an hour at most, but where a zone skipped a whole day.
          const most = length + (quietHours.timeZone === 'Pacific/Apia' ? 24 : 1) * HOUR
          expect(tellAt({ quietHours }, when) - when).toBeLessThanOrEqual(most)
        },
      ),
    )
  })
})

it.each([
  ['00:00', 0],
  ['07:05', 425],
  ['24:00', 1_440],
  ['24:01', null],
  ['7:00', null],
  ['12:60', null],
])('the minute of %s is %j', (text, minute) => {
  expect(minuteOf(text)).toBe(minute)
  if (minute !== null) expect(clockText(minute)).toBe(text)
})
