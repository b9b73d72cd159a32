import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepRun, readingState, wishReading } from '#ingest/reading-run'
import { sql } from '#storage/sql'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('tells of the run and the wish of an App with very many repositories', async () => {
  const { db } = database
  await db.query(sql`
    insert into source_progress (source, part, state)
    select 'acme', 'acme/' || n || ' ' || part, '{"filled": true}'::json
      from generate_series(1, 2600) as n, unnest('{commits,requests,deployments,releases}'::text[]) as part`)
  const run = { startedAt: 1, endedAt: 2, goesOnAt: null, accepted: 3, problems: [], failing: false }
  await keepRun(db, 'acme', run)
  await wishReading(db, 'acme', 4)
  const state = await readingState(db, 'acme')
  expect([state.run, state.isWished]).toEqual([run, true])
  expect(state.parts).toHaveLength(10_000)
})
