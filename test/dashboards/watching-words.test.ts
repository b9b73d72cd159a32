import { expect, it } from 'vitest'
import { watchedMetrics } from '#domain/alert-rule'
import {
  type Detector,
  detectorName,
  falseAlarms,
  lackWords,
  smallestWords,
  stateWords,
} from '#dashboards/watching-words'

const watching: Detector = {
  metric: 'leadTimeForChanges',
  state: 'WATCHING',
  reason: null,
  smallestChange: { text: '×2.9: from 1.0 hours to 2.9 hours' },
  smallestChangeReason: null,
  expectedFalseAlarmsPerYear: 0.15,
  expectedFalseAlarmsReason: null,
}
const blind = { ...watching, smallestChange: null, smallestChangeReason: 'Not even a stop.' }
const young = { ...blind, state: 'INSUFFICIENT_DATA', reason: '5 of 8 weeks', smallestChangeReason: 'Not known.' }

it('calls every detector, and one of a newer server, by words', () => {
  expect(new Set(watchedMetrics.map(detectorName)).size).toBe(watchedMetrics.length)
  for (const metric of watchedMetrics) expect(detectorName(metric)).toMatch(/^[A-Z][a-z ,-]+$/)
  expect(detectorName('BATCH_SIZE')).toBe('Batch size')
  expect(['WATCHING', 'INSUFFICIENT_DATA', 'OFF', 'ON_LEAVE'].map(stateWords)).toEqual([
    'watching',
    'insufficient data',
    'off',
    'on leave',
  ])
})

it('says what is missing, and otherwise the smallest change or why there is none', () => {
  expect([watching, blind, young].map(lackWords)).toEqual(['', '', 'It has 5 of 8 weeks.'])
  expect(lackWords({ ...young, state: 'OFF', reason: 'Turned off by "own".' })).toBe('Turned off by "own".')
  expect([watching, blind, young].map(smallestWords)).toEqual([watching.smallestChange?.text, 'Not even a stop.', ''])
})

it('tells false alarms a year in a number, and none where no test watches', () => {
  expect(
    [0.15, 0.004, null].map((perYear) => falseAlarms({ ...watching, expectedFalseAlarmsPerYear: perYear })),
  ).toEqual(['0.15', 'under 0.01', ''])
  const unknown = { expectedFalseAlarmsPerYear: null, expectedFalseAlarmsReason: 'Not known.' }
  expect(falseAlarms({ ...watching, ...unknown })).toBe('Not known.')
})
