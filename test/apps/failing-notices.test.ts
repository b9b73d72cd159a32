import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { post } from '#apps/server/asking/get'
import { deliverDue } from '#apps/server/outbox/delivering'
import type { AskInside } from '#apps/server/ask-inside'
import { tellDeployments } from '#apps/server/notices/tell-deployments'
import type { CatalogueChange } from '#domain/catalogue'
import { HOUR, MINUTE, SECOND } from '#domain/instant'
import { notifiedOutcomes } from '#domain/notify-rule'
import { newChannel } from '#graphql/channel/new-channel'
import { sql } from '#storage/sql'
import { changeCatalogue } from '#storage/stores/catalogue'
import { addChannel } from '#storage/stores/channels'
import { addNotifyRule, removeNotifyRule } from '#storage/stores/notify-rules'
import { type Api, startApi } from '../support/graphql-api.ts'
import { Receiver } from '../support/receiver.ts'

const begin = Date.parse('2026-03-20T10:00:00Z')
let api: Api
let now = begin
let reported: string[] = []
/** What is done in place of a question about a deployment; null: it is asked. */
let instead: (variables: Readonly<Record<string, unknown>>) => Promise<Awaited<ReturnType<AskInside>> | null>

const ask: AskInside = async (document, variables) => {
  const given = document.includes('DeploymentNotice(') ? await instead(variables) : null
  if (given !== null) return given
  const { status, body } = await api.ask(document, variables, api.tokens.admin)
  return { status, data: body.data, errors: body.errors ?? [] }
}
const look = (): Promise<void> =>
  tellDeployments({
    db: api.db,
    clock: () => now,
    ask,
    report: (error) => void reported.push(error instanceof Error ? error.message : String(error)),
    onPut: () => undefined,
  })

async function subjects(): Promise<readonly string[]> {
  const rows = await api.db.query<{ readonly subject: string }>(sql`
    select notification ->> 'subject' as subject from outbox order by place`)
  return rows.map(({ subject }) => subject)
}
const untold = () =>
  api.db.query(sql`select key, outcome, untold from told_deployment where untold is not null order by key`)

const deployment = (service: string, version: string, minutes: number) => ({
  type: 'deployment',
  id: `${service} ${version}`,
  service,
  environment: 'production',
  version,
  finishedAt: new Date(begin + minutes * MINUTE).toISOString(),
  outcome: 'succeeded',
})

async function change(...changes: readonly CatalogueChange[]): Promise<void> {
  await changeCatalogue(api.db, () => changes)
  await api.drain()
}

/** Which service a question is about; ids are `Deployment:service:environment:key` in base64url. */
const asksOf = ({ id }: Readonly<Record<string, unknown>>, service: string): boolean =>
  Buffer.from(String(id), 'base64url').toString().includes(service)

beforeEach(async () => {
  now = begin
  reported = []
  instead = async () => null
  api = await startApi(() => now, { works: false })
  await addChannel(api.db, {
    name: 'chat',
    kind: 'EMAIL',
    settings: { to: 'a@b.example', recipients: ['a@b.example'] },
    sealed: null,
  })
  // What was live before anybody asked to be told.
  await api.tell(deployment('shop', '1.0', -300), deployment('cart', '1.0', -300))
  const rule = { teams: [], environment: 'production', outcomes: notifiedOutcomes, channels: ['chat'] }
  for (const name of ['shop', 'cart']) await addNotifyRule(api.db, { ...rule, name, services: [name] }, 'API', now)
})
afterEach(() => api.close())

describe('a deployment of which no message can be made', () => {
  it('is tried again later and later, and given up with its reason', async () => {
    await api.tell(deployment('shop', '2.0', 1))
    now += 3 * MINUTE
    instead = () => Promise.reject(new Error('the API is ill'))
    const first = now
    // At each a look just before it is due, and one as it is.
    for (const due of [0, 5, 305, 2_105, 9_305]) {
      const before = reported.length
      now = first + due * SECOND - 1
      if (due > 0) await look()
      expect(reported).toHaveLength(before)
      now += 1
      await look()
      expect(reported).toHaveLength(before + 1)
    }
    now += HOUR
    await look()
    expect(reported).toHaveLength(5)
    expect([reported[0], reported.at(-1)]).toEqual([
      'LIVE of shop 2.0 in production could not be put on its way (try 1 of 5), and is tried again at 2026-03-20T10:03:05.000Z: the API is ill',
      'LIVE of shop 2.0 in production could not be put on its way (try 5 of 5), and is not tried again: the API is ill',
    ])
    const givenUp = 'Leadline itself could not put it on its way; its log says why.'
    expect(await untold()).toEqual([{ key: expect.stringContaining('shop 2.0'), outcome: 'LIVE', untold: givenUp }])
    expect(await subjects()).toEqual([])
  })

  it('is told once where a later try succeeds', async () => {
    await api.tell(deployment('shop', '2.0', 1))
    now += 3 * MINUTE
    instead = () => Promise.reject(new Error('the API is ill'))
    await look()
    instead = async () => null
    now += 10 * SECOND
    await Promise.all([look(), look()])
    await look()
    expect(await subjects()).toEqual(['shop 2.0 is live in production'])
    expect(await untold()).toEqual([])
  })

  it('holds up none that comes later, however many there are', async () => {
    await api.tell(
      ...Array.from({ length: 60 }, (_, index) => deployment('shop', `2.${index}`, 1 + index / 60)),
      deployment('cart', '2.0', 3),
    )
    now += 5 * MINUTE
    instead = async (variables) => {
      if (asksOf(variables, 'shop')) throw new Error('the API is ill')
      return null
    }
    await look()
    now += 5 * SECOND
    await look()
    expect(await subjects()).toEqual(['cart 2.0 is live in production'])
  })

  it('is given up where nobody knows it any more', async () => {
    await api.tell(deployment('shop', '2.0', 1))
    now += 3 * MINUTE
    instead = async () => ({ status: 200, data: { deployment: null }, errors: [] })
    for (let tries = 0; tries < 6; tries += 1, now += 31 * MINUTE * tries) await look()
    expect(reported).toHaveLength(5)
    expect(reported.at(-1)).toMatch(/\(try 5 of 5\), and is not tried again: The API has no such deployment\.$/)
    expect(await untold()).toMatchObject([{ outcome: 'LIVE', untold: 'The API has no such deployment.' }])
  })
})

