import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { apiTokenOf } from '#access/webhook-secret'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { lastRun, type ReadingRun, wishReading } from '#ingest/reading-run'
import { sql } from '#storage/sql'
import { changeSettings, giveCredential, webhookSources } from '#storage/stores/webhook-sources'
import { type Api, startApi } from '../support/graphql-api.ts'
import { until } from '../support/leadline-process.ts'
import { type Happening, type PagerDutyServer, pagerdutyServer, webhookOf } from '../support/pagerduty-server.ts'
import { seeded } from '../support/seeded.ts'
import { shuffled } from '../support/shuffle.ts'
import { storedText } from '../support/stored-text.ts'
import { webhookSource } from '../support/webhook-source.ts'

const token = 'u+the-key-of-an-account'
const start = Date.UTC(2026, 2, 1)
const end = start + 30 * DAY
let now = end

let server: PagerDutyServer
const apis: Api[] = []
beforeAll(async () => {
  server = await pagerdutyServer(token)
})
afterAll(async () => {
  for (const api of apis) await api.close()
  await server.close()
})

/** Leadline with a source of PagerDuty, and whatever its door is told. */
async function connected(): Promise<{ readonly api: Api; readonly send: (body: object) => Promise<void> }> {
  const api = await startApi(() => now)
  apis.push(api)
  const secret = await webhookSource(api, 'pagerduty', 'on-call')
  const send = async (body: object): Promise<void> => {
    const answer = await fetch(`${api.url}/webhooks/pagerduty/on-call`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(202)
  }
  await api.tell(
    ...['shop', 'cart'].flatMap((service) =>
      Array.from({ length: 30 }, (_, day) => ({
        type: 'deployment',
        service,
        environment: 'production',
        version: `${service}-${day}`,
        liveAt: new Date(start + day * DAY + 9 * HOUR).toISOString(),
      })),
    ),
  )
  return { api, send }
}

/** Twenty at a time, as a busy day brings them. */
async function sendAll(send: (body: object) => Promise<void>, happened: readonly Happening[]): Promise<void> {
  for (let at = 0; at < happened.length; at += 20)
    await Promise.all(happened.slice(at, at + 20).map((each) => send(webhookOf(each))))
}

/** What the secrets of sources are sealed with in `startApi`. */
const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })

async function giveKey(api: Api, key: string): Promise<void> {
  const [source] = await webhookSources(api.db, { system: 'pagerduty', name: 'on-call', now })
  if (source === undefined) throw new Error('no source')
  await giveCredential(api.db, source.id, await box.seal(apiTokenOf('on-call'), key))
  await changeSettings(api.db, source.id, { api: { url: server.url, allowPrivate: true, allowHttp: true } })
}

/** Reads the log once, and gives how it went. */
async function read(api: Api, key = token): Promise<ReadingRun> {
  await giveKey(api, key)
  const before = (await lastRun(api.db, 'on-call'))?.startedAt ?? 0
  now = Math.max(now, before) + 1
  await wishReading(api.db, 'on-call', now)
  const run = await until('a reading to end', 30, async () => {
    const last = await lastRun(api.db, 'on-call')
    return last !== null && last.startedAt > before && last.endedAt !== null ? last : null
  })
  await api.drain()
  return run
}

