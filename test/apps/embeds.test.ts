import { parse, print, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asksPerMinute } from '#access/ask-limit'
import { embedMetrics, embedParts } from '#access/embed'
import { badgeWords } from '#apps/server/badges/badge-words'
import { Drawings, TooManyDrawings } from '#apps/server/badges/drawings'
import { badgeDocument, badgesDocument, documentOf } from '#graphql/embed/documents'
import { productSchema } from '#graphql/product-schema'
import { sql } from '#storage/sql'
import { askEmbedded, createEmbed, type MadeEmbed, makeEmbed, revokeEmbed } from '../support/embed-world.ts'
import { type Api, shortWeek, startApi } from '../support/graphql-api.ts'
import { openSocket, hear } from '../support/graphql-socket.ts'
import { until } from '../support/leadline-process.ts'

const start = Date.parse('2026-03-20T00:00:00Z')
const day = 86_400_000
const wiki = 'https://wiki.example'
/** What the server asks by itself meanwhile. */
const inBackground =
  /^(touch-tokens|cursor|dirty-streams|read-log|ingest|sources-with-part|webhook-sources|otherwise-told|take-from-outbox|take-due-schedule)/
let now = start
let api: Api
let lead: MadeEmbed

beforeAll(async () => {
  api = await startApi(() => now)
  await api.tell(...shortWeek('shop'))
  lead = await makeEmbed(api, { service: 'shop', metric: 'leadTimeForChanges', last: 'P30D', origins: [wiki] })
})
afterAll(() => api.close())

function refused(answer: Awaited<ReturnType<typeof askEmbedded>>, status: number, code: string): void {
  expect(answer.status).toBe(status)
  expect(answer.body).toMatchObject({
    data: null,
    errors: [{ extensions: { code }, message: expect.stringMatching(/\.$/) as string }],
  })
}

describe('the documents of embeds', () => {
  it('fit the schema, and are no two alike', async () => {
    const schema = await productSchema()
    const documents = [
      badgesDocument,
      ...embedParts.map((part) => documentOf({ part, metric: null })),
      ...embedMetrics.flatMap((metric) => [documentOf({ part: 'METRIC', metric }), badgeDocument(metric)]),
    ]
    for (const document of documents)
      expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([])
    expect(new Set(documents.map((document) => print(parse(document)))).size).toBe(documents.length - 1)
  })
})

