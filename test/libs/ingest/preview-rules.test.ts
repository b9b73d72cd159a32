import { afterAll, beforeAll, expect, it } from 'vitest'
import { previewRules } from '#ingest/preview-rules'
import { openDatabase, type OpenDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const now = Date.UTC(2026, 2, 10)

let database: TestDatabase
let db: OpenDatabase
beforeAll(async () => {
  database = await testDatabase()
  db = await openDatabase({ url: database.url })
})
afterAll(async () => {
  await db.close()
  await database.close()
})

function triggered(id: string, service: string, title: string): object {
  const data = { id, title, created_at: '2026-03-09T10:00:00Z', service: { id: `P-${service}`, summary: service } }
  return { event: { event_type: 'incident.triggered', occurred_at: '2026-03-09T10:00:00Z', data } }
}

async function deliver(...bodies: readonly object[]): Promise<void> {
  const source = { source: 'on-call', system: 'pagerduty', transportId: null, headers: {} }
  const deliveries = bodies.map((body) => ({ ...source, body: Buffer.from(JSON.stringify(body)) }))
  await keepDeliveries(db, deliveries, now)
}

it('says of each incident what it is and what it would be, and writes nothing', async () => {
  await deliver(
    triggered('Q1', 'shop', 'Nobody can pay'),
    triggered('Q2', 'shop', '[Drill] Zone lost'),
    triggered('Q3', 'heartbeats', 'Silent'),
    { event: { event_type: 'incident.annotated' } },
    triggered('Q1', 'shop', 'Nobody can pay at all'),
  )
  await deliver(...Array.from({ length: 250 }, (_, at) => triggered(`R${at}`, 'cart', 'Slow')))
  const before = await db.query(sql`select id, state, reason from delivery order by id`)
  const rules = [
    { title: '[Drill]*', classification: 'drill' },
    { key: 'P-heartbeats', incident: false },
    { key: 'cart', service: 'basket', environment: 'staging' },
  ]
  const preview = await previewRules(db, 'on-call', { present: { environment: 'live' }, tried: { rules } })
  const said = (service: string, environment: string | null, classification = 'incident') => ({
    services: [service],
    environment,
    classification,
  })
  expect(preview).toMatchObject({ deliveries: 255, isCut: false })
  expect(preview.incidents).toHaveLength(253)
  expect(preview.incidents.slice(0, 4)).toEqual([
    { id: 'Q1', title: 'Nobody can pay at all', present: said('shop', 'live'), tried: said('shop', null) },
    { id: 'Q2', title: '[Drill] Zone lost', present: said('shop', 'live'), tried: said('shop', null, 'drill') },
    { id: 'Q3', title: 'Silent', present: said('heartbeats', 'live'), tried: null },
    { id: 'R0', title: 'Slow', present: said('cart', 'live'), tried: said('basket', 'staging') },
  ])
  expect(await db.query(sql`select id, state, reason from delivery order by id`)).toEqual(before)
  expect(await db.query(sql`select from event_log`)).toEqual([])
})

it('is empty where nothing was delivered', async () => {
  expect(await previewRules(db, 'another', { present: {}, tried: {} })).toEqual({
    deliveries: 0,
    incidents: [],
    isCut: false,
  })
})
