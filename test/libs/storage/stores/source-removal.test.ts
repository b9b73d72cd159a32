import { expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { changeCatalogue } from '#storage/stores/catalogue'
import { removeSource } from '#storage/stores/source-removal'
import { post, testWorker, type Wire } from '../../../support/ingest.ts'
import { databases } from '../../../support/renaming.ts'

const database = databases()

function deployment(source: string, service: string): Wire {
  return { type: 'deployment', source, service, environment: 'prod', version: '1', liveAt: '2026-03-02T08:00:00Z' }
}

it('takes out a service that was renamed, and leaves one that somebody else speaks of by another name', async () => {
  const { db } = await database()
  await post(db, [deployment('demo', 'a'), deployment('demo', 'b'), deployment('api', 'mine')])
  await testWorker(db).drain()
  await changeCatalogue(db, () => [
    { type: 'SERVICE_RENAMED', from: 'a', to: 'first' },
    { type: 'SERVICE_RENAMED', from: 'b', to: 'second' },
    { type: 'SERVICE_MERGED', from: 'mine', into: 'second' },
  ])
  await testWorker(db).drain()
  await removeSource(db, 'demo', { services: ['a', 'b'], teams: [], repositories: [] })
  await testWorker(db).drain()
  expect(
    await db.query(sql`
    select service.name, count(deployment.id) as count
      from service left join deployment on deployment.service_id = service.id
     group by 1`),
  ).toEqual([{ name: 'second', count: 1 }])
})
