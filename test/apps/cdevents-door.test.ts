import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  const mutation = 'mutation { sourceCreate(system: "cdevents", name: "builds") { secret userErrors { message } } }'
  const { body } = await api.ask(mutation, {}, api.tokens.admin)
  const { sourceCreate } = body.data as { sourceCreate: { secret: string | null } }
  secret = sourceCreate.secret ?? expect.fail('no secret')
})
afterAll(() => api.close())
beforeEach(async () => {
  await api.db.query(sql`delete from delivery`)
})

function deployed(id: string, version: string): object {
  return {
    context: {
      specversion: '0.5.1',
      id,
      source: 'ci.example.com/deployer',
      type: 'dev.cdevents.service.deployed.0.3.0',
      timestamp: '2026-03-02T09:00:00Z',
    },
    subject: {
      id: 'shop',
      type: 'service',
      content: { environment: { id: 'production' }, artifactId: `pkg:generic/shop@${version}` },
    },
  }
}

/** In binary mode: what the envelope says stands in headers. */
function binary(event: object): Readonly<Record<string, string>> {
  const { context } = event as { context: { id: string; source: string; type: string } }
  return { 'ce-specversion': '1.0', 'ce-id': context.id, 'ce-source': context.source, 'ce-type': context.type }
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly authorization?: string | null
}

async function send(body: object | string, { headers = {}, authorization }: Sent = {}) {
  const proof = authorization === null ? {} : { authorization: authorization ?? `Bearer ${secret}` }
  const answer = await fetch(`${api.url}/webhooks/cdevents/builds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...proof, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> }
}

async function settled(): Promise<readonly { readonly state: string; readonly reason: string | null }[]> {
  await api.drain()
  return api.db.query(sql`select state, reason from delivery order by id`)
}

describe('a CDEvent at its door', () => {
  it('becomes a statement of its source, in either mode of CloudEvents, and one in binary mode is known again', async () => {
    const event = deployed('e-1', '1.0.0')
    expect(await send(event, { headers: binary(event) })).toMatchObject({ status: 202, body: { duplicate: false } })
    expect(await send(event, { headers: binary(event) })).toMatchObject({ status: 202, body: { duplicate: true } })
    const envelope = { specversion: '1.0', id: 'c-2', source: 'x', type: 'y', data: deployed('e-2', '1.1.0') }
    const headers = { 'content-type': 'application/cloudevents+json' }
    expect((await send(envelope, { headers })).status).toBe(202)
    expect(await settled()).toEqual(Array.from({ length: 2 }, () => ({ state: 'TRANSLATED', reason: null })))
    const { deployments } = await api.data<{ deployments: { nodes: readonly unknown[] } }>(
      '{ deployments(filter: { service: "shop" }) { nodes { version reports { source externalId } } } }',
    )
    expect(deployments.nodes).toEqual(
      expect.arrayContaining(
        ['e-1', 'e-2'].map((externalId, index) => ({
          version: `pkg:generic/shop@1.${index}.0`,
          reports: [{ source: 'builds', externalId: `ci.example.com/deployer#${externalId}` }],
        })),
      ),
    )
  })

  it('is not taken for one of the same number of another sender, nor is a lasting id told apart by its sender', async () => {
    const told = (id: string, source: string): object => {
      const event = deployed(id, '7.0.0') as { context: object; subject: object }
      return { ...event, context: { ...event.context, source }, subject: { ...event.subject, id: 'twice' } }
    }
    const lasting = '271069a8-fc18-44f1-b38f-9d70a1695819'
    for (const source of ['ci-a', 'ci-b']) for (const id of ['1', lasting]) await send(told(id, source))
    await settled()
    const ids = await api.db.query(
      sql`select distinct body::jsonb ->> 'id' as id from event_log where body::text like '%twice%' order by 1`,
    )
    expect(ids.map((row) => (row as { id: string }).id).toSorted()).toEqual([lasting, 'ci-a#1', 'ci-b#1'])
  })

  it('is not taken for another one whose source and id are as long and begin alike', async () => {
    const ids = ['1', '2'].map((last) => `${'x'.repeat(300)}${last}`)
    const answers = await Promise.all(
      ids.map((id) =>
        send(deployed(id.slice(-1), '3.0.0'), { headers: { ...binary(deployed('x', '3')), 'ce-id': id } }),
      ),
    )
    expect(answers.map(({ body }) => body['duplicate'])).toEqual([false, false])
    expect(await settled()).toHaveLength(2)
  })

  it.each([
    ['none', null],
    ['another secret', `Bearer llwh_${'0'.repeat(64)}`],
    ['an empty one', 'Bearer '],
    ['the secret without a scheme', (right: string) => right],
    ['the secret cut short', (right: string) => `Bearer ${right.slice(0, -1)}`],
  ])('is refused with %s, and nothing of it is kept', async (_what, given) => {
    const authorization = typeof given === 'function' ? given(secret) : given
    expect(await send(deployed('e-3', '1'), { authorization })).toMatchObject({
      status: 401,
      body: { code: 'BAD_SIGNATURE' },
    })
    expect(await settled()).toEqual([])
  })

  it('is answered and kept with its reason where it says nothing that is measured, or cannot be read', async () => {
    const taskRun = { 'ce-id': 't-1', 'ce-source': '/tasks', 'ce-type': 'dev.tekton.event.taskrun.started.v1' }
    expect((await send({ taskRun: {} }, { headers: taskRun })).status).toBe(202)
    expect((await send('{"context": {"id": "cut')).status).toBe(202)
    expect((await send('map[context:map[id:x]]')).status).toBe(202)
    expect((await send('<nil>')).status).toBe(202)
    const states = await settled()
    expect(states.map(({ state }) => state)).toEqual(['IGNORED', ...Array<string>(3).fill('QUARANTINED')])
    expect(states[0]?.reason).toContain('no CDEvent')
  })

  it('is refused where it is larger than 2 MiB, and read by POST only', async () => {
    expect((await send(' '.repeat(2_097_153))).status).toBe(413)
    const get = await fetch(`${api.url}/webhooks/cdevents/builds`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect(await settled()).toEqual([])
  })

  it('leaves its secret nowhere', async () => {
    await send(deployed('e-4', '2'))
    await api.drain()
    const rows = await api.db.query(sql`select headers::text, encode(body_deflated, 'escape') as body from delivery`)
    expect(rows).toHaveLength(1)
    expect(JSON.stringify([rows, api.logged])).not.toContain(secret.slice(5))
  })
})
