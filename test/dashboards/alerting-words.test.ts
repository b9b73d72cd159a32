import { expect, it } from 'vitest'
import type { ListedSchedule, StatedFreeze, StatedRule } from '#dashboards/alerting-answers'
import {
  freezesAt,
  kindWords,
  limitWords,
  metricsWords,
  originWords,
  outcomesWords,
  quietWords,
  tellsWords,
  timesWords,
} from '#dashboards/alerting-words'
import { scheduled, statedFreeze, statedRule } from './stated.ts'

const plainly = (text: string): string => text.replaceAll('\u00A0', ' ')
const limit = (metric: string, threshold: StatedRule['threshold']): string =>
  plainly(limitWords({ ...statedRule, metrics: [metric], threshold }))

it('says what a rule watches, where it was stated, and whom it tells', () => {
  expect(metricsWords([])).toBe('All that is watched')
  expect(metricsWords(['changeFailureRate', 'openFailure', 'BATCH_SIZE'])).toBe(
    'Change fail rate, Open failure, Batch size',
  )
  expect([originWords('FILE'), originWords('API')]).toEqual(['leadline.yaml', 'the API'])
  expect([tellsWords([]), tellsWords(['chat', 'on-call'])]).toEqual(['Nobody: pages show it', 'chat, on-call'])
})

it.each([
  [
    'leadTimeForChanges',
    { above: 'P2DT12H', below: null, last: 'P28D' },
    'above 2 days 12 hours, over the last 28 days',
  ],
  ['timeToRestore', { above: 'PT90M', below: null, last: 'P1Y' }, 'above 1 hour 30 minutes, over the last 1 year'],
  ['changeFailureRate', { above: '0.15', below: null, last: 'P28D' }, 'above 15 %, over the last 28 days'],
  [
    'deploymentFrequency',
    { above: '40', below: '3', last: 'P7D' },
    'above 40 a week or below 3 a week, over the last 7 days',
  ],
])('says a plain threshold of %s in words', (metric, threshold, words) => {
  expect(limit(metric, threshold)).toBe(`A plain threshold: ${words}`)
})

it('says how often tests may be wrong', () => {
  expect(limitWords(statedRule)).toBe('Tests: each may be wrong 0.25 times a year for a service')
  expect(limitWords({ ...statedRule, falseAlarmsPerServiceYear: 1 })).toContain('wrong once a year')
  expect(limitWords({ ...statedRule, isOn: false })).toBe('Nothing: it silences what it is of')
})

it('says quiet hours with their zone and the days on which they begin', () => {
  const hours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin', days: [] }
  expect(quietWords(null)).toBe('None: told at any time')
  expect(quietWords(hours)).toBe('22:00 to 07:00 Europe/Berlin, every day')
  expect(quietWords({ ...hours, days: ['FRIDAY', 'SATURDAY', 'SUNDAY'] })).toBe(
    '22:00 to 07:00 Europe/Berlin, beginning on Friday, Saturday or Sunday',
  )
})

it('says which deployments are told', () => {
  expect(outcomesWords({ outcomes: ['LIVE', 'FAILED', 'ROLLED_BACK'] })).toBe(
    'What went live, failed or was rolled back',
  )
  expect(outcomesWords({ outcomes: ['FAILED'] })).toBe('What failed')
})

it('parts freezes into those that are on, coming and over, to the instant', () => {
  const freeze = (name: string, from: string, to: string): StatedFreeze => ({ ...statedFreeze, name, from, to })
  const freezes = [
    freeze('old', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'),
    freeze('ends now', '2026-05-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'),
    freeze('begins now', '2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z'),
    freeze('later', '2026-09-01T00:00:00.000Z', '2026-09-02T00:00:00.000Z'),
    freeze('next', '2026-07-01T00:00:00.000Z', '2026-07-02T00:00:00.000Z'),
  ]
  const { now, coming, past } = freezesAt(freezes, '2026-06-01T00:00:00.000Z')
  const names = (of: readonly StatedFreeze[]) => of.map(({ name }) => name)
  expect([names(now), names(coming), names(past)]).toEqual([['begins now'], ['next', 'later'], ['ends now', 'old']])
})

it('says what is told regularly, and when', () => {
  const told = (change: Partial<ListedSchedule>) => {
    const schedule = { ...scheduled, ...change }
    return `${kindWords(schedule)}; ${timesWords(schedule)}`
  }
  expect(told({})).toBe('Digest of 7 days, where there is something to say; Every Monday at 09:00 Europe/Berlin')
  expect(told({ kind: 'COMPARISON', last: 'P1M', against: 'SAME_WINDOW_LAST_YEAR', every: 'MONTH', day: 3 })).toBe(
    'Comparison of 1 month, held against a year before; On day 3 of each month at 09:00 Europe/Berlin',
  )
  expect(told({ every: 'DAY', day: null })).toMatch(/Every day at 09:00/)
})
