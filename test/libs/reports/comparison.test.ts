import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { metrics } from '#metrics/index'
import { metricIds } from '#metrics/metric'
import type { MetricsAnswer } from '#reports/answer'
import { comparisonReport } from '#reports/comparison'
import { comparisonCsv, comparisonJson } from '#reports/comparison-files'
import { boundsOf, measureNames, measures } from '#reports/measures'
import { verdictOf } from '#reports/verdict'

const certain = {
  sampleSize: 20,
  insufficient: false,
  provisional: false,
  unavailableReason: null,
  coverage: 0.75,
  interval: { low: 1, high: 3, level: 0.9 },
  flags: [{ code: 'PROVISIONAL', count: 2, message: 'It may move.' }],
  definition: { text: 'so', rulesVersion: '7' },
}

function answers(seconds: number | null, low = 1, high = 3): MetricsAnswer {
  const interval = { low, high, level: 0.9 }
  return {
    deploymentFrequency: { ...certain, perWeek: 4.2 },
    leadTimeForChanges: {
      ...certain,
      interval,
      medianSeconds: seconds,
      meanSeconds: 5,
      stages: [{ stage: 'REVIEW', sampleSize: 9, medianSeconds: 4, meanSeconds: 5, share: 1 }],
    },
    changeFailureRate: { ...certain, rate: 0.1 + 0.2 },
    timeToRestore: { ...certain, medianSeconds: null, unavailableReason: 'NO_DATA', interval: null },
    deploymentReworkRate: { ...certain, rate: 0 },
  }
}

const window = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-09T00:00:00.000Z', timeZone: 'UTC' }
const compare = {
  window,
  against: { ...window, from: '2026-02-23T00:00:00.000Z', to: window.from },
  rows: [
    { service: { name: '=cmd|x', team: null }, metrics: answers(2), before: answers(9, 8, 10) },
    { service: { name: 'shop', team: { name: 'sales' } }, metrics: answers(null), before: answers(9, 8, 10) },
  ],
}
const report = comparisonReport({ compare }, 'production')

describe('the verdict', () => {
  it('is better or worse only where the intervals lie apart', () => {
    const before = { value: 5, low: 4, high: 6 }
    expect(verdictOf('lower', { value: 2, low: 1, high: 3 }, before)).toBe('better')
    expect(verdictOf('higher', { value: 2, low: 1, high: 3 }, before)).toBe('worse')
    expect(verdictOf('lower', { value: 2, low: 1, high: 4 }, before)).toBe('unclear')
    expect(verdictOf('lower', { value: 2, low: null, high: null }, before)).toBe('unclear')
    expect(verdictOf('lower', { value: null, low: null, high: null }, before)).toBe('unknown')
  })

  it('turns around with time and with direction', () => {
    const end = fc.option(fc.double({ min: 0, max: 9, noNaN: true }), { nil: null })
    const measured = fc
      .record({ value: end, low: end, high: end })
      .filter(({ low, high }) => low === null || high === null || low <= high)
    const turned = { better: 'worse', worse: 'better', unclear: 'unclear', unknown: 'unknown' } as const
    fc.assert(
      fc.property(measured, measured, (now, before) => {
        const verdict = verdictOf('lower', now, before)
        expect(verdictOf('lower', before, now)).toBe(turned[verdict])
        expect(verdictOf('higher', now, before)).toBe(turned[verdict])
      }),
    )
  })
})

describe('the report', () => {
  it('has the metrics that are measured, in their order and direction', () => {
    expect(measureNames).toEqual(metricIds)
    for (const name of measureNames) expect(measures[name].better).toBe(metrics[name].better)
    expect(boundsOf('deploymentFrequency', { low: 1, high: null })).toEqual({ low: 7, high: null })
  })

  it('says of each value what it was before, and null where it is not known', () => {
    const lead = report.rows.map(({ metrics: found }) => found[1])
    expect(lead[0]).toMatchObject({
      value: 2,
      low: 1,
      high: 3,
      verdict: 'better',
      before: { value: 9, low: 8, high: 10 },
    })
    expect(lead[1]).toMatchObject({ value: null, verdict: 'unknown' })
    expect(report.rows[0]?.stages).toEqual([
      { stage: 'REVIEW', sampleSize: 9, meanSeconds: 5, share: 1, before: { sampleSize: 9, meanSeconds: 5, share: 1 } },
    ])
    expect(report.rulesVersion).toBe('7')
  })

  it('held against nothing has no verdict and nothing before', () => {
    const rows = compare.rows.map((row) => ({ ...row, before: null }))
    const alone = comparisonReport({ compare: { ...compare, against: null, rows } }, 'production')
    expect(
      alone.rows.flatMap((row) => row.metrics).every(({ verdict, before }) => verdict === null && before === null),
    ).toBe(true)
  })

  it('as CSV has a line for each service and metric, unrounded, and no formula', () => {
    const [head, ...lines] = comparisonCsv(report).trimEnd().split('\r\n')
    expect(head?.split(',')).toContain('interval_low_before')
    expect(lines.length).toBe(2 * (5 + 1))
    expect(lines[0]).toMatch(
      /^'=cmd\|x,,production,deploymentFrequency,per week,higher,4\.2,20,7,21,0\.9,,4\.2,20,7,21,unclear,0\.75,false,false,PROVISIONAL:2,/,
    )
    expect(lines[2]).toContain(',0.30000000000000004,')
    expect(lines[3]).toContain(',timeToRestore,seconds,lower,,20,,,,NO_DATA,')
    expect(lines[5]).toContain(',stage:REVIEW,"seconds, mean",,5,9,')
  })

  it('as JSON says its format, and holds the same', () => {
    expect(JSON.parse(comparisonJson(report))).toEqual({ format: 'leadline/comparison', version: 1, ...report })
  })
})
