import { expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { alertText, type Worded } from '#alerts/words'

const at = Date.UTC(2026, 10, 23)
const day = DAY / 1_000
const alert: Worded = {
  service: 'shop',
  environment: 'production',
  detector: 'silence',
  direction: 'WORSE',
  state: 'OPEN',
  onsetFrom: at,
  onsetTo: at,
  before: 20,
  after: 8 * day,
  reason: null,
}

it.each([
  ['silence', 20, '8.0 days of working time; less than an hour is usual. It'],
  ['silence', 1.5 * day, '8.0 days of working time; 36.0 hours is usual. It'],
  ['silence', null, 'for longer than 8.0 days of working time. It'],
  ['openFailure', 3_000, 'for longer than 8.0 days; less than an hour is usual. It'],
  [
    'pendingAge',
    7_200,
    'half of what waits passed the limit of 8.0 days of working time, and nothing went live in more than a day of it since; 2.0 hours is usual. It',
  ],
])('%s after %s seconds: %s', (detector, before, said) => {
  expect(alertText({ ...alert, detector, before }, 'UTC')).toContain(said)
})
