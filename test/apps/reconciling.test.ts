import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { appKeyOf, webhookSecretOf } from '#access/webhook-secret'
import { startReconciling } from '#apps/server/reconciling'
import { MINUTE, SECOND } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import { lastRun } from '#ingest/reading-run'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { addWebhookSource } from '#storage/stores/webhook-sources'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type GithubServer, githubServer, type RestAnswer } from '../support/github-server.ts'
import { empty } from '../support/github-story.ts'
import { until } from '../support/leadline-process.ts'

const begin = Date.parse('2026-03-10T12:00:00Z')
const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

let database: TestDatabase
let db: OpenDatabase
let github: GithubServer
let now = begin
beforeAll(async () => {
  github = await githubServer(empty)
  database = await testDatabase()
  const name = new URL(database.url).pathname.slice(1)
  await database.db.query({ text: `alter database ${name} set idle_in_transaction_session_timeout = 1000`, values: [] })
  db = await openDatabase({ url: database.url })
  await addWebhookSource(db, {
    name: 'acme',
    system: 'github',
    settings: { api: github.url, app: { id: 1, slug: 'leadline-acme' } },
    secret: await box.seal(webhookSecretOf('acme'), 'secret'),
    credential: await box.seal(appKeyOf('acme'), key),
  })
})
afterAll(async () => {
  await db.close()
  await database.close()
  await github.close()
})
beforeEach(() => {
  now = begin
})

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

/** Reads the source as a server does; gives what is reported. */
function reconcile(): string[] {
  const reported: string[] = []
  const door = new EventDoor(db)
  const report = (error: unknown): void => void reported.push(String(error))
  const reconciling = startReconciling({ db, door, secrets: box, clock: () => now, report })
  ending.push(async () => {
    await reconciling.stop()
    await door.close()
  })
  return reported
}

function nothingInstalled(path: string): RestAnswer {
  const isList = path.startsWith('/app/installations?') || path.startsWith('/app/hook/deliveries?')
  return isList ? { status: 200, body: [] } : { status: 404 }
}

/** Ends when the server has ended a transaction that did nothing. */
async function longerThanPatience(): Promise<void> {
  const idle = db.transaction(async (tx) => {
    await tx.query(sql`select 1`)
    await until('the server to lose patience', 20, async () => {
      const rows = await database.db.query(sql`
        select from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and query like 'select 1%'`)
      return rows.length === 0 ? true : null
    })
    await tx.query(sql`select 1`)
  })
  await expect(idle).rejects.toThrow()
}

it('a source is read for longer than the server lets a transaction idle', async () => {
  let isSlow = true
  github.rest = async ({ path }) => {
    if (isSlow) await longerThanPatience()
    isSlow = false
    return nothingInstalled(path)
  }
  const reported = reconcile()
  await until('the reading to end', 30, async () => ((await lastRun(db, 'acme'))?.endedAt === begin ? true : null))
  for (const end of ending.splice(0)) await end()
  expect([isSlow, reported]).toEqual([false, []])
})

it('a limit of what the App may ask is no failure, and is over when GitHub says', async () => {
  const reset = String((begin + 20 * MINUTE) / SECOND)
  let isLimited = true
  github.rest = ({ path }) =>
    isLimited
      ? { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } }
      : nothingInstalled(path)
  const reported = reconcile()
  const limited = await until('the limit', 30, async () => {
    const run = await lastRun(db, 'acme')
    return run?.goesOnAt === null ? null : run
  })
  expect(limited).toMatchObject({ goesOnAt: begin + 20 * MINUTE, problems: [], failing: false })
  expect(await db.query(sql`select message from source`)).toEqual([{ message: null }])
  isLimited = false
  now = begin + 21 * MINUTE
  await until('the reading to end', 30, async () => ((await lastRun(db, 'acme'))?.endedAt === now ? true : null))
  expect(reported).toEqual([])
})

it('a delivery that GitHub refuses to repeat is told of, and the others are asked for', async () => {
  const asked: string[] = []
  const attempt = (id: number, hour: string): object => ({
    id,
    guid: `lost-${id}`,
    delivered_at: `2026-03-10T${hour}:00:00Z`,
    status: 'failed',
  })
  github.rest = ({ path, method }) => {
    if (path.startsWith('/app/hook/deliveries?'))
      return { status: 200, body: [attempt(3, '11'), attempt(2, '10'), attempt(1, '09')] }
    if (method !== 'POST') return nothingInstalled(path)
    asked.push(path)
    return { status: path.includes('/1/') ? 422 : 202 }
  }
  const reported = reconcile()
  await until('the report', 30, () => (reported.length > 0 ? true : null))
  expect(asked).toEqual([1, 2, 3].map((id) => `/app/hook/deliveries/${id}/attempts`))
  expect(reported).toEqual([expect.stringContaining('GitHub delivers 1 of 3 lost deliveries of acme not again')])
})
