import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AskInside } from '#apps/server/ask-inside'
import { tellDeployments } from '#apps/server/notices/tell-deployments'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { sql } from '#storage/sql'
import { addChannel } from '#storage/stores/channels'
import { applyCatalogue } from '../support/apply-catalogue.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { until } from '../support/leadline-process.ts'
import { Receiver } from '../support/receiver.ts'

/** Each test has a day of its own: what others told is no news any more. */
let begin = Date.parse('2026-03-20T10:00:00Z')
let api: Api
let now = begin
const iso = (at: number): string => new Date(at).toISOString()
const sha = (sign: string): string => sign.repeat(40)

const ask: AskInside = async (document, variables) => {
  const { status, body } = await api.ask(document, variables, api.tokens.admin)
  return { status, data: body.data, errors: body.errors ?? [] }
}
const look = (publicUrl: string | null = null): Promise<void> =>
  tellDeployments({
    db: api.db,
    clock: () => now,
    ask,
    report: (error) => expect.fail(String(error)),
    publicUrl,
    onPut: () => undefined,
  })

interface Row {
  readonly channel: string
  readonly thread: string
  readonly notification: {
    readonly kind: string
    readonly subject: string
    readonly text: string
    readonly data: object
  }
}

/** What is on its way, in the order in which it was put there. */
function put(): Promise<Row[]> {
  return api.db.query<Row>(sql`
    select channel.name as channel, thread, notification from outbox join channel on channel.id = channel_id order by place`)
}
const subjects = async (): Promise<readonly string[]> => (await put()).map(({ notification }) => notification.subject)

const deployment = (service: string, version: string, minutes: number, more: object = {}) => ({
  type: 'deployment',
  id: `${service} ${version}`,
  service,
  environment: 'production',
  version,
  finishedAt: iso(begin + minutes * MINUTE),
  outcome: 'succeeded',
  ...more,
})

async function rule(input: object, field = 'notifyRuleCreate') {
  const query = `mutation ($input: NotifyRuleInput!) {
    ${field}(input: $input) { notifyRule { name origin services teams environment outcomes channels } userErrors { code field message } }
  }`
  const { body } = await api.ask(query, { input }, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  return body.data?.[field] as {
    notifyRule: object | null
    userErrors: { code: string; field: string[]; message: string }[]
  }
}

const shop = { name: 'shop', services: ['shop'], channels: ['chat'] }

beforeAll(async () => {
  api = await startApi(() => now, { works: false })
  for (const name of ['chat', 'other'])
    await addChannel(api.db, {
      name,
      kind: 'EMAIL',
      settings: { to: 'a@b.example', recipients: ['a@b.example'] },
      sealed: null,
    })
  await addChannel(api.db, { name: 'pager', kind: 'PAGERDUTY', settings: { to: 'x' }, sealed: null })
  // What was live before anybody asked to be told.
  await api.tell(deployment('shop', '1.0', -300), deployment('cart', '1.0', -300))
})
beforeEach(async () => {
  begin += DAY
  now = begin
  for (const table of ['notify_rule', 'outbox', 'told_deployment'])
    await api.db.query({ text: `delete from ${table}`, values: [] })
})
afterAll(() => api.close())

describe('docs/deployment-notices.md', () => {
  const page = readFileSync('docs/deployment-notices.md', 'utf8')
  const example = (kind: string) => new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1] ?? ''
  beforeAll(async () => {
    for (const name of ['payments-chat', 'leads'])
      await addChannel(api.db, { name, kind: 'EMAIL', settings: { to: 'a@b.example' }, sealed: null })
    await applyCatalogue(api, 'teams:\n  - name: payments\n')
  })

  it('makes a rule by the API', async () => {
    const { body } = await api.ask(example('graphql'), {}, api.tokens.admin)
    expect(body.data?.['notifyRuleCreate']).toEqual({
      notifyRule: { name: 'payments', outcomes: ['LIVE', 'FAILED', 'ROLLED_BACK'] },
      userErrors: [],
    })
  })

  it('makes rules by a file, which is the only one to change them', async () => {
    expect(await applyCatalogue(api, example('yaml'))).toEqual([])
    const { body } = await api.ask('{ notifyRules { name origin services teams outcomes channels } }')
    expect(body.data?.['notifyRules']).toMatchObject([
      { name: 'payments', origin: 'FILE', teams: ['payments'], channels: ['payments-chat'] },
      { name: 'shop on call', services: ['shop'], outcomes: ['FAILED', 'ROLLED_BACK'] },
    ])
    const errors = (await rule({ ...shop, name: 'payments' }, 'notifyRuleUpdate')).userErrors
    expect(errors).toMatchObject([{ code: 'FROM_FILE', field: ['name'] }])
    expect(await applyCatalogue(api, example('yaml').replace('payments-chat]', 'pager]'))).toEqual([
      expect.stringContaining('"pager" takes alerts only'),
    ])
    await applyCatalogue(api, 'notify: []\n')
    const { body: after } = await api.ask('{ notifyRules { name } }')
    expect(after.data?.['notifyRules']).toEqual([])
  })
})

