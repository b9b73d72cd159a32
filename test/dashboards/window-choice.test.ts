import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bucketFor,
  durationDays,
  fromLocal,
  localDate,
  localTime,
  rangeDays,
  rangeUpTo,
  shiftDate,
  toInstant,
  windowBefore,
  windowInput,
} from '#dashboards/window-choice'

describe('the window that is asked for', () => {
  it('is a duration where one is chosen', () => {
    expect(windowInput({ last: 'P90D' }, 'Europe/Berlin')).toEqual({ last: 'P90D', timeZone: 'Europe/Berlin' })
  })

  it.each([
    ['UTC', '2026-03-02T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-01T23:00:00.000Z'],
    ['Asia/Kolkata', '2026-03-01T18:30:00.000Z'],
    ['America/New_York', '2026-03-02T05:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-03-01T10:00:00.000Z'],
  ])('begins at midnight of %s', (timeZone, instant) => expect(toInstant('2026-03-02', timeZone)).toBe(instant))

  it.each([
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
  ])('knows when %s turns its clocks: %s', (timeZone, date, instant) => expect(toInstant(date, timeZone)).toBe(instant))

  it('begins with the first moment of a day whose midnight the zone skips', () => {
    expect(toInstant('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z')
  })

  it('begins on the date that it names, in every zone', () => {
    const zones = Intl.supportedValuesOf('timeZone').filter((_, index) => index % 7 === 0)
    const dates = fc.date({ min: new Date('2000-01-02'), max: new Date('2037-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(fc.constantFrom(...zones), dates, (timeZone, at) => {
        const date = at.toISOString().slice(0, 10)
        const begin = toInstant(date, timeZone)
        const before = new Date(Date.parse(begin) - 1).toISOString()
        const skipped = localDate(begin, timeZone) !== date
        expect(skipped || localDate(before, timeZone) < date).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('is preceded by one of the same length', () => {
    const window = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-09T00:00:00.000Z' }
    expect(windowBefore(window, 'UTC')).toEqual({ from: '2026-02-23T00:00:00.000Z', to: window.from, timeZone: 'UTC' })
  })

  it('is cut into steps that stay readable', () => {
    expect(bucketFor({ last: 'P30D' })).toBe('DAY')
    expect(bucketFor({ last: 'P90D' })).toBe('WEEK')
    expect(bucketFor({ last: 'P1Y' })).toBe('WEEK')
    expect(bucketFor({ last: 'P3Y' })).toBe('MONTH')
    expect(bucketFor({ from: '2026-03-02', to: '2026-03-09' })).toBe('DAY')
  })

  it('lasts about so many days', () => {
    expect(durationDays('P1Y2M1W3DT12H')).toBeCloseTo(365 + 60.8 + 7 + 3.5)
    expect(durationDays('PT90M')).toBeCloseTo(0.0625)
  })

  it('ends on the day after the last one chosen', () => {
    expect(shiftDate('2026-02-28', 1)).toBe('2026-03-01')
  })
})

describe('the window that ends with a deployment', () => {
  const at = '2026-03-03T16:00:00.000Z'

  it.each([
    [{ last: 'P90D' }, 'UTC', { from: '2025-12-04', to: '2026-03-04' }],
    [{ last: 'P7D' }, 'Pacific/Kiritimati', { from: '2026-02-26', to: '2026-03-05' }],
    [{ from: '2010-01-01', to: '2010-01-15' }, 'UTC', { from: '2026-02-18', to: '2026-03-04' }],
    [{ last: 'PT6H' }, 'UTC', { from: '2026-03-03T10:00:00.001Z', to: '2026-03-03T16:00:00.001Z' }],
  ])('is as long as %o, in %s', (range, timeZone, expected) => {
    const found = rangeUpTo(at, range, timeZone)
    expect(found).toEqual(expected)
    expect(rangeDays(found)).toBeCloseTo(rangeDays(range), 6)
    const { from = '', to = '' } = windowInput(found, timeZone)
    expect(Date.parse(from) <= Date.parse(at) && Date.parse(at) < Date.parse(to)).toBe(true)
  })
})

describe('a local time', () => {
  it.each([
    ['2026-03-02T09:30', 'UTC', '2026-03-02T09:30:00.000Z'],
    ['2026-03-02T09:30', 'Asia/Kolkata', '2026-03-02T04:00:00.000Z'],
    ['2026-07-02T09:30', 'America/New_York', '2026-07-02T13:30:00.000Z'],
    ['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ])('%s in %s is %s, and back', (wall, zone, iso) => {
    expect(fromLocal(wall, zone)).toBe(iso)
    expect(localTime(iso, zone)).toBe(wall)
  })

  it('that the zone skips is a moment all the same', () => {
    const at = fromLocal('2026-03-29T02:30', 'Europe/Berlin')
    expect(['2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z']).toContain(at)
  })
})
