import { expect, it } from 'vitest'
import { type Figure, figuresData, figuresText } from '#alerts/figures'

const hour = 3_600
const window = { from: Date.parse('2026-01-05T00:00:00Z'), to: Date.parse('2026-03-02T00:00:00Z') }

function figure(value: number, low: number | null, high: number | null, ...samples: [number, string][]): Figure {
  return { ...window, value, low, high, samples: samples.map(([count, of]) => ({ count, of })) }
}

const before = figure(26 * hour, 21.4 * hour, 33 * hour, [48, 'change'], [12, 'block'])
const since = figure(3.3 * 24 * hour, 2.1 * 24 * hour, 4 * 24 * hour, [31, 'change'], [1, 'block'])

it.each([
  [
    'a median, each range in the unit of its value',
    { unit: 'SECONDS', before, since } as const,
    'median 26.0 hours (21.4 to 33.0, 48 changes in 12 blocks) before, 3.3 days (2.1 to 4.0, 31 changes in 1 block) since',
  ],
  [
    'a share, without a range where there is none',
    { unit: 'SHARE', before: figure(0.041, null, null, [290, 'deployment']), since: null } as const,
    '4.1 % (290 deployments) before',
  ],
  [
    'a frequency, with the end that is known',
    {
      unit: 'PER_WEEK',
      before: figure(2.4, 1.9, null, [29, 'deployment'], [12, 'week']),
      since: figure(0, null, 0.7, [0, 'deployment'], [4, 'week']),
    } as const,
    '2.4 a week (at least 1.9, 29 deployments in 12 weeks) before, 0.0 a week (at most 0.7, 0 deployments in 4 weeks) since',
  ],
  [
    'minutes',
    { unit: 'SECONDS', before: null, since: figure(150, 60, 600, [9, 'failure']) } as const,
    'median 3 minutes (1.0 to 10.0, 9 failures) since',
  ],
])('figures read as %s', (_, figures, text) => {
  expect(figuresText(figures)).toBe(`As the pages count it: ${text}; ranges are 90 % intervals.`)
})

it('nothing is said of what has no number on either side', () => {
  expect(figuresText({ unit: 'SECONDS', before: null, since: null })).toBeNull()
})

it('machines get the same figures, in seconds', () => {
  expect(figuresData({ unit: 'SECONDS', before, since: null })).toEqual({
    unit: 'SECONDS',
    level: 0.9,
    before: {
      value: 93_600,
      low: 77_040,
      high: 118_800,
      changes: 48,
      blocks: 12,
      window: { from: '2026-01-05T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' },
    },
    since: null,
  })
})
