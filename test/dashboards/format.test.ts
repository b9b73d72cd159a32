import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ago,
  bucketLabel,
  day,
  duration,
  exactStretch,
  moment,
  percent,
  perWeek,
  quantity,
  safeUrl,
  shortSha,
  repositoryText,
  shortVersion,
  spanWords,
  stretch,
} from '#dashboards/format'

const plain = (text: string) => text.replaceAll('\u00A0', ' ')
const minute = 60
const hour = 60 * minute
const days = 24 * hour

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [45, '45 s'],
    [59.7, '1 min'],
    [90, '1 min 30 s'],
    [59 * minute + 45, '59 min 45 s'],
    [59 * minute + 59.6, '1 h'],
    [hour, '1 h'],
    [18 * hour + 20 * minute, '18 h 20 min'],
    [23 * hour + 54 * minute, '23 h 54 min'],
    [23 * hour + 59 * minute + 40, '1 d'],
    [3 * days + 4 * hour, '3 d 4 h'],
    [9 * days + 23.6 * hour, '10 d'],
    [23 * days + 7 * hour, '23 d'],
    [400 * days, '400 d'],
    [-90, '−1 min 30 s'],
  ])('of %d s is "%s"', (seconds, text) => expect(plain(duration(seconds).text)).toBe(text))

  it('is spoken in whole words', () => {
    expect(duration(days + hour).spoken).toBe('1 day 1 hour')
    expect(duration(2 * days + 3 * hour).spoken).toBe('2 days 3 hours')
  })

  it('never reads as less than a smaller one, and lies within a part in sixteen of what it says', () => {
    const size = { s: 1, min: minute, h: hour, d: days }
    const back = (seconds: number) =>
      [...plain(duration(seconds).text).matchAll(/(\d+) (s|min|h|d)/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * size[unit as keyof typeof size],
        0,
      )
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e8, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (a, factor) => {
          expect(back(a * factor)).toBeGreaterThanOrEqual(back(a))
          expect(Math.abs(back(a) - a)).toBeLessThanOrEqual(Math.max(0.5, a / 16))
        },
      ),
    )
  })
})

describe('a share', () => {
  it.each([
    [0, '0 %'],
    [0.0002, '< 0.1 %'],
    [0.0714, '7.1 %'],
    [0.05, '5 %'],
    [1 / 3, '33 %'],
    [0.0996, '10 %'],
    [0.994, '99.4 %'],
    [0.9999, '> 99.9 %'],
    [1, '100 %'],
  ])('of %d is "%s"', (share, text) => expect(plain(percent(share).text)).toBe(text))
})

describe('a quantity', () => {
  it.each([
    [0, '0'],
    [0.001, '< 0.01'],
    [0.234, '0.23'],
    [0.2, '0.2'],
    [4.24, '4.2'],
    [9.97, '10'],
    [12.4, '12'],
    [1204, '1,204'],
  ])('of %d is "%s"', (value, text) => expect(plain(quantity(value))).toBe(text))

  it('of deployments is for a week', () => expect(plain(perWeek(4.2).text)).toBe('4.2 / week'))
})

describe('a time', () => {
  it('is told in the chosen zone', () => {
    expect(moment('2026-03-01T23:30:00Z', 'UTC')).toBe('1 Mar 2026, 23:30')
    expect(moment('2026-03-01T23:30:00Z', 'Asia/Kolkata')).toBe('2 Mar 2026, 05:00')
    expect(day('2026-03-01T23:30:00Z', 'Asia/Kolkata')).toBe('2 Mar 2026')
  })

  it('at midnight is 00:00 and not 24:00', () => {
    expect(moment('2026-03-02T00:00:00Z', 'UTC')).toBe('2 Mar 2026, 00:00')
  })

  it('of a half-open stretch ends with its last day', () => {
    expect(stretch('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z', 'UTC')).toBe('2 Mar 2026 – 8 Mar 2026')
    expect(stretch('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', 'UTC')).toBe('2 Mar 2026')
  })

  it('of a stretch that begins or ends within a day is told to the minute', () => {
    const [hour, zone] = ['2026-03-03T08:00:00Z', 'Europe/Berlin']
    expect(exactStretch(hour, '2026-03-03T09:00:00Z', zone)).toBe('3 Mar 2026, 09:00 – 3 Mar 2026, 10:00')
    expect(exactStretch('2026-03-02T23:00:00Z', hour, zone)).toBe('3 Mar 2026, 00:00 – 3 Mar 2026, 09:00')
    expect(exactStretch('2026-03-02T23:00:00Z', '2026-03-03T23:00:00Z', zone)).toBe('3 Mar 2026')
    expect(exactStretch('2026-03-02T23:00:00Z', '2026-03-02T23:00:00Z', zone)).toBe('3 Mar 2026, 00:00')
  })

  it('of a step is its day, or its month', () => {
    expect(bucketLabel('2026-03-02T00:00:00Z', 'WEEK', 'UTC')).toBe('2 Mar')
    expect(bucketLabel('2026-03-01T00:00:00Z', 'MONTH', 'UTC')).toBe('Mar 2026')
  })

  it.each([
    ['2026-03-09T11:59:30Z', 'just now'],
    ['2026-03-09T11:55:00Z', '5 minutes ago'],
    ['2026-03-08T12:00:00Z', '24 hours ago'],
    ['2026-03-06T12:00:00Z', '3 days ago'],
    ['2025-09-09T12:00:00Z', '6 months ago'],
    ['2023-03-09T12:00:00Z', '3 years ago'],
    ['2026-03-09T13:00:00Z', 'in the future'],
  ])('%s was %s', (iso, text) => expect(ago(iso, '2026-03-09T12:00:00Z')).toBe(text))

  it('span of whole units has words', () => {
    expect(spanWords('P90D')).toBe('90 days')
    expect(spanWords('P1Y')).toBe('1 year')
    expect(spanWords('P1DT2H')).toBe('P1DT2H')
  })
})

describe('what senders wrote', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'nonsense',
    '',
  ])('%j is not followed', (url) => expect(safeUrl(url)).toBeNull())

  it('is followed when it is of the web', () => {
    expect(safeUrl('https://example.com/a?b#c')).toBe('https://example.com/a?b#c')
    expect(safeUrl(null)).toBeNull()
  })

  it('names a version by its tag', () => {
    expect(shortVersion('registry.acme.example/checkout:v2.1')).toBe('v2.1')
    expect(shortVersion(`localhost:5000/a/b:${'9f2c'.repeat(10)}`)).toBe('9f2c9f2c9f')
    expect(shortVersion('2026-03-02T10:00')).toBe('2026-03-02T10:00')
    expect(shortVersion('1.0.0')).toBe('1.0.0')
  })

  it('is shortened only where it is a hash', () => {
    expect(shortSha('9f2caaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).toBe('9f2caaaaaa')
    expect(shortSha(`sha256:${'7'.repeat(64)}`)).toBe('7777777777')
    expect(shortSha('v2.14.0-rc.1')).toBe('v2.14.0-rc.1')
    expect(shortSha('release-facade')).toBe('release-facade')
  })
})

describe('a repository', () => {
  it.each([
    ['github.com/acme/shop', 'github.com/acme/shop'],
    ['srv/git/shop%20mono', 'srv/git/shop mono'],
    ['srv/100%', 'srv/100%'],
    ['srv/a%E2%80%AEb', 'srv/a%E2%80%AEb'],
  ])('%s is read as %s', (name, read) => {
    expect(repositoryText(name)).toBe(read)
  })
})
