import { expect, it } from 'vitest'
import { pauseAskedFor, retryAfterSeconds } from '#apps/server/asking/retry-after'

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

it.each([
  [{ 'retry-after': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' }, 5],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 90) }, 90],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 - 90) }, 0],
  [{ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': String(now / 1_000 + 90) }, null],
  [{ 'x-ratelimit-remaining': '0' }, null],
])('%j asks for %s s', (headers, seconds) => {
  expect(pauseAskedFor(headers, now)).toBe(seconds)
})
