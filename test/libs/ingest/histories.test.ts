import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Histories } from '#ingest/histories'
import { sql } from '#storage/sql'
import type { StreamHistory } from '#domain/stream-history'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { post, testNow, testWorker } from '../../support/ingest.ts'
import { RandomWorld } from '../../support/random-world.ts'
import { shuffled } from '../../support/shuffle.ts'

const MINUTE = 60_000

interface Named {
  readonly id: number
  readonly name: string
}

/** Histories of all streams by their names, as the log tells them. */
async function histories(test: TestDatabase, asOf: number | null, now: number): Promise<Record<string, StreamHistory>> {
  const streams = await test.db.query<Named>(sql`
    select stream.id, service.name || '/' || environment.name as name
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
     order by 2`)
  const found = await new Histories(test.db).of(streams, { asOf, rules: {}, now })
  return Object.fromEntries(streams.map(({ id, name }) => [name, found.get(id) as StreamHistory]))
}

describe.each([1, 2, 3])('a world that was recorded bit by bit (seed %i)', (seed) => {
  const recorded = shuffled(new RandomWorld(seed).events, seed).map((event, index) => ({
    ...event,
    recordedAt: new Date(testNow - 1_000 * MINUTE + index * 1_000).toISOString(),
  }))
  const half = Math.floor(recorded.length / 2)
  const then = Date.parse((recorded[half] as { recordedAt: string }).recordedAt)
  let whole: TestDatabase
  let part: TestDatabase
  beforeAll(async () => {
    whole = await testDatabase()
    part = await testDatabase()
    await post(whole.db, recorded)
    await post(part.db, recorded.slice(0, half + 1))
    await testWorker(whole.db).drain()
    await testWorker(part.db).drain()
  })
  afterAll(async () => {
    await whole.close()
    await part.close()
  })

  it('is known as it was known then', async () => {
    const now = await histories(whole, then, testNow)
    const known = await histories(part, null, then)
    for (const [name, history] of Object.entries(known)) expect(now[name], name).toEqual(history)
    for (const [name, history] of Object.entries(now)) {
      if (known[name] === undefined) expect(history.deployments, name).toEqual([])
    }
  })

  it('is the same whether it was projected in parts or is projected whole', async () => {
    for (const [name, history] of Object.entries(await histories(whole, null, testNow))) {
      const rows = await whole.db.query<{ key: string }>(sql`
        select deployment.key
          from deployment
          join service on service.id = deployment.service_id
          join environment on environment.id = deployment.environment_id
         where service.name || '/' || environment.name = ${name}`)
      expect(rows.map((row) => row.key).toSorted(), name).toEqual(history.deployments.map((row) => row.key).toSorted())
    }
  })
})
