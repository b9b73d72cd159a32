import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { notifiedOutcomes } from '#domain/notify-rule'
import { HOUR, MINUTE } from '#domain/instant'
import { newChannel } from '#graphql/channel/new-channel'
import { sql } from '#storage/sql'
import { addNotifyRule } from '#storage/stores/notify-rules'
import { buildLeadline, leadlineStart, type Started } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/leadline-process.ts'
import { Receiver } from '../support/receiver.ts'

const secretKey = 'what the secrets of channels are sealed with, here and in the process'
const token = 'preset-admin-token-of-at-least-32-characters'
let database: TestDatabase
/** A session that holds a lock, at which the process stands still. */
let gate: pg.Client
let hook: Receiver

beforeAll(async () => {
  buildLeadline()
  database = await testDatabase()
}, 300_000)
afterAll(() => database.close())
beforeEach(async () => {
  gate = new pg.Client({ connectionString: database.url })
  await gate.connect()
  hook = await Receiver.begin(() => ({ status: 204 }))
  const box = new SecretBox({ given: secretKey, home: null })
  const stated = { name: 'told', kind: 'WEBHOOK', url: `${hook.url}/hook`, allowPrivate: true } as const
  expect(await newChannel(database.db, box, stated)).toHaveProperty('secret')
})
afterEach(async () => {
  await gate.end()
  await hook.end()
})

function start(): Promise<Started> {
  return leadlineStart({
    env: { DATABASE_URL: database.url, LEADLINE_SECRET_KEY: secretKey, LEADLINE_TOKEN: token },
  })
}

async function kill({ child, ended }: Started): Promise<void> {
  child.kill('SIGKILL')
  await ended
  await gate.query('rollback')
  // The time goes by for which what was taken belongs to the process that died.
  await database.db.query(sql`update outbox set next_try_at = now() where next_try_at is not null`)
}

async function tell(url: string, ...deployments: readonly { readonly version: string; readonly at: number }[]) {
  const events = deployments.map(({ version, at }) => ({
    type: 'deployment',
    id: version,
    service: 'till',
    environment: 'production',
    version,
    liveAt: new Date(at).toISOString(),
  }))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
  const body = events.map((event) => JSON.stringify(event)).join('\n')
  const answer = await fetch(`${url}/api/events`, { method: 'POST', headers, body })
  expect(await answer.json()).toMatchObject({ accepted: events.length })
  await until('the projection', 60, async () => {
    const told = await fetch(`${url}/api/ingest`, { headers })
    return ((await told.json()) as { pending: number }).pending === 0 ? true : null
  })
}

/** The statement at which the process waits. */
function waitsAt(statement: string): () => Promise<true | null> {
  return async () => {
    const rows = await database.db.query(sql`
      select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like ${`%/* ${statement} */%`}`)
    return rows.length > 0 ? true : null
  }
}

/** Moments between the finding and the note of the delivery: what holds the process there, and how one sees that it is there. */
const moments = [
  { moment: 'as it notes that it is told', locked: 'told_deployment', at: waitsAt('note-told-deployment') },
  { moment: 'as it puts it into the outbox', locked: 'outbox', at: waitsAt('put-into-outbox') },
  {
    moment: 'as it sends it',
    locked: null,
    at: () => (hook.received.some(({ status }) => status === null) ? true : null),
  },
  { moment: 'as it notes that it arrived', locked: 'channel', at: waitsAt('channel-works') },
] as const

it('a deployment is told by one id, in order, however often the process is killed on the way', async () => {
  const now = Date.now()
  const first = await start()
  await tell(first.url, { version: '1.0', at: now - 20 * MINUTE }, { version: '1.1', at: now - 10 * MINUTE })
  await kill(first)
  const rule = { name: 'till', services: ['till'], teams: [], environment: 'production', outcomes: notifiedOutcomes }
  await addNotifyRule(database.db, { ...rule, channels: ['told'] }, 'API', now - HOUR)

  for (const { moment, locked, at } of moments) {
    await gate.query('begin')
    if (locked === null) hook.faults.push('HANG')
    else await gate.query(`lock table ${locked} in share row exclusive mode`)
    const process = await start()
    await until(`the moment: ${moment}`, 60, at)
    await kill(process)
    for (const received of hook.received) received.status ??= 0
  }
  const last = await start()
  await until('the deliveries', 60, async () => {
    const delivered = await database.db.query(sql`select from outbox where delivered_at is not null`)
    return delivered.length === 2 ? true : null
  })
  await kill(last)

  const messages = hook.received.map(({ headers, body }) => ({
    id: headers['webhook-id'],
    subject: (JSON.parse(body) as { data: { subject: string } }).data.subject,
  }))
  const byId = [...new Map(messages.map(({ id, subject }) => [id, subject])).values()]
  expect(byId).toEqual(['till 1.0 is live in production', 'till 1.1 is live in production'])
  const subjects = messages.map(({ subject }) => subject)
  expect(subjects).toEqual(subjects.toSorted())
  expect(await database.db.query(sql`select version, untold from told_deployment order by at`)).toEqual([
    { version: '1.0', untold: null },
    { version: '1.1', untold: null },
  ])
}, 180_000)
