import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { type EventServer, eventServer, flag, postEvents, presetToken, send } from '../support/event-server.ts'

const at = '2026-03-02T09:00:00Z'

let server: EventServer
let door: string
beforeAll(async () => {
  server = await eventServer()
  door = `${server.url}/api/events`
})
afterAll(() => server.close())

describe('tokens', () => {
  it.each([
    ['no token', null],
    ['a wrong token', 'll_abcdef_00000000000000000000000000000000_000000'],
    ['another text', 'x'.repeat(44)],
    ['a preset token with a slip', `${presetToken.slice(0, -1)}x`],
  ])('%s: 401, and nothing is kept', async (_, token) => {
    const before = await server.logged()
    const answer = await postEvents(server, flag(), { token })
    expect(answer).toMatchObject({ status: 401, json: { code: 'UNAUTHENTICATED' } })
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(await server.logged()).toBe(before)
  })

  it('the preset token is admin of source api', async () => {
    const event = flag()
    await postEvents(server, event)
    const [row] = await server.database.db.query(
      sql`select source from event_log where body ->> 'key' = ${event['key']}`,
    )
    expect(row).toEqual({ source: 'api' })
  })

  it('a revoked token is refused within moments', async () => {
    const token = await server.token(['ingest'])
    expect((await postEvents(server, flag(), { token })).status).toBe(202)
    await server.database.db.query(sql`update token set revoked_at = now() where public_id = ${token.slice(3, 9)}`)
    // What a look into the database saw is trusted for 20 ms.
    await expect.poll(async () => (await postEvents(server, flag(), { token })).status, { timeout: 2_000 }).toBe(401)
  })

  it('an expired token is refused', async () => {
    const token = await server.token(['ingest'], { expiresAt: Date.now() - 1 })
    expect((await postEvents(server, flag(), { token })).status).toBe(401)
  })

  it('a token with another secret is refused, its neighbour is not', async () => {
    const mine = await server.token(['ingest'])
    const other = await server.token(['ingest'])
    await server.database.db.query(sql`
      update token set secret_sha256 = sha256('x'::bytea) where public_id = ${other.slice(3, 9)}`)
    const [first, second] = await Promise.all([other, mine].map((token) => postEvents(server, flag(), { token })))
    expect([first?.status, second?.status]).toEqual([401, 202])
  })

  it.each([
    [['read'], 403],
    [['import'], 403],
    [[], 403],
    [['ingest'], 202],
    [['ingest:*'], 202],
    [['admin'], 202],
  ] as const)('scopes %j: %i', async (scopes, status) => {
    const token = await server.token(scopes)
    expect((await postEvents(server, flag(), { token })).status).toBe(status)
  })

  it('a foreign source needs ingest:*', async () => {
    const narrow = await server.token(['ingest'], { source: 'ci' })
    const wide = await server.token(['ingest:*'], { source: 'ci' })
    const foreign = flag({ source: 'pager' })
    expect(await postEvents(server, foreign, { token: narrow })).toMatchObject({
      status: 400,
      json: { rejected: [{ code: 'FOREIGN_SOURCE', field: 'source' }] },
    })
    expect((await postEvents(server, flag({ source: 'ci' }), { token: narrow })).status).toBe(202)
    expect((await postEvents(server, foreign, { token: wide })).json).toMatchObject({ accepted: 1 })
    expect((await postEvents(server, { ...foreign, source: 'ci' }, { token: wide })).json).toMatchObject({
      accepted: 1,
    })
  })

  it('recordedAt needs import, and is kept', async () => {
    const event = flag({ recordedAt: '2026-03-02T10:00:00.123Z' })
    const plain = await server.token(['ingest'])
    expect((await postEvents(server, event, { token: plain })).json).toMatchObject({
      rejected: [{ code: 'IMPORT_ONLY' }],
    })
    const importing = await server.token(['ingest', 'import'])
    expect((await postEvents(server, event, { token: importing })).status).toBe(202)
    const [row] = await server.database.db.query<{ at: number }>(sql`
      select recorded_at as at from event_log where body ->> 'key' = ${event['key']}`)
    expect(row?.at).toBe(Date.parse('2026-03-02T10:00:00.123Z'))
  })

  it('in the address or in another scheme are none', async () => {
    const json = { 'content-type': 'application/json' }
    expect((await send(`${door}?token=${presetToken}`, { token: null, headers: json, body: '{}' })).status).toBe(401)
    const headers = { ...json, authorization: `Basic ${presetToken}` }
    expect((await send(door, { token: null, headers, body: '{}' })).status).toBe(401)
  })
})

