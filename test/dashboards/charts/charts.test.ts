import { describe, expect, it } from 'vitest'
import { durationEnd, durationStep, shareEnd } from '#dashboards/charts/axes'
import { durationSummary, durationTable, durationTrend } from '#dashboards/charts/duration-trend'
import { frequencySummary, frequencyTable, frequencyTrend } from '#dashboards/charts/frequency-trend'
import { axisEnd } from '#dashboards/charts/interval-trend'
import {
  hasKnownStages,
  leadTimeStages,
  stageSpans,
  stageSummary,
  stageTable,
} from '#dashboards/charts/lead-time-stages'
import type { Frame } from '#dashboards/charts/palette'
import { rateSummary, rateTable, rateTrend } from '#dashboards/charts/rate-trend'
import { isPartial, stepTitle } from '#dashboards/charts/step'
import { palette } from './palette.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('\u00A0', ' ')) as unknown
const frame: Frame = { by: 'WEEK', timeZone: 'UTC', palette }
const week = (start: string, end: string) => ({ start: `${start}T00:00:00.000Z`, end: `${end}T00:00:00.000Z` })
const first = week('2026-03-04', '2026-03-09')
const second = week('2026-03-09', '2026-03-16')
const interval = (low: number | null, high: number | null) => ({ low, high, level: 0.9 })

describe('the frequency', () => {
  const points = [
    { ...first, count: 2 },
    { ...second, count: 0 },
  ]

  it('is a bar for each step, zeros too, and a cut step is lighter', () => {
    const [bars] = frequencyTrend(points, frame).data.datasets
    expect(bars?.data).toEqual([2, 0])
    expect(bars?.backgroundColor).toEqual(['soft', 'series'])
  })

  it('is a table and a sentence as well', () => {
    expect(frequencyTable(points, frame).rows).toEqual([
      ['4 Mar 2026 – 8 Mar 2026 (part of a week)', '2'],
      ['9 Mar 2026 – 15 Mar 2026', '0'],
    ])
    expect(frequencySummary(points, frame)).toBe('Deployments by week: 2 weeks, between 0 and 2; 1 without any.')
    expect(frequencySummary([], frame)).toBe('Nothing to draw in this window.')
  })
})

describe('a duration', () => {
  const points = [
    { ...first, sampleSize: 0, medianSeconds: null, p90Seconds: null, interval: null },
    { ...second, sampleSize: 7, medianSeconds: 7_200, p90Seconds: null, interval: interval(3_600, null) },
  ]

  it('without samples is a gap and not a zero', () => {
    const [line, bars] = durationTrend(points, { one: 'change' }, frame).data.datasets
    expect(line?.data).toEqual([null, 7_200])
    expect(bars?.data[0]).toBeNull()
  })

  it('has an interval that runs to the edge where it is not bounded', () => {
    const { data, options } = durationTrend(points, { one: 'change' }, frame)
    const end = options?.scales?.['y']?.max
    expect(data.datasets[1]?.data[1]).toEqual([3_600, end])
  })

  it('is a table and a sentence as well', () => {
    expect(plain(durationTable(points, { one: 'change' }, frame))).toEqual({
      columns: ['Time', 'Median', '90 % interval', '90th percentile', 'Changes'],
      rows: [
        ['4 Mar 2026 – 8 Mar 2026 (part of a week)', 'unknown', 'not known', 'unknown', '0'],
        ['9 Mar 2026 – 15 Mar 2026', '2 h', '1 h – unbounded', 'unknown', '7'],
      ],
    })
    expect(durationSummary(points, frame)).toBe('Median by week: 1 of 2 weeks have one, between 2 hours and 2 hours.')
    expect(durationSummary([], frame)).toBe('No week of this window has a median.')
  })
})

describe('a rate', () => {
  const points = [
    { ...first, rate: null, numerator: 0, denominator: 0, interval: null },
    { ...second, rate: 0.25, numerator: 1, denominator: 4, interval: interval(0.05, 0.6) },
  ]

  it('without deployments is a gap', () => {
    const { data, options } = rateTrend(points, frame)
    expect(data.datasets[0]?.data).toEqual([null, 0.25])
    expect(data.datasets[1]?.data).toEqual([null, [0.05, 0.6]])
    expect(options?.scales?.['y']?.max).toBe(1)
  })

  it('is a table and a sentence as well', () => {
    expect(plain(rateTable(points, 'Failed', frame).rows[1])).toEqual([
      '9 Mar 2026 – 15 Mar 2026',
      '25 %',
      '5 % – 60 %',
      '1',
      '4',
    ])
    expect(rateSummary(points, frame)).toBe('Rate by week: 1 of 2 weeks have deployments; in all 1 of 4 deployments.')
  })
})

