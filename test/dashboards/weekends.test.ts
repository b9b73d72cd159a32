import { expect, it } from 'vitest'
import { weekendWords } from '#dashboards/weekends'

// 6 March 2026 is a Friday.
it.each([
  ['2026-03-06T10:46Z', '2026-03-09T08:48Z', 'UTC', 'includes a weekend'],
  ['2026-03-06T10:46Z', '2026-03-07T23:59Z', 'UTC', null],
  ['2026-03-06T10:46Z', '2026-03-08T00:00Z', 'UTC', 'includes a weekend'],
  ['2026-03-07T22:00Z', '2026-03-08T04:00Z', 'UTC', null],
  ['2026-03-02T10:00Z', '2026-03-06T10:00Z', 'UTC', null],
  ['2026-03-06T10:00Z', '2026-03-17T10:00Z', 'UTC', 'includes 2 weekends'],
  ['2026-03-06T10:00Z', '2026-03-07T16:00Z', 'Asia/Tokyo', 'includes a weekend'],
])('from %s to %s in %s: %s', (from, to, timeZone, said) => {
  expect(weekendWords(Date.parse(from), Date.parse(to), timeZone)).toBe(said)
})
