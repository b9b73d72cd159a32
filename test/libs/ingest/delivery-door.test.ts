import { afterAll, beforeAll, expect, it } from 'vitest'
import { DeliveryDoor } from '#ingest/delivery-door'
import { sql } from '#storage/sql'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

function delivery(transportId: string | null, text: string) {
  return { source: 'ci', system: 'cdevents', transportId, headers: {}, body: Buffer.from(text) }
}

it('keeps what comes at a time in the order in which it came, each name once', async () => {
  const door = new DeliveryDoor(database.db, Date.now, 10_000)
  const names = ['a', 'b', 'a', null, 'c', null, 'b', 'a']
  const kept = await Promise.all(names.map((name, at) => door.keep(delivery(name, `${name} ${at}`))))
  expect(kept).toHaveLength(8)
  expect(kept.filter((each) => each === 'KEPT')).toHaveLength(5)
  const rows = await database.db.query<{ name: string | null; of: number }>(sql`
    select transport_id as "name", count(*) as "of" from delivery group by transport_id order by transport_id nulls last`)
  expect(rows).toEqual([
    { name: 'a', of: 1 },
    { name: 'b', of: 1 },
    { name: 'c', of: 1 },
    { name: null, of: 2 },
  ])
})

it('takes all that came while two inserts were under way with one', async () => {
  const asked: string[] = []
  const watched = {
    ...database.db,
    query: <Row>(statement: Parameters<typeof database.db.query>[0]) => {
      asked.push(statement.text)
      return database.db.query<Row>(statement)
    },
  }
  const door = new DeliveryDoor(watched, Date.now, 10_000)
  const kept = await Promise.all(Array.from({ length: 50 }, (_, at) => door.keep(delivery(`many-${at}`, '{}'))))
  expect(new Set(kept)).toEqual(new Set(['KEPT']))
  expect(asked).toHaveLength(3)
})

it('turns away the body that the database does not take, and none beside it', async () => {
  const door = new DeliveryDoor(database.db, Date.now, 10_000)
  const names = ['first', 'second', 'third', 'not \u0000 storable', 'fourth']
  const kept = await Promise.allSettled(names.map((name) => door.keep(delivery(name, '{}'))))
  expect(kept.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

it('goes on when the database is silent, and tells those who wait for it', async () => {
  let isSilent = true
  const answers: (() => void)[] = []
  const silent = {
    ...database.db,
    query: async <Row>(statement: Parameters<typeof database.db.query>[0]) => {
      if (isSilent) await new Promise<void>((resolve) => answers.push(resolve))
      return database.db.query<Row>(statement)
    },
  }
  const door = new DeliveryDoor(silent, Date.now, 50)
  await expect(door.keep(delivery('lost', '{}'))).rejects.toThrow('silent')
  isSilent = false
  expect(await door.keep(delivery('after', '{}'))).toBe('KEPT')
  for (const answer of answers) answer()
})

it('lets no more wait than it can hold', async () => {
  const never = { ...database.db, query: () => new Promise<never>(() => undefined) }
  const door = new DeliveryDoor(never, Date.now, 200)
  const large = { ...delivery(null, ''), body: Buffer.alloc(34_000_000) }
  const kept = await Promise.allSettled([large, large, large, large, large].map((each) => door.keep(each)))
  expect(kept.map((each) => (each.status === 'rejected' ? String(each.reason) : each.status))).toEqual([
    'Error: The database was silent for 200 ms.',
    'Error: The database was silent for 200 ms.',
    'Error: The database was silent for 200 ms.',
    'Error: The database was silent for 200 ms.',
    'Error: More bodies wait for the database than may.',
  ])
})
