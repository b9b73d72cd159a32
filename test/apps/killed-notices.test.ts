import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { notifiedOutcomes } from '#domain/notify-rule'
import { HOUR, MINUTE } from '#domain/instant'
import { sql } from '#storage/sql'
import { addNotifyRule } from '#storage/stores/notify-rules'
import { buildLeadline } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { KilledLeadline } from '../support/killed-leadline.ts'
import { until } from '../support/leadline-process.ts'

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

async function tell(url: string, ...deployments: readonly { readonly version: string; readonly at: number }[]) {
  const events = deployments.map(({ version, at }) => ({
    type: 'deployment',
    id: version,
    service: 'till',
    environment: 'production',
    version,
    liveAt: new Date(at).toISOString(),
  }))
  await killed.tell(url, events)
}

it('a deployment is told by one id, in order, however often the process is killed on the way', async () => {
  const now = Date.now()
  const first = await killed.start()
  await tell(first.url, { version: '1.0', at: now - 20 * MINUTE }, { version: '1.1', at: now - 10 * MINUTE })
  await killed.kill(first)
  const rule = { name: 'till', services: ['till'], teams: [], environment: 'production', outcomes: notifiedOutcomes }
  await addNotifyRule(database.db, { ...rule, channels: ['told'] }, 'API', now - HOUR)

  const decided = {
    moment: 'as it notes that it is told',
    locked: 'told_deployment',
    statement: 'note-told-deployment',
  }
  await killed.killedAtEach(killed.moments(decided))
  const last = await killed.start()
  await until('the deliveries', 60, async () => {
    const delivered = await database.db.query(sql`select from outbox where delivered_at is not null`)
    return delivered.length === 2 ? true : null
  })
  await killed.kill(last)

  const messages = killed.hook.received.map(({ headers, body }) => ({
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
