import { afterAll, beforeAll, expect, it } from 'vitest'
import { rebuild } from '#ingest/rebuild'
import { sql } from '#storage/sql'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dump, post, testNow, testWorker, type Wire } from '../../support/ingest.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.close())

const march = (text: string): string => `2026-03-0${text.replace(' ', 'T')}:00Z`
const commit = (sha: string, parents: readonly string[], authored: string, more: Wire = {}): Wire => ({
  type: 'commit',
  service: 'shop',
  sha,
  parents,
  authoredAt: march(authored),
  ...more,
})
const deploy = (sha: string, live: string): Wire => ({
  type: 'deployment',
  id: `d ${sha}`,
  service: 'shop',
  environment: 'production',
  sha,
  liveAt: march(live),
})

/** c0 - c1 - c2 - m, where m merges c1 into c2: c1 is not of the request, but only c2 tells. */
const story = [
  commit('c0', [], '1 09:00'),
  commit('c1', ['c0'], '2 06:00'),
  commit('m', ['c2', 'c1'], '4 09:00', { pullRequest: 1 }),
  deploy('c0', '1 12:00'),
  deploy('c1', '2 12:00'),
  deploy('m', '5 12:00'),
]
const late = commit('c2', ['c1'], '3 09:00')

it('a commit that fills a hole corrects what was derived across it, however long ago', async () => {
  const worker = testWorker(test.db)
  await post(test.db, story)
  await worker.drain()
  expect(await test.db.query(sql`select sha from commit_hole`)).toEqual([{ sha: 'c2' }])

  await post(test.db, [late])
  await worker.drain()
  expect(await test.db.query(sql`select sha from commit_hole`)).toEqual([])
  const incremental = await dump(test.db)
  expect(incremental.changes).toMatchObject([{ key: 'shop@c1' }, { key: 'shop@c2' }])

  await rebuild(test.db, { clock: () => testNow })
  expect(await dump(test.db)).toEqual(incremental)
})
