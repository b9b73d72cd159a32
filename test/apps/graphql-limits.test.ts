import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, shortWeek, startApi } from '../support/graphql-api.ts'
import { openSocket } from '../support/graphql-socket.ts'

const now = Date.parse('2026-03-20T00:00:00Z')
let api: Api

beforeAll(async () => {
  api = await startApi(() => now)
  await api.tell(...shortWeek('shop'))
})
afterAll(() => api.close())

/** One question over a WebSocket: its answer, or the errors that it was refused with. */
async function askByWebSocket(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const client = openSocket(api.url, api.tokens.read)
  try {
    return await new Promise((resolve) => {
      let answer: unknown = null
      const sink = {
        next: (value: unknown) => {
          answer = value
        },
        error: (error: unknown) => resolve({ errors: error }),
        complete: () => resolve(answer),
      }
      client.subscribe({ query, variables }, sink)
    })
  } finally {
    await client.dispose()
  }
}

async function askByHttp(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  return (await api.ask(query, variables)).body
}

function codesOf(answer: unknown): unknown[] {
  return ((answer as Answer['body']).errors ?? []).map((error) => error.extensions?.['code'])
}

const deep = `{ service(name: "shop") { deployments { nodes ${'{ previous '.repeat(20)}{ version }${' }'.repeat(20)} } } }`
const wide = `{ ${Array.from({ length: 120 }, (_, index) => `a${index}: ingest { pending }`).join(' ')} }`
const long = `{ ${'ingest { pending } '.repeat(1_000)} }`
const longer = `# ${'x'.repeat(40_000)}\n{ ingest { pending } }`
const bomb = [
  'query { ...f0 }',
  ...Array.from({ length: 20 }, (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`),
  'fragment f20 on Query { ingest { pending } }',
].join('\n')
const costly =
  'query ($n: Int!) { deployments(filter: {}, first: $n) { nodes { changes(first: $n) { nodes { commits(first: $n) { nodes { sha } } } } } } }'

describe.each([
  ['HTTP', askByHttp],
  ['WebSocket', askByWebSocket],
])('by %s', (transport, ask) => {
  it('a plain question is answered, again when it was compiled', async () => {
    for (const _ of [1, 2, 3]) {
      expect(await ask('{ ingest { pending } }')).toMatchObject({
        data: { ingest: { pending: 0 } },
        extensions: { cost: { asked: 1, limit: 50_000 } },
      })
    }
  })

  it('a document that nests too deep is refused', async () => {
    expect(codesOf(await ask(deep))).toContain('TOO_DEEP')
  })

  it('a document with too many aliases is refused', async () => {
    expect(codesOf(await ask(wide))).toContain('TOO_COSTLY')
  })

  it('a document with too many tokens is refused', async () => {
    expect((await ask(long)) as Answer['body']).toMatchObject({
      errors: [{ message: expect.stringContaining('tokens') }],
    })
  })

  it('a document with too many characters is refused', async () => {
    expect(codesOf(await ask(longer))).toEqual(['TOO_LARGE'])
  })

  it('fragments that unfold into very many fields are refused, and soon', async () => {
    const begun = performance.now()
    expect(codesOf(await ask(bomb))).toContain('TOO_COSTLY')
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('a question that costs too much is refused before it is run, by its variables', async () => {
    expect(await ask(costly, { n: 2 })).toMatchObject({ data: { deployments: { nodes: expect.any(Array) } } })
    api.statements.length = 0
    const refused = await ask(costly, { n: 100 })
    expect(codesOf(refused)).toEqual(['TOO_COSTLY'])
    expect(refused).toMatchObject({ errors: [{ extensions: { cost: { asked: expect.any(Number), limit: 50_000 } } }] })
    expect(api.statements.filter((name) => name === 'deployments')).toEqual([])
    expect(codesOf(await ask(costly, { n: 100 }))).toEqual(['TOO_COSTLY'])
  })

  it.each([0, -1, 101, 1_000_000])('a page of %i is refused', async (n) => {
    const answer = await ask('query ($n: Int!) { deployments(filter: {}, first: $n) { totalCount } }', { n })
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_PAGE_SIZE', field: 'first' } }] })
  })

  it.each([
    ['services', 500],
    ['teams', 100],
    ['alerts', 100],
  ])('a page of %s holds at most %i', async (field, limit) => {
    const question = `query ($n: Int!) { ${field}(first: $n) { totalCount } }`
    expect(codesOf(await ask(question, { n: limit }))).toEqual([])
    expect(codesOf(await ask(question, { n: limit + 1 }))).toEqual(['BAD_PAGE_SIZE'])
  })

  it('what does not parse or does not fit the schema is refused with its place', async () => {
    expect(await ask('{ ingest { pending ')).toMatchObject({
      errors: [{ message: expect.stringMatching(/^Syntax Error/) }],
    })
    const unknown = await ask('{ ingest { colour } }')
    expect(unknown).toMatchObject({ errors: [{ message: expect.stringContaining('colour') }] })
    expect(JSON.stringify(unknown)).not.toContain('node_modules')
  })

  it('a syntax tree in place of text is refused', async () => {
    expect(await ask('{"kind":"Document","definitions":[]}')).toMatchObject({ errors: [{}] })
  })

  it('of several operations in a document one is taken by its name, or none', async () => {
    const both = 'query A { ingest { pending } } query B { teams { totalCount } }'
    if (transport === 'WebSocket') {
      expect(JSON.stringify(await ask(both))).toContain('errors')
      return
    }
    for (const [operationName, data] of [
      ['A', { ingest: { pending: 0 } }],
      ['B', { teams: { totalCount: 0 } }],
      ['A', { ingest: { pending: 0 } }],
      ['B', { teams: { totalCount: 0 } }],
    ] as const) {
      const response = await post({ query: both, operationName })
      expect(await response.json()).toMatchObject({ data })
    }
    expect(await (await post({ query: both, operationName: 'C' })).json()).toMatchObject({ data: null, errors: [{}] })
    expect(await (await post({ query: both })).json()).toMatchObject({ data: null, errors: [{}] })
  })
})

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tokens.read}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

describe('by HTTP alone', () => {
  it('a list of questions is refused', async () => {
    const response = await post([{ query: '{ ingest { pending } }' }])
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ data: null, errors: [{}] })
  })

  it.each(['GET', 'PUT', 'DELETE', 'HEAD'])('%s is refused', async (method) => {
    const response = await fetch(`${api.url}/graphql?query=${encodeURIComponent('{ ingest { pending } }')}`, {
      method,
      headers: { authorization: `Bearer ${api.tokens.read}` },
    })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/graphql'])(
    'a body of type %s is refused',
    async (type) => {
      const response = await post('query={ingest{pending}}', { 'content-type': type })
      expect(response.status).toBe(415)
      expect(await response.json()).toMatchObject({ errors: [{ message: 'Send Content-Type application/json.' }] })
    },
  )

  it('a body that is no JSON, or has no document, is refused without a trace of our insides', async () => {
    for (const body of [
      '{',
      '"text"',
      'null',
      '{}',
      '{"query":1}',
      '{"query":""}',
      '{"query":"{ ingest { pending } }","variables":"no"}',
      '{"__proto__":{"a":1},"query":"{ x }"}',
    ]) {
      const response = await post(body)
      const text = await response.text()
      expect(response.status, body).toBe(400)
      expect(text, body).not.toMatch(/node_modules|\bat .*\.[jt]s/)
    }
  })

  it('a body beyond the limit is refused', async () => {
    const response = await post(
      JSON.stringify({ query: '{ ingest { pending } }', variables: { a: 'x'.repeat(11_000_000) } }),
    )
    expect(response.status).toBe(413)
  })

  it('there is no GraphiQL of Mercurius, which loads from elsewhere', async () => {
    const response = await fetch(`${api.url}/graphiql`)
    expect(await response.text()).not.toContain('unpkg')
  })
})

describe('a subscription', () => {
  it.each([
    [
      'that nests too deep',
      `subscription { deploymentRecorded ${'{ previous '.repeat(20)}{ version }${' }'.repeat(20)} }`,
      'TOO_DEEP',
    ],
    [
      'that costs too much',
      'subscription { deploymentRecorded { changes(first: 100) { nodes { commits(first: 100) { nodes { sha } } deployments { changes(first: 100) { nodes { id } } } } } } }',
      'TOO_COSTLY',
    ],
    ['that does not fit the schema', 'subscription { deploymentRecorded { colour } }', undefined],
  ])('%s is refused', async (_what, query, code) => {
    const answer = await askByWebSocket(query)
    expect(answer).toMatchObject({ errors: [{ message: expect.any(String) }] })
    if (code !== undefined) expect(codesOf(answer)).toEqual([code])
  })
})
