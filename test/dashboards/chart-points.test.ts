import { describe, expect, it } from 'vitest'
import { fallWords, leadTimeDifference } from '#dashboards/charts/lead-time-difference'
import { nextPoint, pointWords } from '#dashboards/parts/chart-points'
import type { Difference } from '#dashboards/why-answers'
import { palette } from './charts/palette.ts'

describe('the keyboard on a chart', () => {
  it('goes from point to point and no further', () => {
    expect(nextPoint('ArrowRight', null, 3)).toBe(0)
    expect(nextPoint('ArrowLeft', null, 3)).toBe(2)
    expect(nextPoint('ArrowRight', 2, 3)).toBe(2)
    expect(nextPoint('ArrowLeft', 0, 3)).toBe(0)
    expect([nextPoint('Home', 1, 3), nextPoint('End', 1, 3), nextPoint('Escape', 1, 3)]).toEqual([0, 2, null])
    expect([nextPoint('a', 1, 3), nextPoint('Escape', null, 3), nextPoint('End', null, 0)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('reads out a row of the table, what is empty left out', () => {
    const table = { columns: ['Time', 'Median', 'Incidents'], rows: [['2 Mar', '1 h', '']] }
    expect(pointWords({ table })).toEqual(['2 Mar: Median 1 h'])
  })

  it('has words for each bar where bars are no rows', () => {
    const end = { trimmedMeanSeconds: 7_200, medianSeconds: 3_600 }
    const stage = { stage: 'REVIEW', beforeSeconds: 3_600, afterSeconds: 7_200, differenceSeconds: 3_600 }
    const same = { stage: 'BUILD', beforeSeconds: 60, afterSeconds: 60, differenceSeconds: 0 }
    const difference = { before: { ...end, trimmedMeanSeconds: 3_600 }, after: end, stages: [stage, same] }
    const given = difference as unknown as Difference
    const words = fallWords(given)
    expect(words).toHaveLength(leadTimeDifference(given, palette).data.datasets[0]?.data.length ?? -1)
    expect(words[1]).toMatch(/^Review /)
  })
})
