import { expect, it } from 'vitest'
import { retryAfterSeconds } from '#apps/server/asking/retry-after'

const now = Date.parse('2026-03-23T08:00:00Z')

it.each([
  ['600', 600],
  ['Mon, 23 Mar 2026 08:10:00 GMT', 600],
  ['Monday, 23-Mar-26 08:10:00 GMT', 600],
  ['Mon, 23 Mar 2026 07:00:00 GMT', 0],
  ['soon', null],
  ['-5', null],
  ['2027', 2_027],
  ['', null],
  [undefined, null],
])('Retry-After: %s asks for %s seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds)
})
