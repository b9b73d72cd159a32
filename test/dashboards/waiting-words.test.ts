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

describe('words that need a meaning', () => {
  it('have one, and chance is said in plain words', () => {
    const frequency = { activeDays: 1, workingDays: 5, byKind: [], attempts: 98, failedAttempts: 2, aborted: 0 }
    const failure = { confirmedRate: null, byTimeAlone: 1, byTimeAloneExpectedByChance: 0.07 }
    const restore = { byRemedy: [], allIncidentsCount: 0, allIncidentsMedianSeconds: null, impactSeconds: 60 }
    const metrics = { deploymentFrequency: frequency, changeFailureRate: failure, timeToRestore: restore }
    const facts = (['deploymentFrequency', 'changeFailureRate', 'timeToRestore'] as const).flatMap((name) =>
      metricFacts(name, metrics as unknown as ServiceMetrics),
    )
    const meanings = facts.flatMap(({ label, meaning }) => (meaning === undefined ? [] : [label]))
    expect(meanings).toEqual(['Attempts', 'Under impact'])
    expect(facts.find(({ label }) => label === 'Blamed by time alone')?.text).toMatch(/random timing would give 0\.07$/)
  })
})