describe('an axis', () => {
  it('holds every value, and of a long interval two and a half times the highest', () => {
    const point = (value: number | null, high: number | null) => ({ ...first, value, interval: interval(0, high) })
    expect(axisEnd([point(10, 12)])).toBe(12)
    expect(axisEnd([point(10, 400)])).toBe(25)
    expect(axisEnd([point(0, 0.4)])).toBe(0.4)
    expect(axisEnd([point(null, null)])).toBe(1)
  })

  it('has lines at whole units', () => {
    expect(durationStep(5 * 3_600)).toBe(3_600)
    expect(durationEnd(5.5 * 3_600)).toBe(6 * 3_600)
    expect(durationEnd(26 * 86_400)).toBe(28 * 86_400)
    expect(shareEnd(0.07)).toBe(0.1)
    expect(shareEnd(0.62)).toBe(1)
  })
})

describe('the stages', () => {
  const stages = [
    { stage: 'REVIEW', sampleSize: 1, medianSeconds: 50, meanSeconds: 60, share: 0.6 },
    { stage: 'CODING', sampleSize: 51, medianSeconds: 30, meanSeconds: 40, share: 0.4 },
    { stage: 'BUILD', sampleSize: 0, medianSeconds: 0, meanSeconds: 0, share: 0 },
  ]

  it('follow on each other in their order, without those that took no time', () => {
    expect(stageSpans(stages).map(({ stage, from, to }) => [stage, from, to])).toEqual([
      ['CODING', 0, 40],
      ['REVIEW', 40, 100],
    ])
    const [bars] = leadTimeStages(stages, palette).data.datasets
    expect(bars?.data).toEqual([
      [0, 40],
      [40, 100],
    ])
    expect(bars?.backgroundColor).toEqual(['s1', 's2'])
  })

  it('are worth a picture only where something between the ends is known', () => {
    expect(hasKnownStages(stages)).toBe(true)
    const unaccounted = { stage: 'UNACCOUNTED', sampleSize: 1, medianSeconds: 30, meanSeconds: 40, share: 1 }
    expect(hasKnownStages([unaccounted, { ...unaccounted, stage: 'CODING', meanSeconds: 0, share: 0 }])).toBe(false)
  })

  it('are a table and a sentence as well', () => {
    expect(plain(stageTable(stages).rows)).toEqual([
      ['Coding', 'first commit to request opened', '40 s', '30 s', '51 changes', '40 %'],
      ['Review', 'request opened to merged', '1 min', '50 s', '1 change', '60 %'],
    ])
    expect(stageSummary(stages)).toBe(
      'Stages of lead time: coding, review. The longest is review with 1 minute on average, 60 percent of all lead time.',
    )
    expect(stageSummary([])).toBe('No stage of lead time is known in this window.')
  })
})

describe('a step', () => {
  it('is partial when the window cuts it', () => {
    expect(isPartial(first, frame)).toBe(true)
    expect(isPartial(second, frame)).toBe(false)
    const month = week('2026-02-01', '2026-03-01')
    expect(isPartial(month, { by: 'MONTH', timeZone: 'UTC' })).toBe(false)
    expect(isPartial(week('2026-03-01', '2026-03-30'), { by: 'MONTH', timeZone: 'UTC' })).toBe(true)
  })

  it('is whole on the short day and in the short week of summer time', () => {
    const berlin = { timeZone: 'Europe/Berlin' }
    expect(isPartial({ start: '2026-03-28T23:00:00Z', end: '2026-03-29T22:00:00Z' }, { by: 'DAY', ...berlin })).toBe(
      false,
    )
    expect(isPartial({ start: '2026-03-22T23:00:00Z', end: '2026-03-29T22:00:00Z' }, { by: 'WEEK', ...berlin })).toBe(
      false,
    )
  })

  it('of a day is one date', () => {
    expect(stepTitle(week('2026-03-02', '2026-03-03'), { by: 'DAY', timeZone: 'UTC' })).toBe('2 Mar 2026')
  })
})
