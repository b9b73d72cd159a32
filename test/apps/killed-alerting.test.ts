import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { usualRule } from '#domain/alert-rule'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlertRule } from '#storage/stores/alert-rules'
import { buildLeadline } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { KilledLeadline } from '../support/killed-leadline.ts'
import { until } from '../support/leadline-process.ts'
import type { Received } from '../support/receiver.ts'

let database: TestDatabase
let killed: KilledLeadline

beforeAll(async () => {
  buildLeadline()
  database = await testDatabase()
}, 300_000)
afterAll(() => database.close())
beforeEach(async () => {
  killed = await KilledLeadline.begin(database)
})
afterEach(() => killed.end())

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
  await killed.tell(url, events)
}

function killedAtEach(): Promise<void> {
  const decided = { moment: 'as it writes the decision', locked: 'alert_event', statement: 'note-alert-event' }
  return killed.killedAtEach(killed.moments(decided))
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
  const key = Buffer.from(killed.secret.slice('whsec_'.length), 'base64')
  const proof = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${proof}`)
  expect(Math.abs(Date.now() - Number(at) * 1_000)).toBeLessThan(5 * MINUTE)
  return { id, event: (JSON.parse(body) as { data: { alert: { event: string } } }).data.alert.event }
}

it('an alert is told by each of its ids, in order, however often the process is killed on the way', async () => {
  const today = Math.floor(Date.now() / DAY) * DAY
  const days = (from: number, to: number, hours: number) =>
    Array.from({ length: (to - from) * 2 }, (_, index) => ({ at: today + from * DAY + (index + 1) * 11 * HOUR, hours }))
  const first = await killed.start()
  const slow = [...days(-40, -12, 8), ...days(-12, -2, 120)].toSorted((a, b) => a.at - b.at)
  await tell(first.url, 0, slow)
  await killed.kill(first)
  const threshold = { metric: 'leadTimeForChanges', above: 2.5 * 86_400, below: null, last: 'P7D' } as const
  const rule = { ...usualRule, name: 'till', services: ['till'], metrics: ['leadTimeForChanges'] as const }
  await addAlertRule(database.db, { ...rule, threshold, channels: ['told'] }, 'API')

  await killedAtEach()
  const second = await killed.start()
  await until('the alert', 60, delivered('OPENED'))
  const quick = Array.from({ length: 60 }, (_, index) => ({ at: today - DAY + index * 20 * MINUTE, hours: 2 }))
  await tell(second.url, slow.length, quick)
  await killed.kill(second)
  await killedAtEach()
  const third = await killed.start()
  await until('its end', 60, delivered('RESOLVED'))
  await killed.kill(third)

  const messages = killed.hook.received.map(verified)
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
