import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sources } from '#sources/index'
import { sql } from '#storage/sql'
import { type Api, startApi } from '../support/graphql-api.ts'
import { root } from '../support/source-files.ts'
import { storedText } from '../support/stored-text.ts'
import { webhookSource } from '../support/webhook-source.ts'

type Headers = Readonly<Record<string, string>>

interface Receiver {
  readonly id: string
  /** A recorded delivery that becomes statements. */
  readonly good: string
  /** A field without which nothing can be read, by its path; and what is said then. */
  readonly missing: readonly [path: string, reason: RegExp]
  /** What is said of a field that Go printed. */
  readonly goText: RegExp
  /** The field that Go prints; left out: the first that holds more than a text. */
  readonly goField?: string
}

const now = Date.UTC(2026, 2, 10)
let deliveries = 0

const bearer = (secret: string): Headers => ({ authorization: `Bearer ${secret}` })

function signed(name: string, prefix = 'sha256='): (secret: string, body: Buffer) => Headers {
  return (secret, body) => ({ [name]: `${prefix}${createHmac('sha256', secret).update(body).digest('hex')}` })
}

/** As Standard Webhooks sign, at a time in seconds. */
function standard(secret: string, body: Buffer, seconds: number): Headers {
  const [id, time] = [`msg_${deliveries}`, String(seconds)]
  const proof = createHmac('sha256', secret).update(`${id}.${time}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${proof}` }
}

const proofs: Readonly<Record<string, (secret: string, body: Buffer) => Headers>> = {
  flux: signed('x-signature'),
  github: signed('x-hub-signature-256'),
  gitlab: (secret) => ({ 'x-gitlab-token': secret }),
  'incident-io': (secret, body) => {
    deliveries += 1
    return standard(secret, body, now / 1_000)
  },
  sentry: signed('sentry-hook-signature', ''),
}

