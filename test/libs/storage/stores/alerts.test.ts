import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlert } from '#storage/stores/alerts'
import { testDatabase, type TestDatabase } from '../../../support/database.ts'
import { post, testWorker, type Wire } from '../../../support/ingest.ts'

const now = Date.parse('2026-03-10T10:00:00Z')

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
  const deployment = { type: 'deployment', id: 'd', service: 'shop', environment: 'production', version: '1' }
  await post(test.db, [{ ...deployment, liveAt: new Date(now).toISOString() }] as Wire[])
  await testWorker(test.db).drain()
})
afterAll(() => test.close())

async function add(detector: string, onsetFrom: number): Promise<number | null> {
  const [stream] = await test.db.query<{ readonly serviceId: number; readonly environmentId: number }>(
    sql`select service_id as "serviceId", environment_id as "environmentId" from stream`,
  )
  if (stream === undefined) throw new Error('The deployment made no stream.')
  const found = { level: 'ALERT', held: null, onsetFrom, onsetTo: onsetFrom, usualFrom: onsetFrom - DAY } as const
  const values = { openedAt: now, before: 1, after: 2, seenAt: now, endedAt: null, content: {} }
  return addAlert(test.db, { ...stream, ...found, ...values, detector, direction: 'WORSE', state: 'OPEN' })
}

it('keeps each failure that lasts, once, beside others that nobody closed', async () => {
  expect(await add('openFailure', now - 3 * DAY)).not.toBeNull()
  expect(await add('openFailure', now - DAY)).not.toBeNull()
  expect(await add('openFailure', now - DAY)).toBeNull()
})

it('keeps one open alert of every other test', async () => {
  expect(await add('leadTimeForChanges', now - 3 * DAY)).not.toBeNull()
  expect(await add('leadTimeForChanges', now - DAY)).toBeNull()
})
