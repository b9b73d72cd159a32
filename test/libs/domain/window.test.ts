import { Temporal } from '@js-temporal/polyfill'
import { describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import { dateText } from '#domain/calendar'
import { before, parseDuration } from '#domain/duration'
import { DAY, HOUR } from '#domain/instant'
import { isTimeZone, offsetAt } from '#domain/time-zone'
import {
  type Bucket,
  buckets,
  countDays,
  countWeekdays,
  elapsedWithoutWeekend,
  localDays,
  until,
  type Window,
  windowOf,
} from '#domain/window'

const at = (text: string): number => Date.parse(text)
const window = (from: string, to: string, timeZone = 'UTC'): Window => ({ from: at(from), to: at(to), timeZone })

/** Ordinary ones, ones that skip or repeat midnight or a whole day, half hours, and offsets of 45 minutes. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'America/Havana',
  'America/St_Johns',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'America/Asuncion',
  'Asia/Tehran',
  'Antarctica/Troll',
]
const zone = fc.constantFrom(...zones)
const instant = fc.integer({ min: at('1985-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') })

describe('time zones', () => {
  it('are known by their IANA names only', () => {
    for (const name of zones) expect(isTimeZone(name)).toBe(true)
    for (const name of ['', ' ', 'Mars/Olympus', '+05:30', 'x'.repeat(500), '__proto__']) {
      expect(isTimeZone(name), name).toBe(false)
    }
  })

  it('have the offset that Temporal says', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, when) => {
        const expected =
          Temporal.Instant.fromEpochMilliseconds(when).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6
        expect(offsetAt(timeZone, when)).toBe(expected)
      }),
      { numRuns: 400 },
    )
  })

  it('have it where the offset changed twice within four days', () => {
    for (let when = at('1939-08-30T00:00:00Z'); when < at('1939-09-08T00:00:00Z'); when += HOUR) {
      const expected =
        Temporal.Instant.fromEpochMilliseconds(when).toZonedDateTimeISO('Africa/Freetown').offsetNanoseconds / 1e6
      expect(offsetAt('Africa/Freetown', when), new Date(when).toISOString()).toBe(expected)
    }
  })

  it('are asked of the runtime once, however their names are written', () => {
    const { DateTimeFormat } = Intl
    const clocks = vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(function clock(...asked) {
      return new DateTimeFormat(...asked)
    })
    for (const name of ['Asia/Omsk', 'ASIA/OMSK', 'asia/omsk', 'aSIA/Omsk'])
      expect(offsetAt(name, at('2026-03-02T00:00:00Z'))).toBe(6 * HOUR)
    expect(clocks).toHaveBeenCalledTimes(1)
    clocks.mockRestore()
  })
})

describe('buckets', () => {
  it('are half-open, clipped to the window, and begin weeks on Monday', () => {
    const weeks = buckets(window('2026-03-04T12:00:00Z', '2026-03-17T00:00:00Z'), 'WEEK')
    expect(
      weeks.map(({ day, from, to }) => [dateText(day), new Date(from).toISOString(), new Date(to).toISOString()]),
    ).toEqual([
      ['2026-03-02', '2026-03-04T12:00:00.000Z', '2026-03-09T00:00:00.000Z'],
      ['2026-03-09', '2026-03-09T00:00:00.000Z', '2026-03-16T00:00:00.000Z'],
      ['2026-03-16', '2026-03-16T00:00:00.000Z', '2026-03-17T00:00:00.000Z'],
    ])
  })

  it.each([
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-04-05', 'Australia/Lord_Howe', 24.5],
    ['2018-11-04', 'America/Sao_Paulo', 23],
    ['2018-02-17', 'America/Sao_Paulo', 25],
  ])('the day %s in %s has %d hours', (date, timeZone, hours) => {
    const days = localDays({ from: at(`${date}T12:00:00Z`) - 2 * DAY, to: at(`${date}T12:00:00Z`) + 2 * DAY, timeZone })
    expect(days.find((day) => dateText(day.day) === date)?.length).toBe(hours * HOUR)
  })

  it('begin a day at the jump where midnight was skipped', () => {
    const days = localDays(window('2018-11-03T12:00:00Z', '2018-11-05T12:00:00Z', 'America/Sao_Paulo'))
    expect(days.map(({ from }) => new Date(from).toISOString())).toEqual([
      '2018-11-03T12:00:00.000Z',
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ])
  })

  it('leave out the day that Samoa skipped', () => {
    const days = localDays(window('2011-12-28T12:00:00Z', '2012-01-01T12:00:00Z', 'Pacific/Apia'))
    expect(days.map(({ day }) => dateText(day))).toEqual([
      '2011-12-28',
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
      '2012-01-02',
    ])
  })

  it('are none in an empty window', () => {
    expect(buckets(window('2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z'), 'DAY')).toEqual([])
  })

  it('are those of Temporal in any zone', () => {
    fc.assert(
      fc.property(
        zone,
        instant,
        fc.integer({ min: 1, max: 100 * DAY }),
        fc.constantFrom<Bucket>('DAY', 'WEEK', 'MONTH'),
        (timeZone, from, length, by) => {
          const asked = { from, to: from + length, timeZone }
          expect(buckets(asked, by).map(({ from: start, to }) => [start, to])).toEqual(temporalBuckets(asked, by))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('cover the window without gap or overlap', () => {
    fc.assert(
      fc.property(zone, instant, fc.integer({ min: 1, max: 800 * DAY }), (timeZone, from, length) => {
        for (const by of ['DAY', 'WEEK', 'MONTH'] as const) {
          const periods = buckets({ from, to: from + length, timeZone }, by)
          expect(periods[0]?.from).toBe(from)
          expect(periods.at(-1)?.to).toBe(from + length)
          for (const [index, period] of periods.slice(1).entries()) expect(period.from).toBe(periods[index]?.to)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('counts of days', () => {
  it.each([
    ['2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z', 'Europe/Berlin', 2, 1],
    ['2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z', 'UTC', 14, 10],
    ['2026-03-02T12:00:00Z', '2026-03-03T18:00:00Z', 'UTC', 1.25, 2],
    ['2026-03-07T00:00:00Z', '2026-03-09T00:00:00Z', 'UTC', 2, 0],
    ['2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z', 'UTC', 0, 0],
  ])('from %s to %s in %s: %d days, %d weekdays', (from, to, timeZone, days, weekdays) => {
    expect(countDays(window(from, to, timeZone))).toBeCloseTo(days, 12)
    expect(countWeekdays(window(from, to, timeZone))).toBe(weekdays)
  })

  it('counts whole days as whole, and adds up when a window is split', () => {
    fc.assert(
      fc.property(zone, instant, fc.nat(90 * DAY), fc.nat(90 * DAY), (timeZone, from, first, second) => {
        const parts =
          countDays({ from, to: from + first, timeZone }) +
          countDays({ from: from + first, to: from + first + second, timeZone })
        expect(countDays({ from, to: from + first + second, timeZone })).toBeCloseTo(parts, 9)
      }),
      { numRuns: 60 },
    )
  })
})

describe('elapsed time without weekends', () => {
  it('leaves Saturday and Sunday out', () => {
    // Friday 16:00 to Monday 08:00 (EC20).
    expect(elapsedWithoutWeekend(at('2026-03-06T16:00:00Z'), at('2026-03-09T08:00:00Z'), 'UTC')).toBe(16 * HOUR)
    expect(elapsedWithoutWeekend(at('2026-03-07T10:00:00Z'), at('2026-03-08T08:00:00Z'), 'UTC')).toBe(0)
    expect(elapsedWithoutWeekend(at('2026-03-09T08:00:00Z'), at('2026-03-06T16:00:00Z'), 'UTC')).toBe(-16 * HOUR)
    expect(elapsedWithoutWeekend(at('2026-03-08T08:00:00Z'), at('2026-03-07T10:00:00Z'), 'UTC')).toBe(0)
  })

  it('knows that a weekend may have 47 or 49 hours', () => {
    // Berlin loses an hour on Sunday 29 March 2026 and wins one on Sunday 25 October.
    expect(elapsedWithoutWeekend(at('2026-03-27T12:00:00Z'), at('2026-03-30T12:00:00Z'), 'Europe/Berlin')).toBe(
      25 * HOUR,
    )
    expect(elapsedWithoutWeekend(at('2026-10-23T12:00:00Z'), at('2026-10-26T12:00:00Z'), 'Europe/Berlin')).toBe(
      23 * HOUR,
    )
  })

  it('is the sum of the weekdays of the window', () => {
    fc.assert(
      fc.property(zone, instant, fc.nat(60 * DAY), (timeZone, from, length) => {
        const days = temporalBuckets({ from, to: from + length, timeZone }, 'DAY')
        let expected = 0
        for (const [start, end] of days) {
          if (temporalStartOfDay(start, timeZone).dayOfWeek < 6) expected += end - start
        }
        expect(elapsedWithoutWeekend(from, from + length, timeZone)).toBe(expected)
      }),
      { numRuns: 150 },
    )
  })
})

describe('durations', () => {
  it.each([
    ['P90D', { months: 0, days: 90, exact: 0 }],
    ['P3M', { months: 3, days: 0, exact: 0 }],
    ['P1Y6M', { months: 18, days: 0, exact: 0 }],
    ['P2W', { months: 0, days: 14, exact: 0 }],
    ['PT12H', { months: 0, days: 0, exact: 12 * HOUR }],
    ['P1DT90M', { months: 0, days: 1, exact: 1.5 * HOUR }],
  ])('%s is read', (text, duration) => expect(parseDuration(text)).toEqual(duration))

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    'P0D',
    '-P1D',
    'P1.5D',
    '90D',
    'p90d',
    'P90D ',
    `P${'9'.repeat(400)}D`,
    'P1H',
    'PT1D',
  ])('%j is refused', (text) => expect(parseDuration(text)).toBeNull())

  it('goes back as Temporal does', () => {
    fc.assert(
      fc.property(
        zone,
        instant,
        fc.record({ months: fc.nat(30), days: fc.nat(400), exact: fc.nat(90_000).map((seconds) => seconds * 1_000) }),
        (timeZone, now, duration) => {
          const then = Temporal.Instant.fromEpochMilliseconds(now)
            .toZonedDateTimeISO(timeZone)
            .subtract({ months: duration.months, days: duration.days, milliseconds: duration.exact })
          const gap = isSkipped(now, duration, timeZone)
          if (!gap) expect(before(now, duration, timeZone)).toBe(then.epochMilliseconds)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('windows as they are asked for', () => {
  const now = at('2026-11-20T15:30:00Z')

  it('end now when they are the last so and so much', () => {
    expect(windowOf({ last: 'P90D', timeZone: 'Europe/Berlin' }, now)).toEqual({
      ok: true,
      // 90 days earlier Berlin still had summer time: the same clock time is an hour earlier in UTC.
      window: { from: at('2026-08-22T14:30:00Z'), to: now, timeZone: 'Europe/Berlin' },
    })
    expect(windowOf({ last: 'PT12H' }, now)).toEqual({
      ok: true,
      window: { from: now - 12 * HOUR, to: now, timeZone: 'UTC' },
    })
  })

  it('stand as given otherwise', () => {
    expect(windowOf({ from: 0, to: 1 }, now)).toEqual({ ok: true, window: { from: 0, to: 1, timeZone: 'UTC' } })
  })

  it.each([
    [{}, 'INCOMPLETE', 'from'],
    [{ from: 0 }, 'INCOMPLETE', 'to'],
    [{ to: 0 }, 'INCOMPLETE', 'from'],
    [{ from: 0, to: 1, last: 'P1D' }, 'CONTRADICTION', 'last'],
    [{ to: 1, last: 'P1D' }, 'CONTRADICTION', 'last'],
    [{ from: 1, to: 1 }, 'ENDS_BEFORE_IT_BEGINS', 'to'],
    [{ from: 2, to: 1 }, 'ENDS_BEFORE_IT_BEGINS', 'to'],
    [{ from: at('1900-01-01T00:00:00Z'), to: at('2290-01-01T00:00:00Z') }, 'TOO_LONG', 'to'],
    [{ last: 'P300Y' }, 'TOO_LONG', 'last'],
    [{ last: 'PT9999999H' }, 'TOO_LONG', 'last'],
    [{ last: 'P190Y' }, 'TIME_OUT_OF_RANGE', 'last'],
    [{ from: -1e15, to: 0 }, 'TIME_OUT_OF_RANGE', 'from'],
    [{ from: 0, to: Number.NaN }, 'TIME_OUT_OF_RANGE', 'to'],
    [{ from: 0, to: Number.POSITIVE_INFINITY }, 'TIME_OUT_OF_RANGE', 'to'],
    [{ last: '90 days' }, 'BAD_DURATION', 'last'],
    [{ last: 'P1D', timeZone: 'Mars/Olympus' }, 'UNKNOWN_TIME_ZONE', 'timeZone'],
    [{ last: 'P1D', timeZone: '' }, 'UNKNOWN_TIME_ZONE', 'timeZone'],
  ])('%j is refused as %s of %s', (input, code, field) => {
    const result = windowOf(input, now)
    expect(result).toMatchObject({ ok: false, error: { code, field } })
    expect(result.ok ? '' : result.error.message).toMatch(/\.$/)
  })

  it('are cut at now', () => {
    const asked = { from: 10, to: 20, timeZone: 'UTC' }
    expect(until(asked, 30)).toBe(asked)
    expect(until(asked, 15)).toEqual({ ...asked, to: 15 })
    expect(until(asked, 5)).toEqual({ ...asked, to: 10 })
  })
})

function temporalStartOfDay(when: number, timeZone: string): Temporal.ZonedDateTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(when).toZonedDateTimeISO(timeZone)
  const next = zoned.toPlainDate().add({ days: 1 }).toZonedDateTime(timeZone)
  // Where clocks went back over midnight, the end of the old day comes again after the new one has begun.
  return next.epochMilliseconds <= when ? next : zoned.toPlainDate().toZonedDateTime(timeZone)
}

function temporalBuckets({ from, to, timeZone }: Window, by: Bucket): [number, number][] {
  const found: [number, number][] = []
  let date = temporalStartOfDay(from, timeZone).toPlainDate()
  if (by === 'WEEK') date = date.subtract({ days: date.dayOfWeek - 1 })
  if (by === 'MONTH') date = date.with({ day: 1 })
  const step = { DAY: { days: 1 }, WEEK: { days: 7 }, MONTH: { months: 1 } }[by]
  let start = date.toZonedDateTime(timeZone).epochMilliseconds
  while (start < to) {
    date = date.add(step)
    const end = date.toZonedDateTime(timeZone).epochMilliseconds
    if (end > start && end > from) found.push([Math.max(start, from), Math.min(end, to)])
    start = end
  }
  return found
}

/** Temporal goes on from a skipped clock time by the length of the gap; we stop at the jump. */
function isSkipped(now: number, { months, days }: { months: number; days: number }, timeZone: string): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .subtract({ months, days })
  return !local.toZonedDateTime(timeZone).toPlainDateTime().equals(local)
}
