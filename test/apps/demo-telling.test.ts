import { afterAll, beforeAll, expect, it } from 'vitest'
import { needsDemo, removeDemo, tellDemo } from '#apps/server/demo'
import { sql } from '#storage/sql'
import { saveDemoState } from '#storage/stores/settings'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const yesterday = Date.UTC(2026, 5, 16, 15, 42)
const today = Date.UTC(2026, 5, 17, 15, 42)

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('is told to an empty database, finished when it was cut short, and not told again to who took it out', async () => {
  const { db } = database
  expect(await needsDemo(db)).toBe(true)
  const told = await tellDemo(db, yesterday)
  expect(told).toBeGreaterThan(10_000)
  expect(await needsDemo(db)).toBe(false)

  // As a kill in the middle leaves it: half of the log, and the note of the day.
  await db.query(sql`delete from event_log where position % 2 = 0`)
  await saveDemoState(db, yesterday)
  expect(await needsDemo(db)).toBe(true)
  const [{ left } = { left: 0 }] = await db.query<{ left: number }>(sql`select count(*) as left from event_log`)
  expect(left + (await tellDemo(db, today))).toBe(told)
  expect(await needsDemo(db)).toBe(false)
  expect(await tellDemo(db, today)).toBe(0)

  expect(await removeDemo(db)).toBe(told)
  expect(await needsDemo(db)).toBe(false)
  expect(await tellDemo(db, today)).toBeGreaterThan(10_000)
})
