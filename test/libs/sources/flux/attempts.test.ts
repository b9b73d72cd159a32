import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DeploymentEvent } from '#domain/delivery-event'
import type { RecordedEvent } from '#domain/entity-state'
import { fold } from '#domain/fold'
import { parseEvent } from '#sources/events/parse-event'
import { flux } from '#sources/flux/source'
import { fluxEvent, type FluxEventParts } from '../../../support/flux-events.ts'

const sender = { source: 'flux', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 5, 1) }
const metadata = { env: 'production', cluster: 'eu-1', revision: `main@sha1:${'a'.repeat(40)}` }
const on = (day: number, time: string): string => `2026-03-0${day}T${time}Z`

const applied = { timestamp: on(2, '10:00:00') }
const healthy = { timestamp: on(2, '10:00:20'), message: 'Health check passed in 19.5s' }
const unhealthy = { timestamp: on(2, '10:02:00'), severity: 'error', reason: 'HealthCheckFailed' } as const
const unbuilt = { timestamp: on(2, '09:59:00'), severity: 'error', reason: 'BuildFailed' } as const
const interval = { reason: 'ReconciliationSucceeded', message: 'Reconciliation finished in 1.2s, next run in 10m0s' }

function recorded(events: readonly FluxEventParts[]): RecordedEvent<DeploymentEvent>[] {
  return events.flatMap((parts) => {
    const translation = flux.translate(fluxEvent({ metadata, ...parts }))
    if ('ignored' in translation) return []
    return translation.statements.map((statement) => {
      const parsed = parseEvent(statement, sender)
      if (!parsed.ok) throw new Error(parsed.message)
      return { event: parsed.event as DeploymentEvent, hash: parsed.canonical, recordedAt: 0 }
    })
  })
}

/** What is known after all of these, in every order the same. */
function known(events: readonly FluxEventParts[]) {
  const statements = recorded(events)
  const { event } = fold(statements)
  fc.assert(
    fc.property(fc.shuffledSubarray(statements, { minLength: statements.length }), (order) => {
      expect(fold(order).event).toEqual(event)
    }),
    { numRuns: 30 },
  )
  expect(new Set(statements.map((statement) => statement.event.id)).size).toBe(1)
  const { outcome, startedAt, finishedAt, liveAt, attributes } = event
  const text = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString())
  return {
    outcome,
    startedAt: text(startedAt),
    finishedAt: text(finishedAt),
    liveAt: text(liveAt),
    rule: attributes?.['leadline.liveRule'] ?? null,
  }
}

const live = {
  outcome: 'succeeded',
  startedAt: '2026-03-02T10:00:00.000Z',
  liveAt: '2026-03-02T10:00:20.000Z',
  rule: 'HEALTH',
}

it('is live when it was applied, where nobody looks after its health, and what is said at each interval moves nothing', () => {
  const again = [2, 3, 4].map((day) => ({ ...interval, timestamp: on(day, '10:10:00') }))
  expect(known([applied, ...again])).toEqual({
    outcome: 'succeeded',
    startedAt: '2026-03-02T10:00:00.000Z',
    finishedAt: '2026-03-02T10:00:00.000Z',
    liveAt: null,
    rule: 'SYNC',
  })
  expect(recorded(again)).toEqual([])
})

it('is live when its health check passed', () => {
  expect(known([applied, healthy])).toMatchObject({ ...live, finishedAt: '2026-03-02T10:00:00.500Z' })
})

it('stays live whatever becomes of it later: trouble, recovery, repaired drift', () => {
  const later = [
    { ...unhealthy, timestamp: on(5, '03:00:00') },
    { ...healthy, timestamp: on(5, '04:00:00') },
    { ...applied, timestamp: on(6, '03:00:00') },
    { ...unbuilt, timestamp: on(7, '03:00:00') },
  ]
  expect(known([applied, healthy, ...later])).toMatchObject(live)
})

it('failed where its health check did, until one passes', () => {
  const failed = {
    outcome: 'failed',
    startedAt: '2026-03-02T10:00:00.000Z',
    finishedAt: '2026-03-02T10:02:00.000Z',
    liveAt: null,
  }
  const retries = [4, 6, 8].map((minute) => ({ ...unhealthy, timestamp: on(2, `10:0${minute}:00`) }))
  expect(known([applied, unhealthy, ...retries])).toMatchObject(failed)
  const mended = { timestamp: on(2, '10:09:00'), message: 'Health check passed in 1m0s' }
  expect(known([applied, unhealthy, ...retries, mended])).toMatchObject({
    outcome: 'succeeded',
    finishedAt: '2026-03-02T10:08:00.000Z',
    liveAt: '2026-03-02T10:09:00.000Z',
  })
})

it('failed where it could not be built, until it was applied', () => {
  const again = { ...unbuilt, timestamp: on(2, '09:59:30') }
  expect(known([unbuilt, again])).toMatchObject({ outcome: 'failed', finishedAt: '2026-03-02T09:59:00.000Z' })
  expect(known([unbuilt, again, applied])).toMatchObject({
    outcome: 'succeeded',
    finishedAt: '2026-03-02T10:00:00.000Z',
  })
})

it('keeps of what is repeated for ever only the first, and everything that was applied', () => {
  const idOf = (parts: FluxEventParts): string | null | undefined =>
    flux.webhook?.deliveryId({}, Buffer.from(JSON.stringify(fluxEvent({ metadata, ...parts }))))
  expect(idOf({ ...interval, timestamp: on(2, '10:10:00') })).toMatch(/^flux [0-9a-f]{64}$/)
  expect(idOf({ ...interval, timestamp: on(2, '10:10:00') })).toBe(idOf({ ...interval, timestamp: on(3, '10:10:00') }))
  const other = { ...metadata, revision: `main@sha1:${'b'.repeat(40)}` }
  expect(idOf({ ...interval, timestamp: applied.timestamp, metadata: other })).not.toBe(
    idOf({ ...interval, timestamp: applied.timestamp }),
  )
  expect(idOf(unhealthy)).not.toBe(idOf(unbuilt))
  for (const parts of [applied, healthy, { ...unhealthy, kind: 'HelmRelease' }]) expect(idOf(parts)).toBe(null)
  expect(flux.webhook?.deliveryId({}, Buffer.from('{'))).toBe(null)
})
