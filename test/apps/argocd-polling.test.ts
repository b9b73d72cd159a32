import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { apiTokenOf, webhookSecretOf } from '#access/webhook-secret'
import { get } from '#apps/server/asking/get'
import { polledArgocd } from '#apps/server/argocd/sweep'
import { startPolling } from '#apps/server/polling/polling'
import { MINUTE, SECOND } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import { lastRun, wishReading } from '#ingest/reading-run'
import { Translator } from '#ingest/translator'
import { argocd } from '#sources/argocd/source'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { addWebhookSource, changeSettings, webhookSources } from '#storage/stores/webhook-sources'
import { argoApplication, argoNotification } from '../support/argo-cd.ts'
import { type ArgoCdServer, argoCdServer } from '../support/argo-cd-server.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/leadline-process.ts'
import { storedText } from '../support/stored-text.ts'

const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })
const token = 'eyJ-the-token-of-an-account'

let database: TestDatabase
let db: OpenDatabase
let server: ArgoCdServer
let now = Date.UTC(2026, 2, 10)
beforeAll(async () => {
  server = await argoCdServer(token)
  database = await testDatabase()
  db = await openDatabase({ url: database.url })
  await addWebhookSource(db, {
    name: 'cd',
    system: 'argocd',
    settings: { api: { url: server.url, allowPrivate: true, allowHttp: true } },
    secret: await box.seal(webhookSecretOf('cd'), 'secret'),
    credential: await box.seal(apiTokenOf('cd'), token),
  })
})
afterAll(async () => {
  await db.close()
  await database.close()
  await server.close()
})

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})
beforeEach(() => {
  server.asked.length = 0
})

/** Polls as a server does; what is reported is in the list. */
function poll(): string[] {
  const reported: string[] = []
  const report = (error: unknown): void => void reported.push(String(error))
  const polling = startPolling({ db, secrets: box, clock: () => now, onReceived: () => undefined, report }, [
    polledArgocd,
  ])
  ending.push(() => polling.stop())
  return reported
}

/** Waits until a sweep ends that began at `now` or later. */
async function swept(): Promise<NonNullable<Awaited<ReturnType<typeof lastRun>>>> {
  return until('a sweep to end', 10, async () => {
    const run = await lastRun(db, 'cd')
    return run !== null && run.startedAt >= now && run.endedAt !== null ? run : null
  })
}

async function translated(): Promise<void> {
  const door = new EventDoor(db)
  await new Translator({ db, door, clock: () => now, onError: (error) => expect.fail(String(error)) }).drain()
  await door.close()
}

async function logged(like: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    sql`select count(*) as count from event_log where body::text like ${like}`,
  )
  return row?.count ?? 0
}

const syncs = [
  { at: '2026-03-01T09:00:00Z', revision: 'a'.repeat(40) },
  { at: '2026-03-02T09:00:00Z', revision: 'b'.repeat(40), image: 'registry.example.com/shop/till:1.0.0' },
]
const canary = 'CaNaRy55'
const till = (more: object = {}): object =>
  argoApplication({ name: 'till', syncs, helm: { valuesObject: { key: canary } }, ...more })
const paths = (): string[] => server.asked.map(({ path }) => path.replace(/\?fields=.*/, '?fields'))

it('takes no answer that is larger than it asked for, and none after it was stopped', async () => {
  const url = new URL(`${server.url}/api/v1/applications`)
  const asking = {
    credentials: { authorization: `Bearer ${token}` },
    allowPrivate: true,
    most: 10,
    signal: new AbortController().signal,
  }
  expect(await get(url, asking)).toEqual({ failed: 'TOO_LARGE' })
  expect(await get(url, { ...asking, signal: AbortSignal.abort() })).toEqual({ failed: 'STOPPED' })
  expect(await get(url, { ...asking, most: 1_000 })).toMatchObject({ status: 200 })
})

