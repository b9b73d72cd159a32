import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { sql } from '#storage/sql'
import { keepDeliveries, keepPartitions, settleDelivery, takeWaiting } from '#storage/stores/deliveries'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const delivery = { source: 'ci', system: 'cdevents', transportId: 't-1', headers: { 'ce-id': '1' } }

it('keeps a body as it came, in the partition of its day', async () => {
  const body = Buffer.from([0, 255, 10, 123, 0])
  await keepPartitions(database.db, Date.now(), 30 * DAY)
  await keepDeliveries(database.db, [{ ...delivery, body }])
  const [kept] = await database.db.transaction((db) => takeWaiting(db, 10))
  expect(kept).toMatchObject({ ...delivery, body })
})

it('gives a body to one taker at a time, until it is settled', async () => {
  await database.db.transaction(async (db) => {
    const [mine] = await takeWaiting(db, 10)
    expect(mine).toBeDefined()
    const others = await database.db.query(sql`select id from delivery where state = 'PENDING' for update skip locked`)
    expect(others).toEqual([])
    if (mine !== undefined) await settleDelivery(db, mine.id, 'IGNORED', 'it says nothing')
  })
  expect(await database.db.transaction((db) => takeWaiting(db, 10))).toEqual([])
})

it('makes partitions once, and drops whole days that are too old', async () => {
  const now = Date.now()
  await Promise.all([1, 2, 3].map(() => keepPartitions(database.db, now, 30 * DAY)))
  expect(await keepPartitions(database.db, now + 29 * DAY, 30 * DAY)).toEqual([])
  const dropped = await keepPartitions(database.db, now + 31 * DAY, 30 * DAY)
  expect(dropped).toEqual([`delivery_${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}`])
  expect(await database.db.query(sql`select id from delivery`)).toEqual([])
})
