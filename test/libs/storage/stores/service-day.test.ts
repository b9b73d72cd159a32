import fc from 'fast-check'
import { expect, it } from 'vitest'
import { calendarDay } from '#domain/calendar'
import type { Deployment, Failure } from '#domain/stream-history'
import { dayRows, packMilliseconds, unpackMilliseconds } from '#storage/stores/service-day'
import { from, history, to } from '../../../support/arbitrary-facts.ts'
import { measuredDays } from '../../../support/service-days.ts'

const at = Date.parse('2026-03-02T23:30:00Z')
const day = Math.floor(at / 86_400_000)

function live(key: string, more: Partial<Deployment>): Deployment {
  const base = {
    key,
    at,
    liveAt: at,
    outcome: 'SUCCEEDED',
    kind: 'CODE',
    rework: [],
    arrivals: [{ placement: '', at, outcome: 'SUCCEEDED' }],
  }
  return { ...base, ...more } as Deployment
}

const failure = (deploymentKey: string, basis: Failure['basis']): Failure =>
  ({ deploymentKey, basis, confidence: basis === 'TIME_ONLY' ? 'LOW' : 'HIGH' }) as Failure

it('packs durations exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e12, max: 1e13 })), (values) => {
      expect(unpackMilliseconds(packMilliseconds(values))).toEqual(values.toSorted((a, b) => a - b))
    }),
  )
})

it('counts what the default definition counts', () => {
  const deployments = [
    live('code', {}),
    live('timed', { kind: 'CONFIG' }),
    live('back', { kind: 'ROLLBACK', rework: ['ROLLBACK'] }),
    live('again', { kind: 'REDEPLOY', rework: ['HOTFIX'] }),
    live('broken', { liveAt: null, outcome: 'FAILED', arrivals: [{ placement: '', at, outcome: 'FAILED' }] }),
    live('caught', { liveAt: null, outcome: 'ABORTED', arrivals: [{ placement: '', at, outcome: 'ABORTED' }] }),
    live('going', { liveAt: null, outcome: 'IN_PROGRESS', arrivals: [{ placement: '', at, outcome: 'IN_PROGRESS' }] }),
  ]
  const failures = [failure('code', 'EXPLICIT'), failure('timed', 'TIME_ONLY'), failure('caught', 'OVERRIDE')]
  expect(dayRows(new Set([day]), 'UTC', deployments, failures, [{ liveAt: at, startedAt: at - 5 }])).toEqual([
    {
      day,
      kinds: [1, 1, 1, 1, 0, 0, 0],
      attempts: 6,
      failedAttempts: 1,
      aborted: 1,
      failed: 3,
      failedByTime: 1,
      failedUnlived: 1,
      rework: 1,
      leads: [5],
    },
  ])
})

it('counts what the metrics measure, in any zone', () => {
  // In these thirteen weeks Havana skips a midnight, and Santiago has an hour before one twice.
  const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'America/Havana', 'America/Santiago')
  fc.assert(
    fc.property(history, zones, (whole, timeZone) => {
      const deployments = whole.deployments.map((deployment) =>
        deployment.key.endsWith('3') ? { ...deployment, liveAt: null, firstLiveAt: null } : deployment,
      )
      const facts = { ...whole, deployments }
      const first = calendarDay(from, timeZone) - 7
      const days = Array.from({ length: 120 }, (_, index) => first + index)
      const kinds = new Map(facts.deployments.map(({ key, kind }) => [key, kind]))
      const leads = facts.changes.filter(({ deploymentKey }) =>
        ['CODE', 'CONFIG'].includes(kinds.get(deploymentKey) ?? 'none'),
      )
      const rows = dayRows(
        new Set(days),
        timeZone,
        facts.deployments as Deployment[],
        facts.failures as Failure[],
        leads,
      ).map((row) => ({ ...row, leads: row.leads.toSorted((a, b) => a - b) }))
      expect(rows.toSorted((a, b) => a.day - b.day)).toEqual(measuredDays(facts, days, { timeZone, now: to * 2 }))
    }),
    { numRuns: 200 },
  )
})

it('knows the day of the reporting time zone', () => {
  expect(dayRows(new Set([day, day + 1]), 'Asia/Kolkata', [live('a', {})], [], []).map((row) => row.day)).toEqual([
    day + 1,
  ])
})

it('leaves out days on which nothing happened', () => {
  expect(
    dayRows(new Set([day]), 'UTC', [live('a', { liveAt: null, outcome: 'IN_PROGRESS', arrivals: [] })], [], []),
  ).toEqual([])
})
