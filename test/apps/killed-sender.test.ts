import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import type { StatedChannel } from '#alerts/stated-channel'
import { newChannel } from '#graphql/channel/new-channel'
import { channelNamed, removeChannel } from '#storage/stores/channels'
import { outboxState, putIntoOutbox } from '#storage/stores/outbox'
import { alertNotification } from '../support/alert.ts'
import { buildLeadline, leadlineStart, type Started } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { GithubIssueServer, githubRepository, githubToken } from '../support/github-issue-server.ts'
import { until } from '../support/leadline-process.ts'
import { type Fault, Receiver } from '../support/receiver.ts'

const secretKey = 'what the secrets of channels are sealed with, here and in the process'
let database: TestDatabase
let github: GithubIssueServer
let hook: Receiver

beforeAll(async () => {
  buildLeadline()
  database = await testDatabase()
}, 300_000)
afterAll(() => database.close())
beforeEach(async () => {
  hook = await Receiver.begin(() => ({ status: 204 }))
  github = await GithubIssueServer.begin(() => Date.now())
})
afterEach(async () => {
  await removeChannel(database.db, 'told')
  await hook.end()
  await github.receiver.end()
})

function start(): Promise<Started> {
  return leadlineStart({ env: { DATABASE_URL: database.url, LEADLINE_SECRET_KEY: secretKey } })
}

async function channel(stated: Omit<StatedChannel, 'name' | 'allowPrivate'>): Promise<number> {
  const box = new SecretBox({ given: secretKey, home: null })
  expect(await newChannel(database.db, box, { name: 'told', allowPrivate: true, ...stated })).not.toHaveProperty('code')
  return (await channelNamed(database.db, 'told'))?.id ?? expect.fail('no channel')
}

async function put(channelId: number, event: 'OPENED' | 'RESOLVED'): Promise<string> {
  const notification = alertNotification(event)
  const row = { channelId, key: `${channelId} ${event}`, notification, thread: notification.alert.key, at: Date.now() }
  return (await putIntoOutbox(database.db, row)) ?? expect.fail('there already')
}

/** Kills the process while it waits for the answer to the first message, and lets another end the work. */
async function killedAt(channelId: number, receiver: Receiver, fault: Fault): Promise<readonly string[]> {
  receiver.faults.push(fault)
  const ids = [await put(channelId, 'OPENED'), await put(channelId, 'RESOLVED')]
  const first = await start()
  await until('the first message', 30, () => (receiver.received.length > 0 ? true : null))
  first.child.kill('SIGKILL')
  await first.ended
  expect(receiver.received).toHaveLength(1)
  // The time goes by for which what was taken belongs to the process that died.
  await database.db.query({ text: 'update outbox set next_try_at = now() where next_try_at is not null', values: [] })
  const second = await start()
  for (const id of ids)
    await until('the delivery', 30, async () => (await outboxState(database.db, id))?.deliveredAt ?? null)
  second.child.kill('SIGINT')
  await second.ended
  return ids
}

describe('a sender that is killed after it took a message', () => {
  it('loses nothing, and tells a webhook under the same id', async () => {
    const [opened, resolved] = await killedAt(await channel({ kind: 'WEBHOOK', url: hook.url }), hook, 'HANG')
    expect(hook.received.map(({ headers }) => headers['webhook-id'])).toEqual([opened, opened, resolved])
  })

  it.each(['HANG', 'SILENT'] as const)('opens one issue, and closes it (%s)', async (fault) => {
    const settings = { url: github.url, token: githubToken, repository: githubRepository }
    await killedAt(await channel({ kind: 'GITHUB_ISSUE', ...settings }), github.receiver, fault)
    expect(github.issues).toMatchObject([{ state: 'closed', comments: [{}] }])
  })
})
