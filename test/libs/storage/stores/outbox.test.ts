import { afterAll, beforeAll, expect, it } from 'vitest'
import { addChannel } from '#storage/stores/channels'
import { noteDelivered, noteNotDelivered, type OutboxRow, putIntoOutbox, takeFromOutbox } from '#storage/stores/outbox'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
let channelId = 0
const at = Date.parse('2026-03-23T08:00:00Z')
const how = { now: at, lease: 180_000, most: 7, perChannel: 5 }

beforeAll(async () => {
  database = await testDatabase()
  const channel = { name: 'chat', kind: 'SLACK', settings: {}, sealed: null } as const
  channelId = (await addChannel(database.db, channel)) ?? expect.fail('taken')
})
afterAll(() => database.close())

async function put(thread: string, place: number): Promise<void> {
  const notification = { place }
  await putIntoOutbox(database.db, { channelId, key: `${thread} ${place}`, notification, thread, at })
}

it('gives several processes at once each message of a thread after those before it ended, and once', async () => {
  const threads = Array.from({ length: 20 }, (_, each) => `alert ${each}`)
  for (const thread of threads) for (const place of [0, 1, 2]) await put(thread, place)
  const taken: string[] = []
  const end = async (row: OutboxRow): Promise<void> => {
    const { place } = row.notification as { readonly place: number }
    // Nobody has it before the end of the one in front of it was at least begun to be noted.
    if (place > 0) expect(taken).toContain(`${row.thread} ${place - 1}`)
    taken.push(`${row.thread} ${place}`)
    // The next may be sent after a message arrived as after one that was given up.
    if (taken.length % 2 === 0) return noteDelivered(database.db, row, { now: at, message: null })
    return noteNotDelivered(database.db, row, { now: at, message: 'no', nextAt: null, progress: null })
  }
  const work = async (): Promise<void> => {
    while (taken.length < 60) for (const row of await takeFromOutbox(database.db, how)) await end(row)
  }
  await Promise.all([work(), work(), work(), work()])
  expect(new Set(taken).size).toBe(60)
  expect(taken).toHaveLength(60)
})

it('holds back what follows a message that is tried again, and nothing else', async () => {
  await put('one', 0)
  await put('one', 1)
  await put('another', 0)
  const first = await takeFromOutbox(database.db, how)
  const texts = first.map(({ thread, notification }) => `${thread} ${JSON.stringify(notification)}`)
  expect(texts.toSorted()).toEqual(['another {"place":0}', 'one {"place":0}'])
  for (const row of first)
    await noteNotDelivered(database.db, row, { now: at, message: 'later', nextAt: at + 5_000, progress: null })
  await put('one', 2)
  expect(await takeFromOutbox(database.db, how)).toEqual([])
  const again = await takeFromOutbox(database.db, { ...how, now: at + 5_000 })
  expect(again).toHaveLength(2)
})
