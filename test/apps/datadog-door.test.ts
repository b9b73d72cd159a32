import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '#domain/instant'
import { sql } from '#storage/sql'
import { type Api, startApi } from '../support/graphql-api.ts'
import { webhookSource } from '../support/webhook-source.ts'

const start = Date.UTC(2026, 2, 2, 9)

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  secret = await webhookSource(api, 'datadog', 'monitors')
})
afterAll(() => api.close())

interface Given {
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends to Datadog's own address, as whatever sends there does. */
async function send(path: string, body: object | string, { key = api.tokens.ingest, headers = {} }: Given = {}) {
  const answer = await fetch(`${api.url}/api/v2/dora/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { 'DD-API-KEY': key }), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { data?: { id: string; type: string }; errors?: unknown },
  }
}

const attributes = (of: object): object => ({ data: { attributes: of } })
const deployed = (service: string, at: number, version: string): object =>
  attributes({ service, env: 'production', started_at: (at - 5 * MINUTE) * 1e6, finished_at: at * 1e6, version })

async function logged(): Promise<number> {
  const [row] = await api.db.query<{ n: number }>(sql`select count(*)::integer as n from event_log`)
  return row?.n ?? 0
}

describe("the addresses of Datadog's DORA metrics", () => {
  it('take deployments and failures, answer as Datadog does, and know again what is sent again without an id', async () => {
    const first = await send('deployment', deployed('shop', start, '1.0.0'))
    expect(first).toMatchObject({ status: 200, body: { data: { type: 'dora_deployment' } } })
    expect(await send('deployment', deployed('shop', start, '1.0.0'))).toEqual(first)
    expect(await logged()).toBe(1)
    await send('deployment', deployed('shop', start + 60 * MINUTE, '1.1.0'))
    const failure = {
      services: ['shop'],
      env: 'production',
      started_at: (start + 70 * MINUTE) * 1e6,
      severity: 'SEV-1',
    }
    const opened = await send('failure', attributes(failure))
    expect(opened).toMatchObject({ status: 200, body: { data: { type: 'dora_failure' } } })
    const ended = { ...failure, id: opened.body.data?.id, finished_at: (start + 100 * MINUTE) * 1e6 }
    const again = await send('incident', attributes(ended))
    expect(again.body.data).toEqual({ id: opened.body.data?.id, type: 'dora_incident' })
    await api.drain()
    const { service } = await api.data<{ service: { metrics: object } }>(`{ service(name: "shop") {
      metrics(environment: "production", window: { from: "2026-03-01T00:00:00Z", to: "2026-03-09T00:00:00Z" }) {
        changeFailureRate { failed deployments } timeToRestore { medianSeconds } } } }`)
    expect(service.metrics).toEqual({
      changeFailureRate: { failed: 1, deployments: 2 },
      timeToRestore: { medianSeconds: 1_800 },
    })
  })

  it('keep nanoseconds to the millisecond that they are in', async () => {
    const body = JSON.stringify(deployed('exact', start, '1')).replace(
      /"finished_at":\d+/,
      '"finished_at":1772442360000999999',
    )
    expect((await send('deployment', body)).status).toBe(200)
    const [row] = await api.db.query<{ at: string }>(
      sql`select body ->> 'finishedAt' as at from event_log where body ->> 'service' = 'exact'`,
    )
    expect(row?.at).toBe('2026-03-02T09:06:00.000Z')
  })

  it.each([
    ['no JSON', '{"data":', /not one valid JSON/],
    ['no attributes', '{"data":{}}', /data\.attributes/],
    [
      'a time in microseconds',
      JSON.stringify(deployed('a', start, '1')).replaceAll('000000,', '000,'),
      /nanoseconds, milliseconds or seconds/,
    ],
    ['a time that is not yet', JSON.stringify(deployed('a', start + 9e11, '1')), /24 h/],
    [
      'a time before 1990',
      JSON.stringify(deployed('a', start, '1')).replace(/"finished_at":\d+/, '"finished_at":600000000'),
      /1990/,
    ],
    [
      'neither commit nor version',
      attributes({ service: 'a', started_at: 1772442000, finished_at: 1772442360 }),
      /git or version/,
    ],
  ])('refuse %s with a reason, by 400', async (_what, body, reason) => {
    const before = await logged()
    const answer = await send('deployment', body)
    expect([answer.status, JSON.stringify(answer.body.errors)]).toEqual([400, expect.stringMatching(reason)])
    expect(await logged()).toBe(before)
  })

  it('refuse whoever has no key by 403, before a body is read, what is too large, and other methods', async () => {
    const body = deployed('shop', start, '9')
    for (const key of [null, '', 'll_unknown', api.tokens.read, secret])
      expect(await send('deployment', body, { key })).toMatchObject({
        status: 403,
        body: { errors: [expect.any(String)] },
      })
    const keyless = await send('deployment', '{"data":', { key: null })
    expect(keyless).toMatchObject({ status: 403, body: { errors: [expect.stringContaining('DD-API-KEY')] } })
    expect((await send('deployment', ' '.repeat(10_485_761))).status).toBe(413)
    const get = await fetch(`${api.url}/api/v2/dora/deployment`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    const bearer = { authorization: `Bearer ${api.tokens.ingest}` }
    expect((await send('deployment?test=true', body, { key: null, headers: bearer })).status).toBe(200)
    expect(api.logged.join('\n')).not.toContain(api.tokens.ingest)
  })
})

describe('monitors of Datadog', () => {
  const notify = async (cycle: string, transition: string, at: number, more: object = {}): Promise<number> => {
    const fields = { priority: 'P1', title: 'Nobody can pay', tags: 'service:pay,env:production' }
    const body = { cycle, transition, at: String(at / 1_000), monitor: '7', scope: 'service:pay', ...fields, ...more }
    const headers = { authorization: `Bearer ${secret}` }
    return (
      await fetch(`${api.url}/webhooks/datadog/monitors`, { method: 'POST', headers, body: JSON.stringify(body) })
    ).status
  }

  it('are incidents by priority or rule, in whatever order they come, of which flaps are one', async () => {
    const noon = start + 180 * MINUTE
    await send('deployment', deployed('pay', start, '1.0.0'))
    const told: Parameters<typeof notify>[] = [
      ['c1', 'Recovered', noon + 4 * MINUTE],
      ['c1', 'Triggered', noon],
      ['c1', 'Triggered', noon],
      ['c2', 'Re-Triggered', noon + 30 * MINUTE],
      ['c2', 'Triggered', noon + 10 * MINUTE],
      ['c2', 'Warn', noon + 31 * MINUTE],
      ['c2', 'Recovered', noon + 40 * MINUTE],
      // What began is lost: nobody knows how long it was.
      ['c3', 'Recovered', noon + 90 * MINUTE],
      ['c4', 'Triggered', noon + 120 * MINUTE, { priority: 'P3' }],
    ]
    for (const each of told) expect(await notify(...each)).toBe(202)
    await api.drain()
    const { incidents } = await api.data<{ incidents: { nodes: readonly { classification: string }[] } }>(
      '{ incidents(filter: { service: "pay", environment: "production" }, first: 10) { nodes { externalId classification openedAt resolvedAt } } }',
    )
    expect(incidents.nodes.filter(({ classification }) => classification === 'incident')).toEqual([
      {
        externalId: 'c1',
        classification: 'incident',
        openedAt: new Date(noon).toISOString(),
        resolvedAt: new Date(noon + 40 * MINUTE).toISOString(),
      },
    ])
    expect(incidents.nodes.filter(({ classification }) => classification !== 'incident')).toMatchObject([
      { externalId: 'c3' },
    ])
  })
})