/** Incidents of two services over a month: taken, resolved, reopened, of another priority, some merged, at random. */
function month(seed: number): Happening[] {
  const random = seeded(seed)
  const happened: Happening[] = []
  for (let number = 0; number < 40; number += 1) {
    const incident = `Q${seed}X${number}`
    let at = start + Math.floor(random() * 29 * DAY)
    const created = new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z')
    let state: Readonly<Record<string, unknown>> = {
      title: `Incident ${number}`,
      created_at: created,
      service: { id: number % 2 === 0 ? 'PSHOP' : 'PCART', summary: number % 2 === 0 ? 'shop' : 'cart' },
      priority: random() < 0.5 ? null : { id: 'P', summary: `P${1 + Math.floor(random() * 5)}` },
    }
    const then = (type: Happening['type'], change: object = {}): void => {
      state = { ...state, ...change }
      happened.push({ id: `${incident}-${happened.length}`, type, at, incident, state })
      at += Math.floor((1 + random() * 90) * MINUTE) + Math.floor(random() * 1_000)
    }
    then('triggered')
    if (random() < 0.7) then('acknowledged')
    if (random() < 0.3) then('priority_updated', { priority: { id: 'P', summary: `P${1 + Math.floor(random() * 5)}` } })
    if (random() < 0.1) {
      then('resolved', { resolve_reason: { type: 'merge_resolve_reason', incident: { id: `Q${seed}X0` } } })
      continue
    }
    if (random() < 0.9) then('resolved')
    if (random() < 0.2) {
      then('reopened', { reopened_at: new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z') })
      then('resolved')
    }
  }
  return happened.filter(({ at }) => at < end).toSorted((a, b) => a.at - b.at)
}

/** All that is answered of incidents, and of what rests on them. */
async function answers(api: Api): Promise<unknown> {
  const incidents = (
    service: string,
  ): string => `${service}: incidents(filter: { service: "${service}", environment: "production" }, first: 100) { totalCount
    nodes { externalId title severity classification openedAt mitigatedAt resolvedAt restoredAt services { name } failures { basis restoredAt } } }`
  const metrics = (
    service: string,
  ): string => `${service}: service(name: "${service}") { metrics(environment: "production", window: { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }) {
    changeFailureRate { rate failed deployments byTimeAlone } timeToRestore { medianSeconds openCount impactSeconds allIncidentsCount } deploymentReworkRate { rate } } }`
  const all = (part: (service: string) => string): Promise<unknown> => api.data(`{ ${part('shop')} ${part('cart')} }`)
  return { incidents: await all(incidents), metrics: await all(metrics) }
}

describe('PagerDuty', () => {
  it('answers as if it had never been off where webhooks were lost, doubled, out of order, and hours long none came', async () => {
    for (const seed of [11, 12]) {
      now = end
      server.now = end
      server.happened.splice(0, server.happened.length, ...month(seed))
      const [always, sometimes] = [await connected(), await connected()]
      await sendAll(always.send, server.happened)
      await always.api.drain()
      const random = seeded(seed * 1_000)
      const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
      const some = server.happened.filter(({ at }) => !isOff(at) && random() >= 0.3)
      const lost = server.happened.length - some.length
      await sendAll(sometimes.send, shuffled([...some, ...some.filter(() => random() < 0.3)], seed))
      const begun = performance.now()
      expect(await read(sometimes.api)).toMatchObject({ problems: [], failing: false })
      const took = Math.round(performance.now() - begun)
      process.stdout.write(
        `PagerDuty: ${lost} of ${server.happened.length} webhooks of 30 days lost, caught up in ${took} ms\n`,
      )
      expect(lost).toBeGreaterThan(server.happened.length * 0.3)
      expect(await answers(sometimes.api)).toEqual(await answers(always.api))
    }
  }, 120_000)

  it('reads on from where it was, asks for what is new alone, and goes on after what it was refused', async () => {
    now = end
    server.now = end
    const happened = month(13)
    const half = happened.findIndex(({ at }) => at > start + 15 * DAY)
    server.happened.splice(0, server.happened.length, ...happened.slice(0, half))
    const { api } = await connected()
    server.faults.push({ status: 429, headers: { 'retry-after': '0' } })
    expect(await read(api)).toMatchObject({ failing: false, problems: [{ code: 'RATE_LIMITED' }] })
    server.faults.push({ status: 502 })
    expect(await read(api)).toMatchObject({ failing: false, problems: [{ code: 'UNREACHABLE' }] })
    server.faults.push({ status: 200, body: '{"log_entr' })
    expect(await read(api)).toMatchObject({ failing: true, problems: [{ code: 'UNEXPECTED' }] })
    const first = await read(api)
    expect(first).toMatchObject({ problems: [], failing: false })
    expect(first.accepted).toBeGreaterThan(0)
    server.asked.length = 0
    expect(await read(api)).toMatchObject({ problems: [], accepted: 0 })
    expect(server.asked).toHaveLength(1)
    expect(new URL(server.asked[0]?.path ?? '', server.url).searchParams.get('since')).toBe(
      new Date(now - 1 - 10 * MINUTE).toISOString(),
    )
  }, 60_000)

  it('asks for shorter times where one holds more than can be told', async () => {
    now = end
    server.now = end
    server.happened.splice(0, server.happened.length, ...month(14))
    const { api, send } = await connected()
    server.mostSpan = 4 * DAY
    expect(await read(api)).toMatchObject({ problems: [], failing: false })
    const before = await answers(api)
    await sendAll(send, server.happened)
    await api.drain()
    expect(await answers(api)).toEqual(before)
    server.mostSpan = 1_000
    now += DAY
    server.now = now
    const run = await read(api).finally(() => (server.mostSpan = Number.POSITIVE_INFINITY))
    expect(run).toMatchObject({
      problems: [{ code: 'UNEXPECTED', message: expect.stringContaining('in the minute from') as string }],
    })
  }, 60_000)

  it('says what is wrong with its key, which stands nowhere', async () => {
    now = end
    server.now = end
    const { api } = await connected()
    const wrong = 'u+another-key-4b1d'
    const run = await read(api, wrong)
    expect(run).toMatchObject({ failing: true, problems: [{ code: 'UNAUTHORIZED' }] })
    const { sources } = await api.data<{ sources: readonly object[] }>('{ sources { name state message } }')
    expect(sources).toContainEqual(
      expect.objectContaining({
        name: 'on-call',
        state: 'FAILING',
        message: expect.stringContaining('--token-file') as string,
      }),
    )
    for (const said of [await storedText(api.db), api.logged.join('\n')]) expect(said).not.toContain(wrong)
    const [row] = await api.db.query<{ count: number }>(sql`select count(*) as count from delivery`)
    expect(row?.count).toBe(0)
  }, 60_000)
})