const receivers: readonly Receiver[] = [
  {
    id: 'alertmanager',
    good: 'alert-that-fires',
    missing: ['alerts.0.fingerprint', /alerts\.0\.fingerprint/],
    goText: /list of alerts/,
  },
  { id: 'argo-rollouts', good: 'completed', missing: ['rollout', /rollout/], goText: /rollout/ },
  {
    id: 'argocd',
    good: 'image-changed-and-found-healthy',
    missing: ['app.name', /app\.name/],
    goText: /as Go prints it/,
  },
  {
    id: 'azure-devops',
    good: 'stage-told-without-messages',
    missing: ['resource.run.id', /resource\.run\.id/],
    goText: /^resource is not/,
  },
  { id: 'cdevents', good: 'service-deployed', missing: ['context.timestamp', /context\.timestamp/], goText: /context/ },
  {
    id: 'datadog',
    good: 'deployment-with-all-of-it',
    missing: ['data.attributes.started_at', /started_at/],
    goText: /cycle is not/,
  },
  { id: 'flagger', good: 'promoted', missing: ['phase', /phase/], goText: /opens no gate/ },
  {
    id: 'flagsmith',
    good: 'switched-off',
    missing: ['data.timestamp', /data\.timestamp/],
    goText: /^data is not/,
  },
  { id: 'flux', good: 'release-upgraded', missing: ['timestamp', /timestamp/], goText: /involvedObject/ },
  {
    id: 'github',
    good: 'image-published',
    missing: ['registry_package.package_version.package_url', /package_url/],
    goText: /registry_package/,
  },
  {
    id: 'gitlab',
    good: 'deployment-that-succeeded',
    missing: ['status_changed_at', /status_changed_at/],
    goText: /^project is not/,
  },
  {
    id: 'harbor',
    good: 'pushed-with-a-tag',
    missing: ['event_data.resources.0.digest', /digest/],
    goText: /event_data/,
  },
  {
    id: 'incident-io',
    good: 'incident-reported',
    missing: ['event_type', /event_type/],
    goText: /^public_incident\.incident_created_v2/,
  },
  {
    id: 'jira',
    good: 'incident-created',
    missing: ['issue.fields.created', /issue\.fields\.created/],
    goText: /issue/,
  },
  {
    id: 'jira-service-management',
    good: 'alert-created',
    missing: ['alert.alertId', /alert\.alertId/],
    goText: /^alert is not/,
  },
  { id: 'kargo', good: 'step-succeeded', missing: ['stage', /stage is missing/], goText: /in Go's own form/ },
  {
    id: 'kubernetes',
    good: 'deployment-rolled-out',
    missing: ['objects.0.metadata.uid', /metadata\.uid/],
    goText: /objects/,
  },
  { id: 'launchdarkly', good: 'switched-off', missing: ['date', /^date is not/], goText: /^accesses is not/ },
  {
    id: 'pagerduty',
    good: 'incident-triggered',
    missing: ['event.data.service', /event\.data\.service/],
    goText: /event\.event_type/,
  },
  { id: 'provenance', good: 'image-of-buildkit', missing: ['predicate.metadata', /no time/], goText: /in-toto|SLSA/ },
  {
    id: 'sentry',
    good: 'metric-alert-critical',
    missing: ['data.metric_alert.id', /data\.metric_alert\.id/],
    goText: /no action and data/,
  },
  {
    id: 'servicenow',
    good: 'incident-closed-as-a-duplicate',
    missing: ['sys_updated_on', /sys_updated_on/],
    goText: /^sys_updated_on and opened_at/,
    goField: 'sys_updated_on',
  },
  { id: 'unleash', good: 'switched-off', missing: ['createdAt', /^createdAt/], goText: /^tags is not/ },
]

let api: Api
const secrets = new Map<string, string>()
beforeAll(async () => {
  api = await startApi(() => now)
  for (const { id } of receivers) secrets.set(id, await webhookSource(api, id, `of-${id}`))
})
afterAll(() => api.close())

function recorded({ id, good }: Receiver): { readonly body: Record<string, unknown>; readonly headers: Headers } {
  return JSON.parse(readFileSync(join(root, 'test/sources', id, `${good}.in.json`), 'utf8')) as ReturnType<
    typeof recorded
  >
}

/** The body without what stands at a path, or with something else there. */
function changed(body: unknown, path: string, value?: unknown): object {
  const copy = structuredClone(body) as Record<string, unknown>
  const names = path.split('.')
  const last = names.pop() ?? ''
  const holder = names.reduce((inner, name) => inner[name] as Record<string, unknown>, copy)
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}

/** The body with one more field, whose text is not UTF-8. */
function latin1(text: string): Buffer {
  return Buffer.from(`${text.slice(0, -1)},"city":"Köln"}`, 'latin1')
}

interface Given {
  readonly headers?: Headers
  readonly secret?: string
  /** Bytes that are sent in place of those that were signed. */
  readonly sent?: Buffer
}

async function send(receiver: Receiver, body: object | string | Buffer, given: Given = {}) {
  const { id } = receiver
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const secret = given.secret ?? secrets.get(id) ?? ''
  deliveries += 1
  const answer = await fetch(`${api.url}/webhooks/${id}/of-${id}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...recorded(receiver).headers,
      ...(id === 'github' && { 'x-github-delivery': `delivery-${deliveries}` }),
      ...(proofs[id] ?? bearer)(secret, bytes),
      ...given.headers,
    },
    body: new Uint8Array(given.sent ?? bytes),
  })
  const text = await answer.text()
  return { status: answer.status, body: JSON.parse(text) as Readonly<Record<string, unknown>> }
}

interface Kept {
  readonly state: string
  readonly reason: string | null
}

/** What became of what was kept since the last time. */
let seen = 0
async function settled(): Promise<readonly Kept[]> {
  await api.drain()
  const rows = await api.db.query<Kept & { id: number }>(
    sql`select id, state, reason from delivery where id > ${seen} order by id`,
  )
  seen = rows.at(-1)?.id ?? seen
  return rows.map(({ state, reason }) => ({ state, reason }))
}

async function logged(): Promise<number> {
  const [row] = await api.db.query<{ n: number }>(sql`select count(*) as n from event_log`)
  return row?.n ?? 0
}

/** A gate of Flagger acts on the answer: only what is an event for sure is answered as if it were taken. */
const ofNoEvent = ({ id }: Receiver): number => (id === 'flagger' ? 422 : 202)

it('are all looked at here', () => {
  const doors = sources.filter(({ webhook }) => webhook !== undefined).map(({ id }) => id)
  expect(receivers.map(({ id }) => id)).toEqual(doors)
})

it('are answered soon when the database is silent, and not told when to come again, which would hold up their senders', async () => {
  const [receiver] = receivers
  if (receiver === undefined) return
  const { body } = recorded(receiver)
  await api.db.transaction(async (tx) => {
    await tx.query(sql`lock table delivery in access exclusive mode`)
    const answer = await fetch(`${api.url}/webhooks/${receiver.id}/of-${receiver.id}`, {
      method: 'POST',
      headers: bearer(secrets.get(receiver.id) ?? ''),
      body: JSON.stringify(body),
    })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, null])
  })
  expect((await send(receiver, body)).status).toBe(202)
  await settled()
})

it('tell of a clock that is wrong only whom the secret proves', async () => {
  const body = Buffer.from('{}')
  const refusal = async (secret: string, seconds: number): Promise<unknown> => {
    const url = `${api.url}/webhooks/incident-io/of-incident-io`
    const answer = await fetch(url, { method: 'POST', headers: standard(secret, body, seconds), body })
    return { status: answer.status, ...((await answer.json()) as object) }
  }
  const secret = secrets.get('incident-io') ?? ''
  for (const apart of [-3_600, 3_600])
    expect(await refusal(secret, now / 1_000 + apart)).toMatchObject({
      status: 401,
      code: 'BAD_SIGNATURE',
      message: expect.stringContaining('set the clocks') as string,
    })
  expect(await refusal(`${secret}0`, now / 1_000 - 3_600)).toMatchObject({
    status: 401,
    message: 'The signature or secret is missing, or it is of another source.',
  })
  expect(await settled()).toEqual([])
})

describe.each(receivers)('the door of $id', (receiver) => {
  const { body: good } = recorded(receiver)
  const taken: Kept = { state: 'TRANSLATED', reason: null }

  it('takes a good body: again, by other content types, and in gzip, and counts it once', async () => {
    const text = JSON.stringify(good)
    expect(await send(receiver, good)).toMatchObject({ status: 202, body: { received: true } })
    expect((await settled())[0]).toEqual(taken)
    const before = await logged()
    const zipped = gzipSync(text)
    const again: Given[] = [
      {},
      { headers: { 'content-type': 'text/plain' } },
      { headers: { 'content-type': 'application/octet-stream' } },
      { headers: { 'content-encoding': 'gzip' }, sent: zipped },
    ]
    for (const given of again) expect((await send(receiver, text, given)).status).toBe(202)
    expect((await send(receiver, `\uFEFF ${text}\n`)).status).toBe(202)
    for (const kept of await settled()) expect(kept).toEqual(taken)
    expect(await logged()).toBe(before)
    const cut = zipped.subarray(0, -9)
    expect((await send(receiver, text, { headers: { 'content-encoding': 'gzip' }, sent: cut })).status).toBe(400)
    expect((await send(receiver, text, { headers: { 'content-encoding': 'br' } })).status).toBe(415)
    expect(await settled()).toEqual([])
  })

  it('answers what cannot be read so that its sender goes on, and keeps it with its reason', async () => {
    const text = JSON.stringify(good)
    const first =
      receiver.goField ??
      Object.entries(good).find(([, value]) => typeof value === 'object' && value !== null)?.[0] ??
      ''
    const [path, missing] = receiver.missing
    const bodies: readonly (readonly [what: string, body: object | string | Buffer, reason: RegExp])[] = [
      ['its beginning', text.slice(0, text.length / 2), /not one valid JSON value|opens no gate/],
      ['its end', text.slice(text.length / 2), /not one valid JSON value|opens no gate/],
      ['nothing', '', /not one valid JSON value|opens no gate/],
      ['nothing in Go', '<nil>', /not one valid JSON value|opens no gate/],
      ['all of it in Go', `map[${text.replaceAll('"', '')}]`, /not one valid JSON value|opens no gate/],
      ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /./],
      ['a letter of another encoding', latin1(text), /UTF-8|opens no gate/],
      ['a list', `[[${text}]]`, /./],
      ['a text', JSON.stringify(text), /./],
      ['null', 'null', /./],
      ['brackets without end', '['.repeat(100_000), /nested|not one valid JSON value|opens no gate/],
      ['a field in Go', { ...good, [first]: `map[${first}:x]` }, receiver.goText],
    ]
    for (const [what, body] of bodies) expect((await send(receiver, body)).status, what).toBe(ofNoEvent(receiver))
    expect((await send(receiver, changed(good, path))).status).toBe(202)
    // Where something else tells enough, nothing in Go is nothing.
    const isGate = receiver.id === 'flagger'
    expect((await send(receiver, { ...good, [first]: '<nil>' })).status).toBe(isGate ? 422 : 202)
    expect((await send(receiver, good)).status).toBe(202)
    const states = await settled()
    for (const [at, [what, , reason]] of [...bodies, [`no ${path}`, '', missing] as const].entries()) {
      expect(states[at]?.state, what).not.toBe('TRANSLATED')
      expect(states[at]?.reason, what).toMatch(reason)
    }
    expect(states).toHaveLength(bodies.length + 3)
    expect(states.at(-1)).toEqual(taken)
  })

  it('takes a body as large as its limit, and refuses a larger one, another secret and every method but POST', async () => {
    await settled()
    const most = sources.find(({ id }) => id === receiver.id)?.webhook?.largestBody ?? 0
    expect(most).toBeGreaterThanOrEqual(2_097_152)
    const large = JSON.stringify({ ...good, padding: 'x'.repeat(2_097_152 - JSON.stringify(good).length - 13) })
    expect(Buffer.byteLength(large)).toBe(2_097_152)
    expect((await send(receiver, large)).status).toBe(202)
    expect(await settled()).toEqual([taken])
    expect((await send(receiver, Buffer.alloc(most + 1, ' '))).status).toBe(413)
    for (const secret of ['', 'llwh_wrong', `${secrets.get(receiver.id)}0`, `x${secrets.get(receiver.id)}`])
      expect(await send(receiver, good, { secret })).toMatchObject({ status: 401, body: { code: 'BAD_SIGNATURE' } })
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await fetch(`${api.url}/webhooks/${receiver.id}/of-${receiver.id}`, { method })
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'POST'])
    }
    expect((await fetch(`${api.url}/webhooks/${receiver.id}/elsewhere`, { method: 'POST', body: '{}' })).status).toBe(
      404,
    )
    expect(await settled()).toEqual([])
  })

  it('leaves a planted secret in no table, log or answer', async () => {
    const planted = 'hunter2-4b1d-canary'
    const text = JSON.stringify({ ...good, password: planted, env: [{ name: 'TOKEN', value: planted }] })
    const bodies = [
      text,
      text.slice(0, -2),
      `map[password:${planted}]`,
      JSON.stringify([planted]),
      JSON.stringify(text),
    ]
    const answers = await Promise.all(bodies.map((body) => send(receiver, body)))
    await settled()
    const shown = await api.ask(
      '{ sources { name problems message } deployments(first: 100) { nodes { attributes { name value } } } }',
    )
    for (const said of [await storedText(api.db), api.logged.join('\n'), JSON.stringify([answers, shown])])
      expect(said).not.toContain(planted)
  })
})
