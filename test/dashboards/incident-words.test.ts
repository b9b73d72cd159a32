import { describe, expect, it } from 'vitest'
import type { IncidentDetail } from '#dashboards/incident-answers'
import { incidentTimes, isToolConnected, blamedOnWords, unownedWords } from '#dashboards/incident-words'

const opened = '2026-03-03T09:20:00Z'
const resolved = '2026-03-03T10:30:00Z'
const incident: IncidentDetail = {
  id: 'I',
  externalId: 'i1',
  source: 'pager',
  title: null,
  url: null,
  severity: null,
  classification: 'incident',
  openedAt: opened,
  impactStartedAt: opened,
  mitigatedAt: null,
  resolvedAt: resolved,
  restoredAt: resolved,
  impactSeconds: 4_200,
  services: [],
  environments: [],
  places: [],
  failures: [],
  switchedFlags: [],
  overrides: [],
}
const flag = {
  key: 'new-cart',
  source: 'flags',
  at: resolved,
  enabled: false,
  url: null,
  method: 'FLAG_STATED',
  confidence: 'HIGH',
}
const restored = (given: Partial<IncidentDetail>) =>
  incidentTimes({ ...incident, ...given }).find(({ name }) => name === 'Restored')?.from

describe('the times of an incident', () => {
  it('each say where they come from', () => {
    expect(incidentTimes(incident)).toEqual([
      { name: 'Impact began', at: opened, from: 'its opening: nobody told another time' },
      { name: 'Opened', at: opened, from: 'told by pager' },
      { name: 'Mitigated', at: null, from: 'pager has not told it' },
      { name: 'Resolved', at: resolved, from: 'told by pager' },
      { name: 'Restored', at: resolved, from: 'it was resolved then' },
    ])
  })

  it.each([
    [{ mitigatedAt: resolved }, 'it was mitigated then'],
    [{ switchedFlags: [flag] }, 'flag new-cart was switched for it then'],
    [{ switchedFlags: [{ ...flag, confidence: 'LOW' }] }, 'it was resolved then'],
    [{ restoredAt: '2026-03-03T12:00:00Z' }, 'the last end that was told of it'],
    [{ restoredAt: null, resolvedAt: null }, 'pager has not told that it ended'],
    [{ restoredAt: null }, 'it was opened again, or lasts for one of its services'],
  ])('restored, of %o: %s', (given, words) => expect(restored(given)).toBe(words))
})

it('what is missing of incidents is said, with how many', () => {
  const row = { count: 1 }
  expect(unownedWords({ totalCount: 0, nodes: [] })).toBeNull()
  expect(unownedWords({ totalCount: 1, nodes: [row] })).toBe(
    '1 incident is not listed: it names a service of which nothing is deployed, by 1 name.',
  )
  expect(unownedWords({ totalCount: 2, nodes: [row, { count: 2 }] })).toContain(
    '3 incidents are not listed: they name services',
  )
  expect(unownedWords({ totalCount: 300, nodes: [row, { count: 2 }] })).toBe(
    'At least 3 incidents are not listed: they name services of which nothing is deployed, by 300 names.',
  )
  expect(isToolConnected([{ name: 'x', system: 'github' }])).toBe(false)
  expect(isToolConnected([{ name: 'x', system: 'pagerduty' }])).toBe(true)
})

it('how many are blamed on a deployment is said of what is shown', () => {
  const pageInfo = { hasNextPage: false, endCursor: null }
  const laid = {
    ...incident,
    failures: [{ basis: '', confidence: 'LOW', deployment: { id: '', version: '', service: { name: '' } } }],
  }
  expect(blamedOnWords({ totalCount: 2, pageInfo, nodes: [incident, laid] })).toBe(
    'Of 2 incidents 1 is blamed on a deployment.',
  )
  expect(blamedOnWords({ totalCount: 9, pageInfo, nodes: [incident] })).toBe(
    'Of the latest 1 incident none is blamed on a deployment.',
  )
})
