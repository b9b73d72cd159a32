import { describe, expect, it } from 'vitest'
import { deliveryTimeline, timelinePoints, timelineSummary, timelineTable } from '#dashboards/charts/delivery-timeline'
import {
  distributionSummary,
  distributionTable,
  durationDistribution,
  namedBins,
} from '#dashboards/charts/duration-distribution'
import { markDatasets, markedTable, markLines, marksOfSteps, markSummary } from '#dashboards/charts/marks'
import { palette } from './palette.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('\u00A0', ' ')) as unknown
const step = (start: string, end: string) => ({ start: `${start}T00:00:00.000Z`, end: `${end}T00:00:00.000Z` })
const steps = [step('2026-03-02', '2026-03-09'), step('2026-03-09', '2026-03-16')]

describe('marks', () => {
  const marks = marksOfSteps(
    steps,
    [3, 0],
    [
      { kind: 'INCIDENT', at: '2026-03-09T00:00:00.000Z', text: 'Down' },
      { kind: 'RULES', at: '2026-03-08T23:59:59.999Z', text: 'blame' },
      { kind: 'INCIDENT', at: '2026-03-16T00:00:00.000Z', text: 'after the window' },
    ],
  )

  it('stand in the step that holds their moment, its end left out', () => {
    expect(marks).toEqual([
      { deployments: 3, incidents: [], rules: ['blame'] },
      { deployments: 0, incidents: ['Down'], rules: [] },
    ])
  })

  it('are told apart by shape and place', () => {
    const sets = markDatasets(marks, 10, palette)
    expect(sets.map(({ label, data }) => [label, data])).toEqual([
      ['Deployments', [0, null]],
      ['Incidents', [null, 10]],
      ['Changed rules', [[0, 10], null]],
    ])
    expect(markDatasets([{ deployments: 0, incidents: [], rules: [] }], 10, palette)).toEqual([])
  })

  it('stand in the table, the tooltip and the sentence as well', () => {
    const table = markedTable(
      {
        columns: ['Time', 'Median'],
        rows: [
          ['a', '1 h'],
          ['b', '2 h'],
        ],
      },
      marks,
    )
    expect(table).toEqual({
      columns: ['Time', 'Median', 'Deployments', 'Incidents', 'Changed rules'],
      rows: [
        ['a', '1 h', '3', '', 'blame'],
        ['b', '2 h', '0', 'Down', ''],
      ],
    })
    expect(markLines(marks[0])).toEqual(['3 deployments', 'Rules: blame'])
    expect(markLines({ deployments: 0, incidents: ['a', 'b', 'c', 'd', 'e'], rules: [] })).toEqual([
      'Incident: a',
      'Incident: b',
      'Incident: c',
      'and 2 more',
    ])
    expect(markSummary(marks)).toBe(' Meanwhile 1 incident opened and the rules changed 1 time.')
    expect(markSummary([])).toBe('')
  })
})

describe('the spread', () => {
  const bins = [
    { fromSeconds: 0, toSeconds: 900, count: 0 },
    { fromSeconds: 900, toSeconds: 3_600, count: 3 },
    { fromSeconds: 3_600, toSeconds: 14_400, count: 0 },
    { fromSeconds: 14_400, toSeconds: null, count: 1 },
  ]

  it('leaves out empty ends and no bin between', () => {
    expect(namedBins(bins).map(({ count }) => count)).toEqual([3, 0, 1])
    expect(durationDistribution(bins, 'change', palette).data.datasets[0]?.data).toEqual([3, 0, 1])
  })

  it('is a table and a sentence as well', () => {
    expect(plain(distributionTable(bins, 'change').rows)).toEqual([
      ['15 min to under 1 h', '3', '75 %', '75 %'],
      ['1 h to under 4 h', '0', '0 %', '75 %'],
      ['4 h and more', '1', '25 %', '100 %'],
    ])
    expect(plain(distributionSummary(bins, 'change'))).toBe(
      'Of 4 changes, 3 took 15 min to under 1 h, more than any other length. The slowest one took 4 h and more.',
    )
    const tied = [bins[1], { ...bins[3], count: 3 }] as typeof bins
    expect(plain(distributionSummary(tied, 'change'))).toContain('3 took 15 min to under 1 h, and no length has more.')
    expect(distributionSummary([], 'change')).toBe('No change of this window has a lead time.')
  })
})

describe('the timeline', () => {
  const deployment = (id: string, kind: string, outcome = 'SUCCEEDED', basis: string | null = null) => ({
    id,
    kind,
    outcome,
    version: id,
    startedAt: null,
    finishedAt: `2026-03-0${id}T10:00:00.000Z`,
    liveAt: null,
    failure: basis === null ? null : { basis },
  })
  const incident = (externalId: string, classification: string, openedAt: string) => ({
    id: externalId,
    source: 'pagerduty',
    externalId,
    title: null,
    classification,
    openedAt,
    restoredAt: null,
  })
  const points = timelinePoints(
    [
      deployment('5', 'CODE'),
      deployment('4', 'ROLLBACK'),
      deployment('3', 'CODE', 'SUCCEEDED', 'REVERT'),
      deployment('2', 'CONFIG', 'FAILED'),
      { ...deployment('1', 'CODE'), finishedAt: null },
    ],
    [incident('P1', 'incident', '2026-03-03T12:00:00.000Z'), incident('P2', 'drill', '2026-03-03T13:00:00.000Z')],
  )
  const window = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-09T00:00:00.000Z' }

  it('has a line for each kind of thing that happened, by time', () => {
    expect(points.map(({ lane, name }) => [lane, name])).toEqual([
      ['Failed runs', '2'],
      ['Failed in use', '3'],
      ['Incidents', 'P1'],
      ['Not counted', 'P2'],
      ['Rollbacks', '4'],
      ['Deployments that held', '5'],
    ])
    const { data } = deliveryTimeline(points, window, [window.from], { by: 'WEEK', timeZone: 'UTC', palette })
    expect(data.datasets[0]?.data.map(({ y }) => y)).toEqual([2, 3, 5, 4, 1, 0])
  })

  it('draws an open incident to the end of the window and not beyond, and no length of what does not count', () => {
    const { data } = deliveryTimeline(points, window, [window.from], { by: 'WEEK', timeZone: 'UTC', palette })
    expect(
      data.datasets[1]?.data.filter(({ y }) => !Number.isNaN(y)).map(({ x }) => new Date(x).toISOString()),
    ).toEqual(['2026-03-03T12:00:00.000Z', window.to])
  })

  it('is a table and a sentence as well', () => {
    expect(plain(timelineTable(points, { timeZone: 'UTC' }).rows[1])).toEqual([
      '3 Mar 2026, 10:00',
      'Failed in use',
      '3',
      'Code, succeeded; failed in use: reverted',
    ])
    expect(timelineSummary(points)).toBe(
      '6 entries by time: deployments that held 1, rollbacks 1, failed runs 1, failed in use 1, not counted 1, incidents 1.',
    )
  })
})
