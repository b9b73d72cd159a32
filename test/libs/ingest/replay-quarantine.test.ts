import { afterAll, beforeAll, expect, it } from 'vitest'
import { replayQuarantine } from '#ingest/replay-quarantine'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { logStart, readCommitted } from '#storage/stores/event-log'
import { dismissRefused, keepRefused, readQuarantine, trimQuarantine } from '#storage/stores/quarantine'
import { sql } from '#storage/sql'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const now = Date.UTC(2026, 2, 10)
const refusal = { code: 'UNKNOWN_FIELD', field: 'x', message: 'no such field' }

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('takes what is an event by now, and leaves the rest', async () => {
  const good = { type: 'rollback', service: 'shop', environment: 'production', at: '2026-03-02T09:00:00Z' }
  const bodies = [
    JSON.stringify(good),
    '{"type":"rollback"',
    'x'.repeat(70_000),
    JSON.stringify({ ...good, source: 'other' }),
  ]
  await keepRefused(
    database.db,
    bodies.map((body) => ({ ...refusal, source: 'ci', body: Buffer.from(body) })),
  )
  expect(await replayQuarantine(database.db, now)).toEqual({ taken: 1, left: 3 })
  const log = await readCommitted(database.db, logStart, 10)
  expect(log).toMatchObject([{ type: 'rollback', source: 'ci' }])
  expect(await replayQuarantine(database.db, now)).toEqual({ taken: 0, left: 3 })
})

it('keeps 64 KiB of a body, and says that it is not whole', async () => {
  const kept = await readQuarantine(database.db, 0, 10)
  const long = kept.find(({ body }) => body.length === 65_536)
  expect(long).toMatchObject({ complete: false, source: 'ci', ...refusal })
})

it('lets bodies go after 14 days', async () => {
  await database.db.query(
    sql`update quarantine set received_at = now() - interval '14 days 1 minute' where body_bytes = 18`,
  )
  expect(await trimQuarantine(database.db, Date.now())).toBe(1)
  expect(await readQuarantine(database.db, 0, 10)).toHaveLength(2)
})

it('lets go of what was refused of one source, when somebody says so', async () => {
  const { db } = database
  const delivery = { source: 'ci', system: 'github', transportId: 'one', headers: {}, body: Buffer.from('{}') }
  await keepDelivery(db, delivery, Date.now())
  await db.query(sql`update delivery set state = 'QUARANTINED'`)
  await keepRefused(db, [{ ...refusal, source: 'other', body: Buffer.from('{') }])
  expect(await dismissRefused(db, 'ci')).toBe(3)
  expect(await dismissRefused(db, 'ci')).toBe(0)
  expect(await readQuarantine(db, 0, 10)).toMatchObject([{ source: 'other' }])
})