describe('deployments are told', () => {
  it('to nobody where no rule says so, and of nothing that was before the rule', async () => {
    await api.tell(deployment('shop', '1.1', -5))
    await look()
    expect((await rule(shop)).notifyRule).toEqual({
      ...shop,
      origin: 'API',
      teams: [],
      environment: 'production',
      outcomes: ['LIVE', 'FAILED', 'ROLLED_BACK'],
    })
    now += 10 * MINUTE
    await look()
    expect(await put()).toEqual([])
  })

  it('once each, in order, with the changes in it, however many processes look', async () => {
    await rule(shop)
    const commit = { type: 'commit', service: 'shop', authoredAt: iso(begin) }
    const request = { type: 'pull_request', service: 'shop', state: 'merged', author: { login: 'ada' } }
    await api.tell(
      { ...commit, sha: sha('a'), parents: [] },
      { ...commit, sha: sha('b'), parents: [sha('a')] },
      {
        ...request,
        number: 7,
        title: 'Pay [twice](javascript:x)',
        url: 'https://git.example/7',
        openedAt: iso(begin),
        mergedAt: iso(begin + MINUTE),
        commits: [sha('b')],
      },
      deployment('shop', '2.0', 2, { sha: sha('a') }),
      deployment('shop', '2.1', 4, { sha: sha('b') }),
      deployment('shop', '2.2', 5, { outcome: 'failed', sha: sha('b') }),
      deployment('shop', '2.0', 6, { id: 'back', sha: sha('a') }),
      deployment('cart', '2.0', 3),
      deployment('shop', '9.0', 3, { environment: 'staging' }),
    )
    now += 10 * MINUTE
    await Promise.all([look(), look(), look()])
    await look()
    const rows = await put()
    expect(rows.map(({ notification }) => notification.subject)).toEqual([
      'shop 2.0 is live in production',
      'shop 2.1 is live in production',
      'shop 2.2 failed in production',
      'shop was rolled back to 2.0 in production',
    ])
    expect(new Set(rows.map(({ thread }) => thread)).size).toBe(1)
    expect(rows[1]?.notification.text).toBe(
      [
        '**shop 2.1 is live in production.** Since 24 Mar 2026, 10:04 (UTC). Before it: 2.0.',
        'Shipped 1 change:',
        String.raw`- [\#7 Pay \[twice\](javascript:x)](https://git.example/7)`.replace(String.raw`\#`, '#'),
        '',
      ]
        .join('\n\n')
        .replace(/\n\n$/, '\n'),
    )
    expect(rows[1]?.notification.data).toMatchObject({
      deployment: {
        told: 'LIVE',
        service: 'shop',
        kind: 'CODE',
        changesTotal: 1,
        changes: [{ number: 7 }],
        link: null,
      },
    })
    expect(rows[2]?.notification.text).toContain('It was to bring no change.')
    expect(rows[3]?.notification.text).toContain(
      'It takes back 1 change:\n\n- [#7 Pay \\[twice\\](javascript:x)](https://git.example/7)\n',
    )
    expect(JSON.stringify(rows)).not.toContain('ada')
  })

  it('a minute after they happened, and not where that is six hours ago', async () => {
    await rule(shop)
    await api.tell(deployment('shop', '3.0', 20))
    now = begin + 20 * MINUTE + 30_000
    await look()
    expect(await put()).toEqual([])
    now = begin + 20 * MINUTE + 6 * HOUR + 1
    await look()
    expect(await put()).toEqual([])
    now = begin + 22 * MINUTE
    await look('https://leadline.example')
    expect(await subjects()).toEqual(['shop 3.0 is live in production'])
    expect((await put())[0]?.notification.text).toContain('](https://leadline.example/deployments')
  })

  it('not again where they are corrected, and again where a failed one went live after all', async () => {
    await rule(shop)
    await api.tell(deployment('shop', '4.0', 30, { outcome: 'failed' }), deployment('shop', '4.1', 31))
    now = begin + 40 * MINUTE
    await look()
    expect((await put())[0]?.notification.text).toContain('Which changes it was to bring is not known.')
    await api.tell(
      deployment('shop', '4.0', 35),
      deployment('shop', '4.1', 32),
      deployment('shop', '4.1', 31, { id: 'another teller' }),
    )
    await look()
    expect((await subjects()).toSorted()).toEqual([
      'shop 4.0 failed in production',
      'shop 4.0 is live in production',
      'shop 4.1 is live in production',
    ])
  })

  it('of services of a team, over several channels, and what is named later from then on', async () => {
    await api.ask(
      'mutation { serviceUpdate(name: "cart", team: "sales") { userErrors { code } } }',
      {},
      api.tokens.admin,
    )
    await rule({ name: 'sales', teams: ['sales'], channels: ['chat', 'other'], outcomes: ['LIVE'] })
    await api.tell(
      deployment('cart', '5.0', 50),
      deployment('shop', '5.0', 50),
      deployment('cart', '5.1', 51, { outcome: 'failed' }),
    )
    now = begin + 55 * MINUTE
    const { userErrors } = await rule(
      { name: 'sales', teams: ['sales'], services: ['shop'], channels: ['chat', 'other'], outcomes: ['LIVE'] },
      'notifyRuleUpdate',
    )
    expect(userErrors).toEqual([])
    now = begin + 60 * MINUTE
    await look()
    expect((await put()).map(({ channel, notification }) => `${channel}: ${notification.subject}`).toSorted()).toEqual([
      'chat: cart 5.0 is live in production',
      'other: cart 5.0 is live in production',
    ])
  })

  it('goes on where the service gets another name, and once', async () => {
    await rule(shop)
    await api.tell(deployment('shop', '6.0', 70))
    now = begin + 80 * MINUTE
    await look()
    await applyCatalogue(api, 'services:\n  - name: store\n    aliases: [shop]\n')
    await api.drain()
    await api.tell(deployment('store', '6.1', 82))
    now = begin + 90 * MINUTE
    await look()
    expect(await subjects()).toEqual(['shop 6.0 is live in production', 'store 6.1 is live in production'])
    await applyCatalogue(api, 'services:\n  - name: shop\n    aliases: [store]\n')
    await api.drain()
  })

  it.each([
    [{ ...shop, channels: ['pager'] }, 'INVALID', ['channels', '0']],
    [{ ...shop, channels: ['nobody'] }, 'NOT_FOUND', ['channels', '0']],
    [{ ...shop, channels: [] }, 'INVALID', ['channels']],
    [{ ...shop, services: [] }, 'INVALID', ['services']],
    [{ ...shop, services: ['shops'] }, 'NOT_FOUND', ['services', '0']],
    [{ ...shop, environment: 'moon' }, 'NOT_FOUND', ['environment']],
    [{ ...shop, outcomes: [] }, 'INVALID', ['outcomes']],
    [{ ...shop, name: '' }, 'BAD_NAME', ['name']],
  ])('%j is refused with %s', async (input, code, field) => {
    expect((await rule(input)).userErrors).toMatchObject([{ code, field }])
  })
})

it('a running Leadline tells them', async () => {
  const receiver = await Receiver.begin(() => ({ status: 204 }))
  const server = await startApi(() => begin)
  try {
    const admin = (query: string, input: object) => server.ask(query, { input }, server.tokens.admin)
    const hook = { name: 'hook', kind: 'WEBHOOK', url: receiver.url, allowPrivate: true }
    await admin('mutation ($input: ChannelInput!) { channelCreate(input: $input) { userErrors { message } } }', hook)
    await server.tell(deployment('shop', '1', -60))
    const create = 'mutation ($input: NotifyRuleInput!) { notifyRuleCreate(input: $input) { userErrors { message } } }'
    await admin(create, { ...shop, channels: ['hook'] })
    await server.db.query({ text: "update notify_rule_service set since_at = '2026-01-01'", values: [] })
    await server.db.query({ text: "update notify_rule_channel set since_at = '2026-01-01'", values: [] })
    const told = await until('the notice', 30, () => receiver.received[0] ?? null)
    expect(JSON.parse(told.body)).toMatchObject({
      type: 'deployment',
      data: { subject: 'shop 1 is live in production', deployment: { service: 'shop', version: '1' } },
    })
  } finally {
    await server.close()
    await receiver.end()
  }
})
