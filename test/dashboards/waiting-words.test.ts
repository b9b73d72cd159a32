import { describe, expect, it } from 'vitest'
import type { ServiceMetrics } from '#dashboards/answers'
import { metricFacts } from '#dashboards/metric-facts'

type Lead = ServiceMetrics['leadTimeForChanges']

const said = (pending: Partial<Lead['pending']>): string | undefined => {
  const none = { p75Seconds: null, p90Seconds: null, changesPerDeployment: null, linesPerChange: null }
  const waiting = {
    count: 0,
    bound: 'EXACT',
    unknownReason: null,
    oldestSinceStartSeconds: null,
    oldestSinceMergeSeconds: null,
  }
  const lead = { ...none, pending: { ...waiting, ...pending } } as Lead
  const facts = metricFacts('leadTimeForChanges', { leadTimeForChanges: lead } as ServiceMetrics)
  return facts.find(({ label }) => label === 'Merged, not live')?.text.replaceAll('\u00A0', ' ')
}

describe('what is merged and not live', () => {
  const unknownReason = 'Nobody tells which repository it is.'

  it('is a number, with the age of the oldest', () => {
    expect(said({})).toBe('0')
    expect(said({ count: 2, oldestSinceMergeSeconds: 7_200 })).toBe('2, the oldest for 2 h')
  })

  it('is never zero where nobody knows', () => {
    expect(said({ bound: 'AT_LEAST', unknownReason })).toBe('not known. Nobody tells which repository it is.')
    expect(said({ bound: 'AT_LEAST', unknownReason, count: 2, oldestSinceMergeSeconds: 7_200 })).toBe(
      'at least 2, the oldest for 2 h. Nobody tells which repository it is.',
    )
    expect(said({ bound: 'AT_MOST', unknownReason, count: 2 })).toBe('at most 2. Nobody tells which repository it is.')
  })
})
