import { describe, expect, it } from 'vitest'
import { newestAt, nothingCounted } from '#dashboards/empty-window'
import { certainty, metricAnswers, overviewService } from './answers.ts'

const window = { from: '2026-03-02T00:00:00Z', to: '2026-03-09T00:00:00Z' }
const none = certainty({ sampleSize: 0 })
const empty = metricAnswers({
  deploymentFrequency: { ...none, perWeek: 0 },
  leadTimeForChanges: { ...none, medianSeconds: null },
  changeFailureRate: { ...none, rate: null },
  timeToRestore: { ...none, medianSeconds: null },
  deploymentReworkRate: { ...none, rate: null },
})

describe('a window', () => {
  it('holds nothing where no number rests on anything and the newest deployment is elsewhere', () => {
    expect(nothingCounted([empty, empty], '2026-02-01T00:00:00Z', window)).toBe(true)
    expect(nothingCounted([empty], window.to, window)).toBe(true)
    expect(nothingCounted([empty], null, window)).toBe(true)
  })

  it('holds something where one number rests on something, or an uncounted deployment stands in it', () => {
    expect(nothingCounted([empty, metricAnswers()], '2026-02-01T00:00:00Z', window)).toBe(false)
    expect(nothingCounted([empty], window.from, window)).toBe(false)
  })
})

it('the newest deployment of all services is the latest in time, however it is written', () => {
  const services = ['2026-03-02T10:00:00Z', '2026-03-02T09:00:00+00:00', null].map((liveAt, index) =>
    overviewService(`s${index}`, { liveAt }),
  )
  expect(newestAt(services)).toBe('2026-03-02T10:00:00Z')
  expect(newestAt([])).toBeNull()
})