describe('an Argo CD whose API is read', () => {
  it('is swept every minute, and only what moved is read whole', async () => {
    const shop = argoApplication({ name: 'shop', syncs })
    server.applications = [till(), shop, argoApplication({ name: 'never', syncs: [] })]
    const reported = poll()
    expect(await swept()).toMatchObject({ accepted: 3, problems: [], failing: false })
    const list = paths()[0] ?? ''
    expect(server.asked[0]?.path).toContain('items.status.operationState.finishedAt')
    const whole = paths().filter((path) => !path.includes('/revisions/'))
    expect(whole.slice(1).toSorted()).toEqual(
      ['never', 'shop', 'till'].map((name) => `/api/v1/applications/${name}?appNamespace=argocd`),
    )
    // One commit is asked for once, for whatever application.
    expect(paths().filter((path) => path.includes('/revisions/'))).toHaveLength(1)
    now += MINUTE
    server.asked.length = 0
    server.applications = [till({ syncs: [...syncs, { ...syncs[1], at: '2026-03-03T09:00:00Z' }] }), shop]
    expect(await swept()).toMatchObject({ accepted: 1 })
    const revision = `/api/v1/applications/till/revisions/${'b'.repeat(40)}/metadata?appNamespace=argocd`
    expect(paths()).toEqual([list, '/api/v1/applications/till?appNamespace=argocd', revision])
    expect(server.asked.every(({ authorization }) => authorization === `Bearer ${token}`)).toBe(true)
    await translated()
    expect(await logged('%uid-of-till/%')).toBeGreaterThanOrEqual(3)
    const stored = await storedText(db)
    expect(stored).not.toContain(canary)
    expect(stored).not.toContain(token)
    expect(reported).toEqual([])
  })

  it('begins where it was left, and what it says again is known', async () => {
    now += MINUTE
    poll()
    expect(await swept()).toMatchObject({ accepted: 0 })
    expect(paths()).toHaveLength(1)
  })

  it('tells for which commits the applied one was made, which no notification does', async () => {
    now += MINUTE
    const made = argoApplication({ name: 'made', syncs: [{ at: '2026-03-04T09:00:00Z', revision: 'c'.repeat(40) }] })
    server.applications = [made]
    const commit = { sha: 'd'.repeat(40), repoUrl: 'https://me:hidden-word@git.example.com/acme/made.git' }
    server.revisions.set('c'.repeat(40), { author: 'Ada', message: 'Bump', references: [{ commit }] })
    poll()
    expect(await swept()).toMatchObject({ accepted: 1, problems: [] })
    await translated()
    const [said] = await db.query<{ named: string }>(sql`
      select body -> 'attributes' ->> 'leadline.referencedCommits' as named from event_log
       where body::text like '%uid-of-made/%'`)
    expect(said).toEqual({ named: `git.example.com/acme/made@${'d'.repeat(40)}` })
    expect(await storedText(db)).not.toContain('hidden-word')
  })

  it('reads an application again where it was asked for a pause before its commit was told', async () => {
    now += MINUTE
    const made = argoApplication({ name: 'paused', syncs: [{ at: '2026-03-04T09:00:00Z', revision: '1'.repeat(40) }] })
    server.applications = [made]
    const commit = { sha: '2'.repeat(40), repoUrl: 'https://git.example.com/acme/paused.git' }
    server.revisions.set('1'.repeat(40), { references: [{ commit }] })
    server.revisionFaults.push({ status: 429, headers: { 'retry-after': '60' } })
    poll()
    expect(await swept()).toMatchObject({ accepted: 0, problems: [{ code: 'RATE_LIMITED' }] })
    await ending.pop()?.()
    now += 2 * MINUTE
    poll()
    expect(await swept()).toMatchObject({ accepted: 1, problems: [] })
  })

  it('tells of the same sync what its notification tells: one report, from one source', async () => {
    now += MINUTE
    const both = argoApplication({ name: 'both', syncs })
    server.applications = [both]
    const body = argocd.webhook?.redacted?.(Buffer.from(argoNotification(both))) ?? expect.fail('not redacted')
    await keepDelivery(db, { source: 'cd', system: 'argocd', transportId: null, headers: {}, body }, now)
    poll()
    expect(await swept()).toMatchObject({ accepted: 1 })
    await translated()
    const entities = await db.query<{ source: string; told: number }>(sql`
      select source, count(distinct entity) as told from event_log where body::text like '%uid-of-both/%' group by source`)
    expect(entities).toEqual([{ source: 'cd', told: 2 }])
  })

  it.each([
    [{ status: 401 }, true, 'npx leadline source api cd --token-file FILE'],
    [{ status: 403 }, true, 'p, ACCOUNT, applications, get, */*, allow'],
    [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, true, 'leads elsewhere'],
    [{ status: 200, body: '<html>' }, true, 'does not answer as Argo CD does'],
    [{ status: 200, body: '{"items": 7}' }, true, 'does not answer as Argo CD does'],
    [{ status: 500 }, false, 'answered 500'],
  ])('says how to mend %j, and is well again after that', async (fault, failing, message) => {
    now += MINUTE
    server.faults.push(fault)
    poll()
    const run = await swept()
    expect(run).toMatchObject({ failing, problems: [{ message: expect.stringContaining(message) as string }] })
    expect(server.asked).toHaveLength(1)
    const [shown] = await db.query<{ message: string }>(sql`select message from source where name = 'cd'`)
    expect(shown?.message).toContain(message)
    now += MINUTE
    expect(await swept()).toMatchObject({ failing: false, problems: [] })
    expect(await db.query(sql`select message from source where name = 'cd'`)).toEqual([{ message: null }])
  })

  it('waits as long as it is asked to, unless somebody asks for more', async () => {
    now += MINUTE
    server.faults.push({ status: 429, headers: { 'retry-after': '300' } })
    poll()
    await swept()
    now += 2 * MINUTE
    await wishReading(db, 'cd', now)
    await swept()
    expect(server.asked).toHaveLength(2)
  })

  it('is not asked at a private address, nor without encryption, unless it is set so', async () => {
    const [source] = await webhookSources(db, { system: 'argocd', name: 'cd', now })
    for (const [api, message] of [
      [{ url: 'http://169.254.169.254', allowHttp: true, allowPrivate: true }, 'private address'],
      [{ url: server.url, allowHttp: true }, '--allow-private'],
      [{ url: server.url.replace('127.0.0.1', 'localhost'), allowHttp: true }, '--allow-private'],
      [{ url: server.url, allowPrivate: true }, '--allow-http'],
    ] as const) {
      now += MINUTE
      await changeSettings(db, source?.id ?? 0, { api })
      poll()
      expect(await swept()).toMatchObject({
        failing: true,
        problems: [{ message: expect.stringContaining(message) as string }],
      })
      for (const end of ending.splice(0)) await end()
    }
    expect(server.asked).toEqual([])
    now += SECOND
  })
})
