import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StreamHistory } from '#domain/stream-history'
import { Histories } from '#ingest/histories'
import { tryOut } from '#ingest/try-out'
import { sql } from '#storage/sql'
import { changeCatalogue } from '#storage/stores/catalogue'
import { describeService } from '#storage/stores/services'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { dump, post, testNow, testWorker } from '../../support/ingest.ts'
import { RandomWorld } from '../../support/random-world.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
  // What `web` is told of goes to another service every other time.
  const { events } = new RandomWorld(4)
  const parted = events.map((event, at) =>
    event['service'] === 'web' && at % 2 === 0 ? { ...event, service: 'site' } : event,
  )
  await describeService(test.db, { name: 'web', repository: 'gitlab.example.com/acme/web' })
  await describeService(test.db, { name: 'site', repository: 'gitlab.example.com/acme/web' })
  await post(test.db, parted)
  await testWorker(test.db).drain()
})
afterAll(() => test.close())

async function stream(service: string): Promise<number> {
  const [row] = await test.db.query<{ id: number }>(sql`
    select stream.id
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
     where service.name = ${service} and environment.name = 'prod'`)
  if (row === undefined) throw new Error(`no stream of ${service}`)
  return row.id
}

/** What happened, without the statements that it rests on. */
function told(history: StreamHistory | null | undefined): unknown {
  return {
    deployments: history?.deployments.map((each) => [each.version, each.kind, each.liveAt, each.failureKey !== null]),
    changes: history?.changes.map((each) => [each.key, each.startedAt, each.liveAt]),
  }
}

it('a merge or other paths give the history that they would give, and write nothing', async () => {
  const [web, site, jobs] = [await stream('web'), await stream('site'), await stream('jobs')]
  const before = await dump(test.db)
  const merged = [site]
  const tried = await tryOut(test.db, web, { merged, paths: ['src/**'] }, testNow)
  const alone = await tryOut(test.db, web, { merged: [] }, testNow)
  expect(await tryOut(test.db, 0, { merged: [] }, testNow)).toBeNull()
  expect(await tryOut(test.db, web, { merged: [jobs] }, testNow)).toBeNull()
  expect(await dump(test.db)).toEqual(before)

  await changeCatalogue(test.db, () => [
    { type: 'SERVICE_MERGED', from: 'site', into: 'web' },
    { type: 'SERVICE_CHANGED', service: 'web', change: { paths: ['src/**'] }, before: {}, confirmed: true },
  ])
  await testWorker(test.db).drain()
  const histories = await new Histories(test.db).of([{ id: web }], { asOf: null, rules: {}, now: testNow })
  expect(told(tried)).toEqual(told(histories.get(web)))
  expect(told(tried)).not.toEqual(told(alone))
  expect(alone?.changes.length).toBeGreaterThan(0)
})
