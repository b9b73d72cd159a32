import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logOptions } from '#apps/server/log'
import { sql } from '#storage/sql'
import { type Api, startApi } from '../support/graphql-api.ts'
import { storedText } from '../support/stored-text.ts'
import { webhookSource } from '../support/webhook-source.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  secret = await webhookSource(api, 'flagger', 'eu')
})
afterAll(() => api.close())

const basic = (password: string): string => `Basic ${Buffer.from(`leadline:${password}`).toString('base64')}`

async function post(
  body: object | string,
  path = '/webhooks/flagger/eu',
  authorization: string | null = basic(secret),
) {
  const answer = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

interface Said {
  readonly message: string
  readonly at: string
  readonly tag?: string
  readonly checksum?: string
  readonly phase?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** An event of the canary of `basket`. */
function event({ message, at, tag = '1.0.0', checksum = tag, phase = 'Progressing', metadata = {} }: Said): object {
  const image = `registry.example.com/shop/basket:${tag}`
  const timestamp = String(Date.parse(at))
  const told = { eventMessage: message, eventType: 'Normal', timestamp, environment: 'production', image }
  return { name: 'basket', namespace: 'shop', phase, checksum, metadata: { ...told, ...metadata } }
}

async function delivered(): Promise<number> {
  const [row] = await api.db.query<{ n: number }>(sql`select count(*) as n from delivery`)
  return row?.n ?? 0
}

describe('the door of Flagger', () => {
  const gate = { name: 'basket', namespace: 'shop', phase: 'Progressing', checksum: 'c', metadata: { test: 'all' } }

  it.each([
    ['a gate', gate],
    ['a gate without metadata', { ...gate, metadata: undefined }],
    ['a list', []],
    ['what is no JSON', '{"name": "basket"'],
    ['an event with no time', { ...gate, metadata: { eventMessage: 'Halt', eventType: 'Normal', timestamp: '' } }],
  ])('answers %s with 422, so that nobody takes it for opened, and keeps it once with the reason', async (_, body) => {
    const before = await delivered()
    for (const _ of ['once', 'and again, as Flagger asks']) {
      const { status, text } = await post(body)
      expect([status, JSON.parse(text)]).toEqual([
        422,
        { code: 'NOT_TAKEN', message: expect.stringContaining('opens no gate') },
      ])
    }
    await api.drain()
    expect(await delivered()).toBe(before + 1)
    const kept = await api.db.query(sql`select state, reason from delivery order by id desc limit 1`)
    expect(kept).toEqual([{ state: 'QUARANTINED', reason: expect.stringMatching(/opens no gate|not one valid JSON/) }])
  })

  it('takes the secret as a password, as a bearer token, or behind the source; nothing else', async () => {
    const body = event({ message: 'Advance basket.shop canary weight 10', at: '2026-03-01T08:00:00Z' })
    const path = '/webhooks/flagger/eu'
    expect((await post(body)).status).toBe(202)
    expect((await post(body, path, `Bearer ${secret}`)).status).toBe(202)
    expect((await post(body, `${path}/${secret}`, null)).status).toBe(202)
    const wrong = [basic(`${secret}0`), basic(''), `Basic ${Buffer.from(secret).toString('base64')}`, 'Basic !', null]
    for (const each of wrong) expect((await post(body, path, each)).status).toBe(401)
    expect((await post(body, `${path}/${secret}0`, null)).status).toBe(401)
    expect((await post(body, `${path}/${secret}0`)).status).toBe(401)
    expect((await post(gate, path, null)).status).toBe(401)
    expect((await post(body, `/webhooks/flagger/us/${secret}`, null)).status).toBe(404)
    expect((await post(body, `${path}/${secret}/more`, null)).status).toBe(404)
    expect((await fetch(`${api.url}${path}/${secret}`)).status).toBe(405)
  })

  it('is the only kind of door that takes a secret in its address', async () => {
    const other = await webhookSource(api, 'harbor', 'registry')
    const body = { type: 'TEST' }
    expect((await post(body, `/webhooks/harbor/registry/${other}`, null)).status).toBe(404)
    expect((await post(body, '/webhooks/harbor/registry', basic(other))).status).toBe(401)
    expect((await post(body, '/webhooks/harbor/registry', `Bearer ${other}`)).status).toBe(202)
  })

  it('lets no secret into the database, the log or an answer', async () => {
    const planted = 'hunter2-4b1d'
    const message = `Halt basket.shop advancement external check smoke failed Post "https://u:${planted}@a.example.com/${planted}": key ${planted}`
    const at = '2026-03-01T08:10:00Z'
    const answers = [
      await post(event({ message, at, metadata: { token: planted } })),
      await post({ ...gate, metadata: { token: planted } }),
      await post(`{"metadata": {"token": "${planted}`),
      await post(event({ message, at }), `/webhooks/flagger/eu/${planted}`, null),
    ]
    expect(answers.map(({ status }) => status)).toEqual([202, 422, 422, 401])
    await api.drain()
    const stored = await storedText(api.db)
    expect(stored).toContain('xxxx xxxxxx.xxxx')
    for (const text of [stored, api.logged.join('\n'), ...answers.map((answer) => answer.text)]) {
      expect(text).not.toContain(planted)
      expect(text).not.toContain(secret)
    }
    const { serializers } = logOptions('info') as { serializers: { req: (request: object) => object } }
    const url = `/webhooks/flagger/eu/${secret}?x=${secret}`
    expect(serializers.req({ method: 'POST', url })).toEqual({ method: 'POST', path: '/webhooks/flagger/eu/…' })
  })
})

const commit = (letter: string): string => letter.repeat(40)
const repository = 'git.example.com/acme/basket'

/** A commit, and the image that was built from it. */
function built(letter: string, parent: string | null, tag: string, authoredAt: string): object[] {
  const image = 'registry.example.com/shop/basket'
  const parents = parent === null ? [] : [commit(parent)]
  return [
    { type: 'commit', repository, sha: commit(letter), parents, authoredAt },
    { type: 'artifact', image, tag, repository, sha: commit(letter), publishedAt: authoredAt },
  ]
}

const measured = `{ service(name: "basket") {
  metrics(environment: "production", window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }) {
    deploymentFrequency { count attempts failedAttempts aborted byKind { kind count } }
    leadTimeForChanges { medianSeconds samples(first: 9) { nodes { seconds } } }
    changeFailureRate { rate } } } }`

it('counts a canary that was taken back apart, and then the one that was shipped with all of its commits', async () => {
  await api.tell(
    ...built('a', null, '1.0.0', '2026-03-01T09:00:00Z'),
    ...built('b', 'a', '1.1.0', '2026-03-02T09:00:00Z'),
    ...built('c', 'b', '1.2.0', '2026-03-02T12:00:00Z'),
  )
  const promoted = 'Promotion completed! Scaling down basket.shop'
  const told: Said[] = [
    { message: promoted, at: '2026-03-01T10:00:00Z', tag: '1.0.0', phase: 'Finalising' },
    { message: 'New revision detected! Scaling up basket.shop', at: '2026-03-02T10:00:00Z', tag: '1.1.0' },
    {
      message: 'Rolling back basket.shop failed checks threshold reached 5',
      at: '2026-03-02T10:09:59.9Z',
      tag: '1.1.0',
    },
    { message: 'Canary failed! Scaling down basket.shop', at: '2026-03-02T10:10:00Z', tag: '1.1.0', phase: 'Failed' },
    { message: promoted, at: '2026-03-02T13:00:00Z', tag: '1.2.0', phase: 'Finalising' },
  ]
  for (const each of told) expect((await post(event(each))).status).toBe(202)
  await api.drain()
  expect(await api.data(measured)).toEqual({
    service: {
      metrics: {
        deploymentFrequency: {
          count: 1,
          attempts: 2,
          failedAttempts: 0,
          aborted: 1,
          byKind: expect.arrayContaining([{ kind: 'CODE', count: 1 }]),
        },
        leadTimeForChanges: { medianSeconds: 9_000, samples: { nodes: [{ seconds: 14_400 }, { seconds: 3_600 }] } },
        changeFailureRate: { rate: 0 },
      },
    },
  })

  // Back to the first version, whose checksum Flagger gives again: both of its promotions stand.
  const back = { message: promoted, at: '2026-03-03T09:00:00Z', tag: '1.0.0', phase: 'Succeeded' }
  for (const _ of ['once', 'again']) expect((await post(event(back))).status).toBe(202)
  await api.drain()
  const deployments = `{ service(name: "basket") { deployments(environment: "production", first: 9) { nodes {
    version kind outcome abortReason liveAt liveRule } } } }`
  const { service } = await api.data<{ service: { deployments: { nodes: readonly object[] } } }>(deployments)
  expect(service.deployments.nodes).toEqual([
    {
      version: '1.0.0',
      kind: 'ROLLBACK',
      outcome: 'SUCCEEDED',
      abortReason: null,
      liveAt: '2026-03-03T09:00:00.000Z',
      liveRule: 'ROLLOUT',
    },
    {
      version: '1.2.0',
      kind: 'CODE',
      outcome: 'SUCCEEDED',
      abortReason: null,
      liveAt: '2026-03-02T13:00:00.000Z',
      liveRule: 'ROLLOUT',
    },
    {
      version: '1.1.0',
      kind: 'CODE',
      outcome: 'ABORTED',
      abortReason: 'analysis_failed',
      liveAt: null,
      liveRule: null,
    },
    {
      version: '1.0.0',
      kind: 'CODE',
      outcome: 'SUCCEEDED',
      abortReason: null,
      liveAt: '2026-03-01T10:00:00.000Z',
      liveRule: 'ROLLOUT',
    },
  ])
})