describe('the holder of an embed', () => {
  it('is answered what the embed is of, as anybody who asks GraphQL', async () => {
    const { status, body } = await askEmbedded(api, lead)
    expect(status).toBe(200)
    const { service } = await api.data<{ service: object }>(
      '{ service(name: "shop") { metrics(environment: "production", window: {last: "P30D"}) { leadTimeForChanges { medianSeconds sampleSize series(by: DAY) { medianSeconds } } } } }',
    )
    expect(body.data).toMatchObject({
      service,
      viewer: { embed: { part: 'METRIC', metric: 'leadTimeForChanges', service: 'shop', steps: 'DAY', theme: 'AUTO' } },
    })
    expect(body.data).toMatchObject({ service: { metrics: { leadTimeForChanges: { sampleSize: 3 } } } })
  })

  it.each([
    ['a question of their own', { query: '{ service(name: "shop") { name } }' }],
    ['another one beside', { documentId: 'embed', query: '{ sources { name } }' }],
    ['variables of their own', { documentId: 'embed', variables: { name: 'other' } }],
    ['another name', { documentId: 'other' }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['a mutation', { query: 'mutation { embedRevoke(id: "x") { token } }' }],
    ['the document of the embed itself', { query: documentOf({ part: 'METRIC', metric: 'leadTimeForChanges' }) }],
    ['several questions', [{ documentId: 'embed' }]],
  ])('is refused %s', async (_what, body) => {
    const answer = await askEmbedded(api, lead, { body })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.body.data).toBeNull()
    if (!Array.isArray(body)) refused(answer, 403, 'EMBED_DOCUMENT')
  })

  it('opens no other door', async () => {
    const headers = { authorization: `Bearer ${lead.token}` }
    for (const path of ['/api/ingest', '/api/events'])
      expect((await fetch(`${api.url}${path}`, { headers })).status).toBeGreaterThanOrEqual(400)
    const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '[]' }
    expect((await fetch(`${api.url}/api/events`, post)).status).toBe(401)
    const client = openSocket(api.url, lead.token)
    const heard = hear(client, '{ ingest { pending } }')
    await until('the end of the connection', 10, async () => (heard.ended ? true : null))
    expect(heard.values).toEqual([])
    await client.dispose()
  })

  it('is refused with a token of another Leadline, or one that was changed', async () => {
    const [head, , signature] = lead.token.split('.')
    const payload = Buffer.from(JSON.stringify({ aud: 'leadline-embed', sub: lead.publicId, exp: 9e9 }))
    for (const token of [
      `${lead.token.slice(0, -2)}AA`,
      `${head}.${payload.toString('base64url')}.${signature}`,
      'a.b.c',
    ])
      refused(await askEmbedded(api, { ...lead, token }, { headers: { origin: wiki } }), 401, 'EMBED_UNKNOWN')
  })

  it('is answered on the pages that the embed is for, and on no other', async () => {
    const here = await askEmbedded(api, lead, { headers: { origin: wiki } })
    expect(here.status).toBe(200)
    expect(here.headers.get('access-control-allow-origin')).toBe(wiki)
    expect(here.headers.get('access-control-allow-credentials')).toBeNull()
    expect(here.headers.get('vary')).toMatch(/origin/i)
    expect(here.headers.get('set-cookie')).toBeNull()
    for (const origin of ['https://evil.example', 'null', `${wiki}.evil.example`, 'http://wiki.example']) {
      const there = await askEmbedded(api, lead, { headers: { origin } })
      refused(there, 403, 'EMBED_ORIGIN')
      expect(there.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('may be told why on those pages: the token that is no good names no page, the address does', async () => {
    const answer = await askEmbedded(api, { ...lead, token: 'a.b.c' }, { headers: { origin: wiki } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(wiki)
  })

  it('gives browsers leave to ask for the pages of that embed alone', async () => {
    const leave = (embed: string | null, origin: string) =>
      fetch(`${api.url}/graphql${embed === null ? '' : `?embed=${embed}`}`, { method: 'OPTIONS', headers: { origin } })
    const given = await leave(lead.publicId, wiki)
    expect([given.status, given.headers.get('access-control-allow-origin')]).toEqual([204, wiki])
    expect(given.headers.get('access-control-allow-headers')).toBe('authorization, content-type')
    for (const [embed, origin, status] of [
      [lead.publicId, 'https://evil.example', 403],
      ['nobody', wiki, 403],
      ["' or 1=1", wiki, 403],
      [null, wiki, 405],
    ] as const) {
      const refusal = await leave(embed, origin)
      expect([refusal.status, refusal.headers.get('access-control-allow-origin')]).toEqual([status, null])
    }
  })

  it('is told that it was revoked, from that moment on, or that its time is over', async () => {
    const other = await makeEmbed(api, { service: 'shop', part: 'SERVICE', origins: [wiki] })
    expect((await askEmbedded(api, other)).status).toBe(200)
    await revokeEmbed(api, other.id)
    const answer = await askEmbedded(api, other, { headers: { origin: wiki } })
    refused(answer, 401, 'EMBED_REVOKED')
    expect(answer.headers.get('access-control-allow-origin')).toBe(wiki)
    now = start + 91 * day
    refused(await askEmbedded(api, lead), 401, 'EMBED_EXPIRED')
    now = start
    expect((await askEmbedded(api, lead)).status).toBe(200)
    expect(await api.ask('{ embeds { service state } }', {}, api.tokens.admin)).toMatchObject({
      body: { data: { embeds: [{ service: 'shop', state: 'REVOKED' }, { state: 'VALID' }] } },
    })
  })

  it('is asked for patience where it asks too often, which keeps nobody else waiting, and is counted', async () => {
    const busy = await makeEmbed(api, { service: 'shop', metric: 'leadTimeForChanges', origins: [wiki] })
    const body = { documentId: 'other' }
    for (let round = 0; round < asksPerMinute / 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => askEmbedded(api, busy, { body })))
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 403))
    }
    const answer = await askEmbedded(api, busy, { headers: { origin: wiki } })
    refused(answer, 429, 'EMBED_BUSY')
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(answer.headers.get('access-control-allow-origin')).toBe(wiki)
    expect(answer.body.errors).toMatchObject([{ extensions: { retryAfterSeconds: 1 } }])
    expect((await askEmbedded(api, lead)).status).toBe(200)
    const { body: listed } = await api.ask('{ embeds { id refusedCount } }', {}, api.tokens.admin)
    expect(listed.data?.['embeds']).toContainEqual({ id: busy.id, refusedCount: 1 })
    now += 1_000
    expect((await askEmbedded(api, busy)).status).toBe(200)
    now = start
  })

  it('learns of no environment but its own, where that went away or is several', async () => {
    const at = { type: 'deployment', service: 'forked', version: '1', liveAt: '2026-03-10T10:00:00Z' }
    await api.tell({ ...at, environment: 'prod' }, { ...at, environment: 'live' })
    const several = await makeEmbed(api, { service: 'forked', part: 'SERVICE', environment: 'Production' })
    const gone = await makeEmbed(api, { service: 'shop', part: 'SERVICE', environment: 'prod' })
    await api.db.query(sql`update embed set environment = 'nosuch' where public_id = ${gone.publicId}`)
    for (const [embed, code] of [
      [several, 'AMBIGUOUS_ENVIRONMENT'],
      [gone, 'UNKNOWN_ENVIRONMENT'],
    ] as const) {
      const { body } = await askEmbedded(api, embed)
      expect(new Set(body.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set([code]))
      expect(JSON.stringify(body.errors)).not.toMatch(/\bprod\b|live|preview|staging/)
    }
  })
})

describe('who makes an embed', () => {
  it.each([
    ['NOT_FOUND', 'service', { service: 'nobody' }],
    ['BAD_METRIC', 'metric', { service: 'shop' }],
    ['BAD_ORIGIN', 'origins', { service: 'shop', part: 'STAGES', origins: ['*'] }],
    ['BAD_ADDRESS', 'address', { service: 'shop', part: 'STAGES', address: 'javascript:alert(1)' }],
    ['BAD_WINDOW', 'last', { service: 'shop', part: 'STAGES', last: 'P7D', from: '2026-01-01T00:00:00Z' }],
    ['TOO_LONG', 'expiresAt', { service: 'shop', part: 'STAGES', expiresAt: '2028-01-01T00:00:00Z' }],
    ['NOT_FOUND', 'environment', { service: 'shop', part: 'STAGES', environment: 'nosuch' }],
    ['BAD_TIME_ZONE', 'timeZone', { service: 'shop', part: 'STAGES', timeZone: 'Mars' }],
  ])('is told of %s at %s', async (code, field, input) => {
    expect(await createEmbed(api, input)).toMatchObject({
      embed: null,
      token: null,
      snippets: null,
      userErrors: [{ code, field: [field] }],
    })
  })

  it('is given snippets in which no name does anything', async () => {
    const name = '"><img src=x onerror=alert(1)>\u202e😀'
    await api.tell({
      type: 'deployment',
      id: 'd-hostile',
      service: name,
      environment: 'production',
      outcome: 'succeeded',
      version: '1',
      finishedAt: '2026-03-10T10:00:00Z',
    })
    const { snippets } = await makeEmbed(api, { service: name, part: 'SERVICE' })
    expect(snippets.iframe).toContain('title="Delivery metrics of &quot;&gt;&lt;img src=x onerror=alert(1)&gt; 😀"')
    expect(snippets.iframe).not.toContain('\u202e')
    expect(snippets.script).not.toContain('img')
  })
})

describe('a badge', () => {
  const get = (path: string, headers = {}) => fetch(`${api.url}/badge/${path}`, { headers })

  it('is drawn for services that show badges alone; of others nobody learns whether they are there', async () => {
    const [hidden, unknown] = await Promise.all([
      get('shop/leadTimeForChanges.svg'),
      get('nobody/leadTimeForChanges.svg'),
    ])
    expect([hidden.status, unknown.status]).toEqual([404, 404])
    expect(hidden.headers.get('cache-control')).toBe('no-store')
    expect(await hidden.text()).toBe(await unknown.text())
    const on = 'mutation { serviceUpdate(name: "shop", badges: true) { service { badges } userErrors { code } } }'
    expect((await api.ask(on, {}, api.tokens.admin)).body.data).toEqual({
      serviceUpdate: { service: { badges: true }, userErrors: [] },
    })
    expect((await get('shop/leadTimeForChanges.svg')).status).toBe(200)
    const shown = await get('shop/leadTimeForChanges.svg?last=P30D')
    expect(shown.status).toBe(200)
    expect(shown.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
    expect(shown.headers.get('cache-control')).toBe('public, max-age=300')
    const svg = await shown.text()
    expect(svg).toMatch(/<title>shop lead time: [\d.]+ (?:min|h|d) \(last 30 days, n = 3, production\)<\/title>/)
    api.statements.length = 0
    const again = await get('shop/leadTimeForChanges.svg?last=P30D', {
      'if-none-match': shown.headers.get('etag') ?? '',
    })
    expect(again.status).toBe(304)
    expect(api.statements.filter((name) => !inBackground.test(name))).toEqual([])
    for (const path of [
      'shop/other.svg',
      'shop/leadTimeForChanges.svg?last=P9D',
      `${'x'.repeat(400)}/timeToRestore.svg`,
    ])
      expect((await get(path)).status).toBe(404)
  })

  it('is drawn however many a page shows, once for all who look, and says no zero that is none', async () => {
    const seven = [...embedMetrics, ...embedMetrics, 'timeToRestore', 'timeToRestore']
    api.statements.length = 0
    const shown = await Promise.all(seven.map((metric) => get(`shop/${metric}.svg?last=P365D`)))
    expect(shown.map(({ status }) => status)).toEqual(seven.map(() => 200))
    const titles = await Promise.all(shown.map(async (each) => /<title>(.*)<\/title>/.exec(await each.text())?.[1]))
    expect(titles[0]).toMatch(/^shop deployments: under 0\.1 a week \(last 365 days, n = [1-9]\d*, production\)$/)
    expect(titles[3]).toMatch(/^shop recovery time: 30 min \(last 365 days, n = 1, production\)$/)
    const nothing = { value: null, sampleSize: 0, unavailableReason: 'NO_DATA' }
    expect([badgeWords('timeToRestore', nothing), badgeWords('leadTimeForChanges', nothing)]).toEqual([
      'no failures',
      'no data',
    ])
    const exact = { sampleSize: 9, unavailableReason: null }
    expect([0, 1, 300].map((value) => badgeWords('timeToRestore', { value, ...exact }))).toEqual([
      '0 min',
      'under 0.1 min',
      '5 min',
    ])
  })

  it('of a tier is kept once however its name is written', async () => {
    const titleOf = async (environment: string) =>
      /<title>(.*)<\/title>/.exec(await (await get(`shop/timeToRestore.svg?environment=${environment}`)).text())?.[1]
    const title = await titleOf('pRODUCTIOn')
    expect(title).toContain(', production)')
    api.statements.length = 0
    expect(await titleOf('ProDUCtion')).toBe(title)
    expect(api.statements.filter((name) => !inBackground.test(name))).toEqual([])
  })

  it('that failed says so, and is kept for nobody', async () => {
    const rename = (from: string, to: string) => ({ text: `alter table ${from} rename to ${to}`, values: [] })
    await api.db.query(rename('service', 'service_away'))
    const failed = await get('shop/timeToRestore.svg?last=P180D')
    await api.db.query(rename('service_away', 'service'))
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await get('shop/timeToRestore.svg?last=P180D')).status).toBe(200)
  })

  it('is pushed out by the newest alone, and by no name that nobody knows', async () => {
    const drawings = new Drawings<string | null>({ clock: () => now, staysFor: day })
    let drawn = 0
    const ask = (key: string) => drawings.of(key, () => Promise.resolve(String((drawn += 1))))
    await ask('first')
    for (let at = 0; at < 2_000; at += 1) await drawings.of(`unknown ${at}`, () => Promise.resolve(null))
    for (let at = 0; at < 999; at += 1) await ask(`shown ${at}`)
    expect([await ask('first'), drawn]).toEqual(['1', 1_000])
    await ask('one more')
    expect([await ask('shown 0'), await ask('first')]).toEqual(['2', '1002'])
  })

  it('that is not there is asked for each time, together where several ask', async () => {
    const drawings = new Drawings<string | null>({ clock: () => now, staysFor: day })
    let looked = 0
    const look = async () => ((looked += 1) < 2 ? null : 'drawn')
    expect(await Promise.all([drawings.of('one', look), drawings.of('one', look)])).toEqual([null, null])
    expect([await drawings.of('one', look), await drawings.of('one', look), looked]).toEqual(['drawn', 'drawn', 2])
  })

  it('waits for its turn, and not where too many wait', async () => {
    const drawings = new Drawings<number>({ clock: () => now, staysFor: day })
    let open = (): void => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    let working = 0
    const draw = async (): Promise<number> => {
      working += 1
      await gate
      return working
    }
    const asked = Array.from({ length: 104 }, (_, at) => drawings.of(String(at), draw))
    const shared = drawings.of('0', draw)
    expect(working).toBe(4)
    await expect(drawings.of('last', draw)).rejects.toThrow(TooManyDrawings)
    open()
    await Promise.all([...asked, shared])
    expect(working).toBe(104)
  })
})