it('a channel that refuses those of one service gets those of another', async () => {
  const hook = await Receiver.begin(({ body }) => ({ status: body.includes('"service":"shop"') ? 500 : 204 }))
  try {
    const secrets = new SecretBox({ given: 'what the secrets of channels are sealed with', home: null })
    await newChannel(api.db, secrets, { name: 'hook', kind: 'WEBHOOK', url: hook.url, allowPrivate: true })
    const rule = { teams: [], environment: 'production', outcomes: notifiedOutcomes, channels: ['hook'] }
    await addNotifyRule(api.db, { ...rule, name: 'both', services: ['shop', 'cart'] }, 'API', now)
    await api.tell(
      ...Array.from({ length: 60 }, (_, index) => deployment('shop', `2.${index}`, 1 + index / 60)),
      deployment('cart', '2.0', 3),
    )
    now += 5 * MINUTE
    // Over two channels, 50 at a time.
    for (let looks = 0; looks < 3; looks += 1) await look()
    const report = (error: unknown) => expect.fail(String(error))
    const sending = { db: api.db, clock: () => now, report, random: () => 0, mail: null, secrets, post }
    while ((await deliverDue(sending)) > 0) continue
    const answers = hook.received.map(({ status, body }) => {
      const { data } = JSON.parse(body) as { data: { subject: string } }
      return `${data.subject}: ${status}`
    })
    // Of each service one at a time: the first is tried again later, and the rest of its service waits for it.
    expect(answers.toSorted()).toEqual(['cart 2.0 is live in production: 204', 'shop 2.0 is live in production: 500'])
    const refused = await api.db.query(sql`
      select outbox.message from outbox join channel on channel.id = channel_id where name = 'hook' and outbox.message is not null`)
    expect(refused).toEqual([{ message: `${new URL(hook.url).host} answered 500.` }])
  } finally {
    await hook.end()
  }
})

describe('under a deployment that is to be told', () => {
  const renamed = { type: 'SERVICE_RENAMED', from: 'shop', to: 'store' } as const
  const merged = { type: 'SERVICE_MERGED', from: 'cart', into: 'shop' } as const

  /** The catalogue changes between the moment at which it is found and that at which it is told. */
  function meanwhile(...changes: readonly CatalogueChange[]): void {
    let isDone = false
    instead = async () => {
      if (!isDone) await change(...changes)
      isDone = true
      return null
    }
  }

  async function lookOften(): Promise<void> {
    for (let looks = 0; looks < 4; looks += 1, now += 6 * MINUTE) await look()
  }

  it('the service gets another name', async () => {
    await api.tell(deployment('shop', '2.0', 1))
    now += 3 * MINUTE
    meanwhile(renamed)
    await lookOften()
    expect(await subjects()).toEqual(['store 2.0 is live in production'])
  })

  it('the service becomes part of another', async () => {
    await api.tell(deployment('cart', '2.0', 1), deployment('shop', '2.0', 2))
    now += 4 * MINUTE
    meanwhile(merged)
    await lookOften()
    expect((await subjects()).toSorted()).toEqual([
      'shop 2.0 is live in production',
      expect.stringMatching(/^(cart|shop) 2\.0 is live in production$/),
    ])
  })

  it('the service became part of another before anybody looked', async () => {
    await api.tell(deployment('cart', '2.1', 1))
    await change(merged)
    now += 3 * MINUTE
    await lookOften()
    expect(await subjects()).toEqual(['shop 2.1 is live in production'])
    await api.tell(deployment('cart', '2.2', 20))
    now += 30 * MINUTE
    await lookOften()
    expect(await subjects()).toEqual(['shop 2.1 is live in production', 'shop 2.2 is live in production'])
  })

  it('the service becomes part of one that no rule named: what happened to that is told then, once', async () => {
    await removeNotifyRule(api.db, 'shop')
    await api.tell(deployment('shop', '2.0', 1), deployment('cart', '2.1', 2))
    now += 4 * MINUTE
    await look()
    await change(merged)
    await lookOften()
    expect(await subjects()).toEqual(['cart 2.1 is live in production', 'shop 2.0 is live in production'])
  })

  it('the service becomes part of another while it fails, and after it was told', async () => {
    await api.tell(deployment('shop', '2.0', 1))
    now += 3 * MINUTE
    await look()
    await api.tell(deployment('cart', '2.1', 2))
    now += MINUTE
    instead = () => Promise.reject(new Error('the API is ill'))
    await look()
    await change(merged)
    instead = async () => null
    await lookOften()
    expect(await subjects()).toEqual(['shop 2.0 is live in production', 'shop 2.1 is live in production'])
  })
})
