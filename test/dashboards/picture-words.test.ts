import { expect, it } from 'vitest'
import { linesWithin, metricPicture, pictureOf, savedName, savedWithin, withChange } from '#dashboards/picture-words'
import { certainty, metricAnswers } from './answers.ts'

it('a file is named by service, metric, environment and window, and holds no sign of a path', () => {
  const window = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }
  expect(pictureOf({ of: 'shop', what: 'timeToRestore', environment: 'production' }, window, 'UTC')).toEqual({
    of: 'shop, production, 1 Jan 2026 – 31 Jan 2026 (UTC)',
    value: '',
    definition: '',
    file: 'shop-timeToRestore-production-2026-01-01-2026-02-01.png',
  })
  expect(savedName('png', '../../ä/b c\u202e', '', '.hidden')).toBe('ä-b-c-hidden.png')
  expect(savedName('png', '')).toBe('chart.png')
  expect(savedName('png', 'x'.repeat(500))).toHaveLength(124)
})

it('a table is named by environment and window too', () => {
  const within = savedWithin('eu/production', { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' })
  expect(savedName('csv', 'deployments of shop', ...within)).toBe(
    'deployments-of-shop-eu-production-2026-01-01-2026-02-01.csv',
  )
  expect(savedWithin('production', { last: 'P30D', timeZone: 'UTC' })).toEqual(['production', 'P30D'])
  expect(savedWithin('production', null)).toEqual(['production'])
})

it('words become lines of a width, and nothing of them is lost', () => {
  const widthOf = (text: string): number => text.length
  expect(linesWithin('one two three', 7, widthOf)).toEqual(['one two', 'three'])
  expect(linesWithin('abcdefghij k', 4, widthOf)).toEqual(['abcd', 'efgh', 'ij k'])
  expect(linesWithin('', 4, widthOf)).toEqual([])
})

it('a picture of a metric says its number, interval, n, doubts, rules and window, as its card does', () => {
  const window = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }
  const answers = metricAnswers({
    leadTimeForChanges: {
      ...certainty({ interval: { low: 50_400, high: 100_800, level: 0.9 }, sampleSize: 41 }),
      medianSeconds: 66_000,
      definition: { text: 'The median.', rulesVersion: '1' },
      flags: [{ code: 'PROVISIONAL', count: 1, message: 'Late events may still change it.' }],
    },
  })
  const within = { environment: 'production', timeZone: 'UTC', window }
  const picture = metricPicture('shop', 'leadTimeForChanges', answers, within)
  const { of, value, definition } = picture
  expect(of).toBe('shop, production, 1 Jan 2026 – 31 Jan 2026 (UTC)')
  expect(value.replaceAll('\u00A0', ' ')).toBe('18 h 20 min, 90 % interval 14 h – 1 d 4 h, 41 changes, provisional')
  expect(definition).toBe('The median.')
  expect(withChange(picture, null)).toEqual(picture)
  expect(withChange(picture, { text: 'Worse than 4 h before' }).value).toBe(`${value}. Worse than 4 h before`)
})
