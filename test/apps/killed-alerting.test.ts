import { createHmac } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { newChannel } from '#graphql/channel/new-channel'
import { usualRule } from '#domain/alert-rule'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlertRule } from '#storage/stores/alert-rules'
import { buildLeadline, leadlineStart, type Started } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/leadline-process.ts'
import { type Received, Receiver } from '../support/receiver.ts'

const secretKey = 'what the secrets of channels are sealed with, here and in the process'
const token = 'preset-admin-token-of-at-least-32-characters'
let database: TestDatabase
/** A session that holds a lock, at which the process stands still. */
let gate: pg.Client
let hook: Receiver
let secret: string

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
  const added = await newChannel(database.db, box, stated)
  secret = 'secret' in added ? (added.secret ?? '') : expect.fail(added.message)
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

/** Tells of deployments each of which ships a change that took so many hours, and waits until all answers hold them. */
async function tell(url: string, from: number, deployments: readonly { at: number; hours: number }[]): Promise<void> {
  const sha = (index: number): string => `${index.toString(16).padStart(6, '0')}ab`
  const events = deployments.flatMap(({ at, hours }, index) => {
    const number = from + index
    const parents = number === 0 ? [] : [sha(number - 1)]
    const authoredAt = new Date(at - hours * HOUR).toISOString()
    const deployed = { id: `d${number}`, environment: 'production', liveAt: new Date(at).toISOString() }
    return [
      { type: 'commit', service: 'till', sha: sha(number), parents, authoredAt },
      { type: 'deployment', service: 'till', sha: sha(number), ...deployed },
    ]
  })
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

/** Moments between the decision and the note of the delivery: what holds the process there, and how one sees that it is there. */
const moments = [
  { moment: 'as it writes the decision', locked: 'alert_event', at: waitsAt('note-alert-event') },
  { moment: 'as it puts it into the outbox', locked: 'outbox', at: waitsAt('put-into-outbox') },
  {
    moment: 'as it sends it',
    locked: null,
    at: () => (hook.received.some(({ status }) => status === null) ? true : null),
  },
  { moment: 'as it notes that it arrived', locked: 'channel', at: waitsAt('channel-works') },
] as const

async function killedAtEach(): Promise<void> {
  for (const { moment, locked, at } of moments) {
    await gate.query('begin')
    if (locked === null) hook.faults.push('HANG')
    else await gate.query(`lock table ${locked} in share row exclusive mode`)
    const process = await start()
    await until(`the moment: ${moment}`, 60, at)
    await kill(process)
    for (const received of hook.received) received.status ??= 0
  }
}

function delivered(event: string): () => Promise<true | null> {
  return async () => {
    const rows = await database.db.query(sql`
      select from outbox where notification -> 'alert' ->> 'event' = ${event} and delivered_at is not null`)
    return rows.length > 0 ? true : null
  }
}

/** Reads a message as Standard Webhooks asks: signed by the secret over its id and a time that is not long ago. */
function verified({ headers, body }: Received): { id: string; event: string } {
  const id = String(headers['webhook-id'])
  const at = String(headers['webhook-timestamp'])
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const proof = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${proof}`)
  expect(Math.abs(Date.now() - Number(at) * 1_000)).toBeLessThan(5 * MINUTE)
  return { id, event: (JSON.parse(body) as { data: { alert: { event: string } } }).data.alert.event }
}

it('an alert is told by each of its ids, in order, however often the process is killed on the way', async () => {
  const today = Math.floor(Date.now() / DAY) * DAY
  const days = (from: number, to: number, hours: number) =>
    Array.from({ length: (to - from) * 2 }, (_, index) => ({ at: today + from * DAY + (index + 1) * 11 * HOUR, hours }))
  const first = await start()
  const slow = [...days(-40, -12, 8), ...days(-12, -2, 120)].toSorted((a, b) => a.at - b.at)
  await tell(first.url, 0, slow)
  await kill(first)
  const threshold = { metric: 'leadTimeForChanges', above: 2.5 * 86_400, below: null, last: 'P7D' } as const
  const rule = { ...usualRule, name: 'till', services: ['till'], metrics: ['leadTimeForChanges'] as const }
  await addAlertRule(database.db, { ...rule, threshold, channels: ['told'] }, 'API')

  await killedAtEach()
  const second = await start()
  await until('the alert', 60, delivered('OPENED'))
  const quick = Array.from({ length: 60 }, (_, index) => ({ at: today - DAY + index * 20 * MINUTE, hours: 2 }))
  await tell(second.url, slow.length, quick)
  await kill(second)
  await killedAtEach()
  const third = await start()
  await until('its end', 60, delivered('RESOLVED'))
  await kill(third)

  const messages = hook.received.map(verified)
  const byId = [...new Map(messages.map((message) => [message.id, message.event])).values()]
  expect(byId).toEqual(['OPENED', 'RESOLVED'])
  expect(messages.map(({ event }) => event)).toEqual(messages.map(({ event }) => event).toSorted())
  expect(
    await database.db.query(sql`
      select event, untold from alert_event join alert on alert.id = alert_id order by alert_event.id`),
  ).toEqual([
    { event: 'OPENED', untold: null },
    { event: 'RESOLVED', untold: null },
  ])
}, 180_000)
