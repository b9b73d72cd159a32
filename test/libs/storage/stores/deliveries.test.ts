import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { sql } from '#storage/sql'
import { bodyOf, type Delivery, keepPartitions, settleDeliveries, takeWaiting } from '#storage/stores/deliveries'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const delivery = { source: 'ci', system: 'cdevents', transportId: 't-1', headers: { 'ce-id': '1' } }

it('keeps a body as it came, and makes the partition of its day', async () => {
  const body = Buffer.from([0, 255, 10, 123, 0])
  expect(await keepDelivery(database.db, { ...delivery, body }, Date.now())).toBe(true)
  const [kept] = await database.db.transaction((db) => takeWaiting(db, 10))
  expect(kept).toMatchObject(delivery)
  expect(bodyOf(kept as Delivery)).toEqual(body)
})

it('keeps what one source calls by one name once, whatever day it comes again', async () => {
  const again = { ...delivery, body: Buffer.from('again') }
  const tomorrow = Date.now() + DAY
  const kept = await Promise.all(
    [1, 2, 3].map(() => keepDelivery(database.db, { ...again, transportId: 't-2' }, tomorrow)),
  )
  expect(kept.filter(Boolean)).toEqual([true])
  expect(await keepDelivery(database.db, again, tomorrow)).toBe(false)
  expect(await keepDelivery(database.db, { ...again, source: 'other' }, tomorrow)).toBe(true)
  expect(await keepDelivery(database.db, { ...again, transportId: null }, tomorrow)).toBe(true)
  expect(await keepDelivery(database.db, { ...again, transportId: null }, tomorrow)).toBe(true)
})

it('gives a body to one taker at a time, until it is settled', async () => {
  await database.db.transaction(async (db) => {
    const mine = await takeWaiting(db, 10)
    expect(mine).toHaveLength(5)
    const others = await database.db.query(sql`select id from delivery where state = 'PENDING' for update skip locked`)
    expect(others).toEqual([])
    await settleDeliveries(
      db,
      mine.map(({ id }) => ({ id, outcome: 'IGNORED', reason: 'it says nothing' })),
    )
  })
  expect(await database.db.transaction((db) => takeWaiting(db, 10))).toEqual([])
})

it('gives no more at a time than fits, and never nothing', async () => {
  for (const size of [3_000, 3_000, 10]) {
    await keepDelivery(database.db, { ...delivery, transportId: null, body: randomBytes(size) }, Date.now())
  }
  const sizes = async (bytes: number): Promise<number[]> => {
    const taken = await database.db.transaction((db) => takeWaiting(db, 10, bytes))
    return taken.map((each) => bodyOf(each).length)
  }
  expect(await sizes(10)).toEqual([3_000])
  expect(await sizes(5_000)).toEqual([3_000])
  expect(await sizes(7_000)).toEqual([3_000, 3_000, 10])
})

it('makes partitions once, and drops whole days that are too old', async () => {
  const now = Date.now()
  await Promise.all([1, 2, 3].map(() => keepPartitions(database.db, now, 30 * DAY)))
  expect(await keepPartitions(database.db, now + 29 * DAY, 30 * DAY)).toEqual([])
  const dropped = await keepPartitions(database.db, now + 31 * DAY, 30 * DAY)
  expect(dropped).toEqual([`delivery_${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}`])
  const today = new Date(now).toISOString().slice(0, 10)
  expect(await database.db.query(sql`select id from delivery where received_on = ${today}::date`)).toEqual([])
  await keepPartitions(database.db, now + 33 * DAY, 30 * DAY)
  expect(await database.db.query(sql`select source from delivery_known`)).toEqual([])
})
