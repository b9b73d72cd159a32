import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR } from '#domain/instant'
import { sql } from '#storage/sql'
import { deliver, type Posting, type PostingAnswer, recordedDelivery } from '../support/github-delivery.ts'
import { type Api, startApi } from '../support/graphql-api.ts'

let now = Date.UTC(2026, 2, 10)
let api: Api
let secret: string
let id: string
beforeAll(async () => {
  api = await startApi(() => now)
  const made = await create('github', 'acme')
  secret = made.secret ?? ''
  id = made.source?.id ?? ''
})
afterAll(() => api.close())
beforeEach(async () => {
  await api.db.query(sql`delete from delivery`)
})

interface Made {
  readonly source: { readonly id: string; readonly name: string } | null
  readonly url: string | null
  readonly secret: string | null
  readonly userErrors: readonly { readonly code: string }[]
}

async function mutate<T>(mutation: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
  const { body } = await api.ask(mutation, variables, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  return body.data as T
}

const fields = '{ source { id name } url secret userErrors { code } }'

async function create(system: string, name: string): Promise<Made> {
  const mutation = `mutation ($s: String!, $n: String!) { sourceCreate(system: $s, name: $n) ${fields} }`
  return (await mutate<{ sourceCreate: Made }>(mutation, { s: system, n: name })).sourceCreate
}

function post(name: string, more: Partial<Posting> & { readonly path?: string } = {}): Promise<PostingAnswer> {
  const { headers, body } = recordedDelivery(name)
  const { path = '/webhooks/github/acme', ...posting } = more
  const event = headers['x-github-event'] ?? ''
  return deliver(`${api.url}${path}`, { secret, event, body: JSON.stringify(body), ...posting })
}

async function kept(): Promise<readonly { readonly state: string; readonly reason: string | null }[]> {
  return api.db.query(sql`select state, reason from delivery order by id`)
}

async function logged(): Promise<number> {
  const [row] = await api.db.query<{ n: number }>(sql`select count(*) as n from event_log where source = 'acme'`)
  return row?.n ?? 0
}

async function settled(): Promise<readonly { readonly state: string; readonly reason: string | null }[]> {
  await api.drain()
  return kept()
}

describe('a delivery of GitHub', () => {
  it('becomes statements of its source, once, however often it is sent', async () => {
    const before = await logged()
    const first = await post('status-success', { delivery: 'd-1' })
    expect(first).toEqual({ status: 202, body: { received: true, duplicate: false } })
    expect(await post('status-success', { delivery: 'd-1' })).toMatchObject({ status: 202, body: { duplicate: true } })
    expect(await settled()).toEqual([{ state: 'TRANSLATED', reason: null }])
    expect((await post('status-success', { delivery: 'd-2' })).body).toMatchObject({ duplicate: false })
    expect(await settled()).toHaveLength(2)
    expect(await logged()).toBe(before + 1)
    const { deployments } = await api.data<{ deployments: { nodes: readonly unknown[] } }>(
      '{ deployments(filter: { service: "shop" }) { nodes { environment { name } outcome liveAt reports { source externalId } } } }',
    )
    expect(deployments.nodes).toEqual([
      {
        environment: { name: 'production' },
        outcome: 'SUCCEEDED',
        liveAt: '2026-03-02T09:12:30.000Z',
        reports: [{ source: 'acme', externalId: '880001' }],
      },
    ])
  })

  it('is kept once when many come at a time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => post('request-merged', { delivery: `many-${index % 20}` })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(202))
    expect(answers.filter(({ body }) => body['duplicate'] === false)).toHaveLength(20)
    expect(await settled()).toHaveLength(20)
  })

  it.each([
    ['no signature', { signature: null }],
    ['a signature made with another secret', { secret: 'another' }],
    ['the signature of another body', { signature: `sha256=${'0'.repeat(64)}` }],
    ['a signature of another algorithm', { signature: 'sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709' }],
  ])('with %s is refused, and nothing of it is kept', async (_what, wrong) => {
    const before = await api.db.query(sql`select count(*) from delivery_known`)
    expect(await post('request-merged', wrong)).toMatchObject({ status: 401, body: { code: 'BAD_SIGNATURE' } })
    expect(await kept()).toEqual([])
    expect(await api.db.query(sql`select count(*) from delivery_known`)).toEqual(before)
    expect(await api.db.query(sql`select count(*) as n from quarantine`)).toEqual([{ n: 0 }])
  })

  it('that was changed on its way is refused', async () => {
    const body = JSON.stringify(recordedDelivery('request-merged').body)
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const sent = { signature: `sha256=${signature}`, body: body.replace('"merged":true', '"merged":false') }
    expect(await post('request-merged', sent)).toMatchObject({ status: 401 })
  })

  it('of a kind that nobody knows is answered, kept and ignored with its reason', async () => {
    const ignored = async (): Promise<number | undefined> =>
      (await api.data<{ sources: { name: string; ignored: number }[] }>('{ sources { name ignored } }')).sources.find(
        ({ name }) => name === 'acme',
      )?.ignored
    const before = (await ignored()) ?? 0
    expect(await post('ping')).toMatchObject({ status: 202 })
    expect(await post('event-that-nobody-knows')).toMatchObject({ status: 202 })
    expect(await settled()).toEqual([
      { state: 'IGNORED', reason: 'the event ping says nothing that is measured' },
      { state: 'IGNORED', reason: 'the event hoverboard says nothing that is measured' },
    ])
    expect(await ignored()).toBe(before + 2)
  })

  it('that cannot be read is kept with its reason and shown, and the next ones go on', async () => {
    expect(await post('push-that-is-not-as-documented')).toMatchObject({ status: 202 })
    expect(await post('request-merged', { body: 'no JSON' })).toMatchObject({ status: 202 })
    expect(await post('request-merged', { body: '['.repeat(10_000) })).toMatchObject({ status: 202 })
    await post('request-opened')
    const states = await settled()
    expect(states.map(({ state }) => state)).toEqual(['QUARANTINED', 'QUARANTINED', 'QUARANTINED', 'TRANSLATED'])
    expect(states[0]?.reason).toContain('before is not as GitHub documents it')
    const { sources } = await api.data<{ sources: { name: string }[] }>('{ sources { name quarantined message } }')
    expect(sources.find(({ name }) => name === 'acme')).toMatchObject({
      quarantined: 3,
      message: expect.stringContaining('nested'),
    })
  })

  it('may be a form with the JSON in it', async () => {
    const { body } = recordedDelivery('run-under-way')
    const form = `payload=${encodeURIComponent(JSON.stringify(body))}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await post('run-under-way', { body: form, headers })).toMatchObject({ status: 202 })
    expect(await settled()).toEqual([{ state: 'TRANSLATED', reason: null }])
  })

  it('keeps only the headers that matter', async () => {
    await post('request-opened', { headers: { authorization: 'Bearer planted-canary', cookie: 'planted-canary' } })
    const [row] = await api.db.query<{ headers: object }>(sql`select headers from delivery`)
    expect(Object.keys(row?.headers ?? {}).toSorted()).toEqual(['content-type', 'x-github-delivery', 'x-github-event'])
  })

  it('that is larger than GitHub ever sends is refused before it is read', async () => {
    const body = Buffer.alloc(26_214_401, 32)
    expect(await post('request-merged', { body })).toMatchObject({ status: 413 })
    expect(await kept()).toEqual([])
  })

  it('goes to a source that there is, by POST', async () => {
    expect(await post('ping', { path: '/webhooks/github' })).toMatchObject({ status: 202 })
    for (const path of ['/webhooks/github/nobody', '/webhooks/events/api', '/webhooks/constructor/acme', '/webhooks']) {
      expect((await post('ping', { path })).status).toBe(404)
    }
    await create('github', 'a second one')
    expect(await post('ping', { path: '/webhooks/github' })).toMatchObject({ status: 404 })
    expect(await post('ping', { path: '/webhooks/github/a%20second%20one' })).toMatchObject({ status: 401 })
    const get = await fetch(`${api.url}/webhooks/github/acme`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('the secret of a source', () => {
  it('is answered once, and is nowhere else in plain', async () => {
    expect(secret).toMatch(/^llwh_[0-9a-f]{64}$/)
    const rows = await api.db.query(sql`select name, encode(secret, 'escape') as secret from source`)
    const shown = await api.data('{ sources { id name system state message } }')
    await post('ping', { signature: null })
    expect(JSON.stringify([rows, shown, api.logged])).not.toContain(secret.slice(5))
    expect(JSON.stringify(rows)).toContain('acme')
  })

  it('is given for a system that has a door, to administrators, under a name that is free', async () => {
    expect(await create('github', 'acme')).toMatchObject({ secret: null, userErrors: [{ code: 'NAME_TAKEN' }] })
    expect(await create('events', 'poster')).toMatchObject({ url: '/api/events' })
    expect(await create('github', 'poster')).toMatchObject({ userErrors: [{ code: 'NAME_TAKEN' }] })
    expect(await create('jenkins', 'builds')).toMatchObject({ userErrors: [{ code: 'NOT_CONFIGURED' }] })
    const mutation = `mutation { sourceCreate(system: "github", name: "x") ${fields} }`
    expect((await api.ask(mutation, {}, api.tokens.ingest)).body.errors).toBeDefined()
  })

  it('may be replaced: the old one counts for 24 hours more', async () => {
    const rotate = `mutation ($id: ID!) { sourceRotateSecret(id: $id) ${fields} }`
    const { sourceRotateSecret: rotated } = await mutate<{ sourceRotateSecret: Made }>(rotate, { id })
    const next = rotated.secret ?? ''
    expect(rotated).toMatchObject({ url: '/webhooks/github/acme', userErrors: [] })
    expect(next).not.toBe(secret)
    const statuses = async (): Promise<readonly number[]> =>
      [await post('ping'), await post('ping', { secret: next })].map(({ status }) => status)
    expect(await statuses()).toEqual([202, 202])
    now += DAY - HOUR
    expect(await statuses()).toEqual([202, 202])
    now += HOUR
    expect(await statuses()).toEqual([401, 202])
    secret = next
  })
})
