import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { noteActiveDays } from '#storage/stores/sources'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('remembers the last 30 UTC days on which something came, each once', async () => {
  const { db } = database
  const first = 20_000
  const comes = async (at: number, lane: number): Promise<void> => {
    await db.query(sql`
      insert into source_tally (source, lane, accepted, last_event_at)
      values ('acme', ${lane}::smallint, 1, ${new Date(at).toISOString()}::timestamptz)
      on conflict (source, lane) do update set last_event_at = excluded.last_event_at`)
    await noteActiveDays(db)
  }
  const days = async (): Promise<readonly number[]> => {
    const [row] = await db.query<{ days: number[] }>(sql`select active_days as days from source where name = 'acme'`)
    return row?.days ?? []
  }
  await db.query(sql`insert into source (name, system) values ('acme', 'events'), ('quiet', 'events')`)
  await noteActiveDays(db)
  expect(await days()).toEqual([])

  await comes(first * 86_400_000, 0)
  await comes(first * 86_400_000 + 86_399_999, 1)
  await comes((first + 3) * 86_400_000 + 1, 0)
  expect(await days()).toEqual([first, first + 3])

  for (let day = 4; day < 40; day++) await comes((first + day) * 86_400_000, 1)
  expect(await days()).toEqual(Array.from({ length: 30 }, (_, index) => first + 10 + index))
})