describe('methods and types', () => {
  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is answered 405', async (method) => {
    const answer = await send(door, { method })
    expect(answer.status).toBe(405)
    expect(answer.headers['allow']).toBe('POST')
  })

  it.each([
    'text/plain',
    'application/xml',
    'application/jsonx',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    '',
  ])('content type %j is answered 415', async (type) => {
    const answer = await send(door, { headers: { 'content-type': type }, body: '{}' })
    expect(answer).toMatchObject({ status: 415, json: { code: 'UNSUPPORTED_TYPE' } })
  })

  it('no content type is answered 415', async () => {
    expect((await send(door, { body: '{}' })).status).toBe(415)
  })

  it('the charset UTF-8 may be named', async () => {
    const headers = { 'content-type': 'Application/JSON; charset="UTF-8"' }
    expect((await postEvents(server, flag(), { headers })).status).toBe(202)
  })
})

describe('CDEvents', () => {
  const context = {
    specversion: '0.5.1',
    id: 'e-1',
    source: '/ci',
    type: 'dev.cdevents.service.deployed.0.3.0',
    timestamp: at,
  }
  const event = {
    context,
    subject: { id: 'cart', content: { environment: { id: 'production' }, artifactId: 'pkg:oci/cart@sha256%3Aabc' } },
  }
  const binary = { 'ce-specversion': '1.0', 'ce-id': 'e-1', 'ce-source': '/ci', 'ce-type': context.type }

  it('are taken in structured and in binary form, as one', async () => {
    const structured = { specversion: '1.0', id: 'e-1', source: '/ci', type: context.type, data: event }
    const headers = { 'content-type': 'application/cloudevents+json; charset=utf-8' }
    expect(await postEvents(server, structured, { headers })).toMatchObject({ status: 202, json: { accepted: 1 } })
    expect(await postEvents(server, event, { headers: binary })).toMatchObject({ status: 202, json: { duplicates: 1 } })
  })

  it('that say nothing measured are ignored with the reason, and counted', async () => {
    const other = { ...event, context: { ...context, type: 'dev.cdevents.taskrun.started.0.3.0' } }
    const token = await server.token(['ingest'], { source: 'pipeline' })
    const answer = await postEvents(server, other, { headers: binary, token })
    expect(answer).toMatchObject({
      status: 202,
      json: { accepted: 0, ignored: expect.stringContaining('taskrun') as string },
    })
    const ignored = (): Promise<unknown[]> =>
      server.database.db.query(sql`select ignored from source where name = 'pipeline'`)
    await expect.poll(ignored).toEqual([{ ignored: 1 }])
  })

  it('are validated like any event', async () => {
    const early = { ...event, context: { ...context, timestamp: '1970-01-01T00:00:00Z' } }
    expect(await postEvents(server, early, { headers: binary })).toMatchObject({
      status: 400,
      json: { rejected: [{ code: 'TIME_OUT_OF_RANGE', field: 'liveAt' }] },
    })
  })
})

describe('the other doors', () => {
  it('GET /api/ingest answers the same token', async () => {
    const token = await server.token(['ingest'])
    const ingest = `${server.url}/api/ingest`
    expect(await send(ingest, { method: 'GET', token })).toMatchObject({
      status: 200,
      json: { pending: 0, oldestPendingSeconds: null, quarantined: 0, lastEventAt: null },
    })
    expect((await send(ingest, { method: 'GET', token: null })).status).toBe(401)
    expect((await send(ingest, { method: 'GET', token: await server.token(['import']) })).status).toBe(403)
    expect((await send(ingest, { body: '' })).status).toBe(405)
  })

  it('the JSON Schema is served', async () => {
    const answer = await send(`${server.url}/api/events/schema.json`, { method: 'GET', token: null })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toContain('application/schema+json')
    expect(answer.json).toHaveProperty('$defs.deployment.properties.service')
  })

  it('health and readiness', async () => {
    expect(await send(`${server.url}/healthz`, { method: 'GET', token: null })).toMatchObject({ status: 200 })
    expect(await send(`${server.url}/readyz`, { method: 'GET', token: null })).toMatchObject({
      status: 200,
      json: { status: 'ready' },
    })
  })

  it.each(['/', '/healthz', '/api/events', '/nothing', '/../../etc/passwd', '/%zz', '/services/%2e%2e'])(
    'the answer of %s carries the security headers and no stack',
    async (path) => {
      const answer = await send(`${server.url}${path}`, { method: 'GET', token: null })
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(answer.headers['referrer-policy']).toBe('no-referrer')
      expect(answer.headers['x-powered-by']).toBeUndefined()
      expect(answer.text).not.toMatch(/node_modules|at .+:\d+:\d+|root:/)
    },
  )

  it('pages that are not built say so; an unknown address is 404', async () => {
    const page = await send(`${server.url}/`, { method: 'GET', token: null })
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('npm start') as string })
    expect((await send(`${server.url}/nothing`, { method: 'GET', token: null })).status).toBe(404)
  })
})
