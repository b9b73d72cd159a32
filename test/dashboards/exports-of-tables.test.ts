import { describe, expect, it } from 'vitest'
import { latestDeploymentsTable, listedTable } from '#dashboards/exports-of-dashboards'
import { whyChangesTable, whyServicesTable, whyStagesTable } from '#dashboards/exports-of-why'
import type { Difference, Mover } from '#dashboards/why-answers'
import type { Table } from '#reports/table'
import { certainty, metricAnswers } from './answers.ts'

/** Rows by the names of their columns. */
function records({ columns, rows }: Table): Record<string, unknown>[] {
  expect(new Set(columns).size).toBe(columns.length)
  return rows.map((row) => {
    expect(row.length).toBe(columns.length)
    return Object.fromEntries(columns.map((column, at) => [column, row[at]]))
  })
}

describe('an export of a dashboard', () => {
  const slow = { ...certainty({ interval: { low: 70, high: 90, level: 0.9 } }), medianSeconds: 80 }
  const fast = { ...certainty({ interval: { low: 10, high: 20, level: 0.9 } }), medianSeconds: 15 }
  const services = ['cart', 'shop'].map((name) => ({ name, metrics: metricAnswers({ leadTimeForChanges: slow }) }))

  it('has of services what their table shows: the metrics of the part, and how each stands to the window before', () => {
    const before = new Map([['cart', metricAnswers({ leadTimeForChanges: fast })]])
    const table = listedTable(services, ['leadTimeForChanges'], before)
    expect(table.columns.filter((column) => column.endsWith('_n'))).toEqual(['lead_time_median_seconds_n'])
    const value = { lead_time_median_seconds: 80, lead_time_median_seconds_low: 70 }
    expect(records(table)).toMatchObject([
      { service: 'cart', ...value, lead_time_median_seconds_before: 15, lead_time_median_seconds_verdict: 'worse' },
      { service: 'shop', ...value, lead_time_median_seconds_before: null, lead_time_median_seconds_verdict: null },
    ])
  })

  it('has of deployments their ids, times and outcomes', () => {
    const times = { startedAt: null, finishedAt: '2026-03-03T09:00:00.000Z', liveAt: null }
    const row = { id: 'd1', version: '=1.0', kind: 'CODE', outcome: 'FAILED', ...times }
    expect(records(latestDeploymentsTable([row]))).toEqual([
      {
        deployment_id: 'd1',
        version: '=1.0',
        kind: 'CODE',
        outcome: 'FAILED',
        started_at: null,
        finished_at: times.finishedAt,
        live_at: null,
      },
    ])
  })
})

describe('an export of why lead time changed', () => {
  const whole = (trimmedMeanSeconds: number, medianSeconds: number) => ({
    sampleSize: 10,
    keptSize: 6,
    trimmedMeanSeconds,
    medianSeconds,
  })
  const mover = (service: string): Mover => ({
    service: { name: service },
    change: null,
    liveAt: '2026-03-03T09:00:00.000Z',
    seconds: 9,
    stageSeconds: 5,
    movedSeconds: 1,
  })
  const own = (trimmedMeanSeconds: number | null) => ({
    sampleSize: 3,
    keptSize: 2,
    meanSeconds: 7,
    trimmedMeanSeconds,
  })
  const difference: Difference = {
    before: whole(100, 90),
    after: whole(160, 140),
    unavailableBecause: null,
    differenceSeconds: 60,
    interval: null,
    clear: true,
    medianDifferenceSeconds: 50,
    tailSeconds: -10,
    stageMovedMost: 'REVIEW',
    mixSeconds: 4,
    reversedByMix: false,
    stages: [{ stage: 'REVIEW', beforeSeconds: 40, afterSeconds: 100, differenceSeconds: 60 }],
    services: [
      {
        service: { name: 'cart' },
        before: own(5),
        after: own(8),
        withinSeconds: 56,
        mixSeconds: 4,
        ownStageMovedMost: null,
      },
      {
        service: { name: 'shop' },
        before: own(null),
        after: own(8),
        withinSeconds: 0,
        mixSeconds: 0,
        ownStageMovedMost: null,
      },
    ],
    came: [mover('cart')],
    gone: [mover('shop')],
  }

  it('has the stages, which add up to the trimmed mean, and what the median moved beside it', () => {
    const sums = records(whyStagesTable(difference)).map(({ part, difference_seconds }) => [part, difference_seconds])
    expect(sums).toEqual([
      ['REVIEW', 60],
      ['TRIMMED_MEAN', 60],
      ['TAIL', -10],
      ['MEDIAN', 50],
    ])
  })

  it('has what each service did within and by the mix; of one that had none before nothing by itself', () => {
    expect(records(whyServicesTable(difference))).toMatchObject([
      { service: 'cart', within_seconds: 56, mix_seconds: 4, own_difference_seconds: 3 },
      { service: 'shop', own_difference_seconds: null },
    ])
  })

  it('has the changes of both windows, and none where no stage moved', () => {
    const changes = records(whyChangesTable(difference))
    expect(changes.map(({ window, service }) => [window, service])).toEqual([
      ['now', 'cart'],
      ['before', 'shop'],
    ])
    expect(changes[0]).toMatchObject({ stage: 'REVIEW', stage_seconds: 5, change_id: null })
    expect(whyChangesTable({ ...difference, stageMovedMost: null }).rows).toEqual([])
  })
})
