import fc from 'fast-check'
import { expect, it } from 'vitest'
import { calendarDay } from '#domain/calendar'
import { deploymentKinds } from '#domain/delivery-event'
import type { Deployment } from '#domain/stream-history'
import { dayFacts, flagBits, flagIndex } from '#metrics/day-fact'
import { entriesOn } from '#storage/stores/service-day'
import { from, history, to } from '../../../support/arbitrary-facts.ts'
import { measuredDays, toldDay } from '../../../support/service-days.ts'

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
    flags: [],
    arrivals: [{ placement: '', at, outcome: 'SUCCEEDED' }],
  }
  return { ...base, ...more } as Deployment
}

it('counts what the default definition counts', () => {
  const deployments = [
    live('code', {}),
    live('first', { kind: 'CONFIG', flags: ['NO_PREDECESSOR', 'MISSING_COMMIT'] }),
    live('back', { kind: 'ROLLBACK', rework: ['ROLLBACK'], flags: ['MISSING_COMMIT'] }),
    live('again', { kind: 'REDEPLOY', rework: ['HOTFIX'] }),
    live('broken', { liveAt: null, outcome: 'FAILED', arrivals: [{ placement: '', at, outcome: 'FAILED' }] }),
    live('caught', { liveAt: null, outcome: 'ABORTED', arrivals: [{ placement: '', at, outcome: 'ABORTED' }] }),
    live('going', { liveAt: null, outcome: 'IN_PROGRESS', arrivals: [{ placement: '', at, outcome: 'IN_PROGRESS' }] }),
  ]
  const shipped = [
    { deploymentId: 'code', liveAt: at, startedAt: at - 5, isLow: false, flags: 0 },
    { deploymentId: 'code', liveAt: at, startedAt: at + 5, isLow: false, flags: flagBits(['IMPLAUSIBLE_CLOCK']) },
    { deploymentId: 'code', liveAt: at, startedAt: at - 9, isLow: true, flags: 0 },
    { deploymentId: 'again', liveAt: at, startedAt: at - 7, isLow: false, flags: 0 },
  ]
  const { live: entries, runs } = entriesOn(new Set([day]), 'UTC', deployments)
  const [row, ...others] = dayFacts(entries, shipped, runs, 'UTC')
  expect(others).toEqual([])
  const { flags, ...counts } = row ?? expect.fail('there is no day')
  expect(counts).toEqual({
    day,
    kinds: [1, 1, 1, 1, 0, 0, 0],
    attempts: 6,
    failedAttempts: 1,
    aborted: 1,
    rework: 1,
    following: 1,
    covered: 0,
    known: 1,
    knownChanges: 3,
    leads: [[-5, 5]],
  })
  expect(flags[flagIndex('COUNTED', 'NO_PREDECESSOR')]).toBe(1)
  expect(flags[flagIndex('ROLLBACK', 'MISSING_COMMIT')]).toBe(1)
  expect(flags[flagIndex('SAMPLE', 'NEGATIVE_SPAN')]).toBe(1)
  expect(flags[flagIndex('SAMPLE', 'IMPLAUSIBLE_CLOCK')]).toBe(1)
  expect(flags.reduce((sum, count) => sum + count, 0)).toBe(5)
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
      const kinds = new Map(facts.deployments.map(({ key, kind }) => [key, deploymentKinds.indexOf(kind)]))
      const shipped = facts.changes
        .filter(({ deploymentKey }) => (kinds.get(deploymentKey) ?? 9) < 2)
        .map((change) => ({
          ...change,
          deploymentId: change.deploymentKey,
          isLow: change.confidence === 'LOW',
          flags: 0,
        }))
      const { live: entries, runs } = entriesOn(new Set(days), timeZone, facts.deployments as Deployment[])
      const rows = dayFacts(entries, shipped, runs, timeZone).map(toldDay)
      expect(rows).toEqual(measuredDays(facts, days, { timeZone, now: to * 2 }))
    }),
    { numRuns: 200 },
  )
})

it('knows the day of the reporting time zone', () => {
  const { live: entries, runs } = entriesOn(new Set([day, day + 1]), 'Asia/Kolkata', [live('a', {})])
  expect(dayFacts(entries, [], runs, 'Asia/Kolkata').map((row) => row.day)).toEqual([day + 1])
})

it('leaves out days on which nothing happened', () => {
  const going = live('a', { liveAt: null, outcome: 'IN_PROGRESS', arrivals: [] })
  const { live: entries, runs } = entriesOn(new Set([day]), 'UTC', [going])
  expect(dayFacts(entries, [], runs, 'UTC')).toEqual([])
})
