import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '#storage/database'
import { exportEvents } from '#ingest/export'
import { EventDoor, type Receipt } from '#ingest/event-door'
import { logStart, readCommitted } from '#storage/stores/event-log'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const now = Date.UTC(2026, 2, 10)
const at = '2026-03-02T09:00:00Z'
const author = { name: 'Ada', email: 'ada@people.example', bot: false }

/** What `leadline import` does: events of all sources, with the times at which they were recorded. */
async function importEvents(db: Database, sent: AsyncIterable<Buffer>): Promise<Receipt> {
  const door = new EventDoor(db)
  try {
    return await door.takeLines(sent, { source: 'api', allowAnySource: true, mayImport: true, now: Date.now() })
  } finally {
    await door.close()
  }
}

let from: TestDatabase
let to: TestDatabase
beforeAll(async () => {
  from = await testDatabase()
  to = await testDatabase()
  const door = new EventDoor(from.db)
  const sender = { source: 'api', allowAnySource: true, mayImport: true, now }
  const commits = Array.from({ length: 2_300 }, (_, i) => ({
    type: 'commit',
    sha: `c${i}`,
    service: 'shop',
    authoredAt: at,
    author,
  }))
  const others = [
    {
      type: 'override',
      id: 'O1',
      at,
      by: 'Grace',
      reason: 'because',
      incidentId: 'I1',
      noDeployment: true,
      source: 'desk',
    },
    { type: 'rollback', service: 'ship "x"\n', environment: 'production', at, recordedAt: '2026-03-03T00:00:00.001Z' },
  ]
  await door.take([...commits, ...others], sender)
  await door.close()
})
afterAll(async () => {
  await from.close()
  await to.close()
})

async function text(database: TestDatabase): Promise<string> {
  let all = ''
  for await (const lines of exportEvents(database.db)) all += lines
  return all
}

async function* chunks(whole: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(whole)
  for (let start = 0; start < bytes.length; start += 10_007) yield bytes.subarray(start, start + 10_007)
}

it('an export restored elsewhere is the same export, people, sources and times included', async () => {
  const exported = await text(from)
  expect(exported).toContain('"author":{"bot":false,"email":"ada@people.example","name":"Ada"}')
  expect(exported).toContain('"by":"Grace"')
  expect(exported).toContain('"recordedAt":"2026-03-03T00:00:00.001Z"')
  const receipt = await importEvents(to.db, chunks(exported))
  expect(receipt).toEqual({ accepted: 2_302, duplicates: 0, rejectedCount: 0, rejected: [] })
  expect((await text(to)).split('\n').toSorted()).toEqual(exported.split('\n').toSorted())
})

it('an import may be run again', async () => {
  const receipt = await importEvents(to.db, chunks(await text(from)))
  expect(receipt).toMatchObject({ accepted: 0, duplicates: 2_302 })
})

it('the hashes of statements are the same in both', async () => {
  const hashes = async ({ db }: TestDatabase): Promise<string[]> =>
    (await readCommitted(db, logStart, 5_000)).map(({ hash }) => hash).toSorted()
  expect(await hashes(to)).toEqual(await hashes(from))
})

it('a stream that is cut throws its own error and keeps what was committed', async () => {
  const third = await testDatabase()
  const exported = await text(from)
  async function* cut(): AsyncGenerator<Buffer> {
    yield Buffer.from(exported)
    throw new Error('the disk went away')
  }
  await expect(importEvents(third.db, cut())).rejects.toMatchObject({
    cause: { message: 'the disk went away' },
  })
  expect(await readCommitted(third.db, logStart, 5_000)).toHaveLength(2_000)
  await third.close()
})
