import { afterAll, beforeAll, expect, it } from 'vitest'
import { entityOf } from '#domain/entity-key'
import type { Worker } from '#ingest/worker'
import { sql } from '#storage/sql'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { post, readEvents, testWorker, type Wire } from '../../support/ingest.ts'

const at = (time: string): string => `2026-03-02T${time}:00Z`
const live = (service: string, time: string, more: Wire = {}): Wire => ({
  type: 'deployment',
  service,
  environment: 'production',
  version: `${service} ${time}`,
  liveAt: at(time),
  ...more,
})
const opened = (service: string, more: Wire = {}): Wire => ({
  type: 'incident',
  id: `of ${service}`,
  service,
  openedAt: at('12:05'),
  ...more,
})
const corrected = (service: string, deploymentId: string): Wire => ({
  type: 'override',
  id: service,
  at: at('20:00'),
  by: 'ana',
  reason: 'seen',
  incidentId: `of ${service}`,
  deploymentId,
})

let test: TestDatabase
let worker: Worker
beforeAll(async () => {
  test = await testDatabase()
  worker = testWorker(test.db)
})
afterAll(() => test.close())

/** Failures of all streams once these are told too. */
async function after(...events: readonly Wire[]): Promise<string[]> {
  await post(test.db, events)
  await worker.drain()
  const rows = await test.db.query<{ found: string }>(sql`
    select service.name || ' ' || failure.basis as found
      from failure
      join service on service.id = failure.service_id
     order by 1`)
  return rows.map(({ found }) => found)
}

it('a correction counts from when the deployment that it names is told, of whatever service', async () => {
  const nameless = live('other', '11:00')
  const inFull = entityOf(readEvents([nameless])[0]?.event as never).entity
  expect(
    await after(
      ...['named', 'in full'].flatMap((service) => [live(service, '10:00'), live(service, '12:00'), opened(service)]),
      corrected('named', 'late'),
      corrected('in full', inFull),
    ),
  ).toEqual(['in full TIME_ONLY', 'named TIME_ONLY'])
  expect(await after(live('other', '09:00', { id: 'late' }))).toEqual(['in full TIME_ONLY'])
  expect(await after(nameless)).toEqual([])
})

it('an incident means the deployment of its own source first, also one that is told later and elsewhere', async () => {
  const named = opened('twice', { source: 'pager', deploymentId: 'same' })
  expect(await after(live('twice', '10:00'), live('twice', '12:00', { id: 'same' }), named)).toEqual(['twice EXPLICIT'])
  expect(await after(live('elsewhere', '12:00', { id: 'same', source: 'pager' }))).toEqual([])
})
