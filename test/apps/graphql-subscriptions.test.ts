import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { DAY, HOUR } from '#domain/instant'
import { sql } from '#storage/sql'
import { type Api, shortWeek, startApi } from '../support/graphql-api.ts'
import { type Heard, hear, openSocket } from '../support/graphql-socket.ts'
import { until } from '../support/leadline-process.ts'

let api: Api
let now = Date.parse('2026-03-20T00:00:00Z')

beforeAll(async () => {
  api = await startApi(() => now)
  await api.tell(...shortWeek('shop'), ...shortWeek('cart'))
})
afterAll(() => api.close())

const question = `subscription ($service: String, $environment: String) {
  deploymentRecorded(service: $service, environment: $environment) { version service { name } environment { name } previous { version } }
}`

function deployment(service: string, version: string, environment = 'production'): object {
  return { type: 'deployment', service, environment, version, liveAt: '2026-03-10T09:00:00Z' }
}

/** Waits until the server has taken a subscription up: it answers questions of one connection in their order. */
async function taken(client: ReturnType<typeof openSocket>): Promise<void> {
  await client.iterate({ query: '{ services(first: 500) { nodes { environments { name } } } }' }).next()
}

function versions(heard: Heard): string[] {
  return heard.values.map((value) => (value as { deploymentRecorded: { version: string } }).deploymentRecorded.version)
}

describe('deploymentRecorded', () => {
  it('tells of each deployment as it is recorded, with all that can be asked of it', async () => {
    const client = openSocket(api.url, api.tokens.read)
    const heard = hear(client, question)
    await taken(client)
    await api.tell(deployment('shop', 'v5'))
    await until('the deployment', 20, async () => (versions(heard).includes('v5') ? true : null))
    expect(heard.values.at(-1)).toEqual({
      deploymentRecorded: {
        version: 'v5',
        service: { name: 'shop' },
        environment: { name: 'production' },
        previous: { version: 'c3c3c3c3c3c3' },
      },
    })
    await client.dispose()
  })

  it('asks of each deployment at the moment at which it is told, however long it lasts', async () => {
    const client = openSocket(api.url, api.tokens.read)
    const heard = hear(
      client,
      'subscription { deploymentRecorded(service: "cart") { version service { metrics(window: { last: "P3D" }) { deploymentFrequency { count } } } } }',
    )
    await taken(client)
    for (const [index, version] of ['v50', 'v51'].entries()) {
      now += DAY
      await api.tell({ ...deployment('cart', version), liveAt: new Date(now - HOUR).toISOString() })
      await until('the deployment', 20, async () => (versions(heard).includes(version) ? true : null))
      expect(heard.values.at(-1)).toMatchObject({
        deploymentRecorded: { service: { metrics: { deploymentFrequency: { count: index + 1 } } } },
      })
    }
    await client.dispose()
  })

  it('tells of one service and one environment where that is asked', async () => {
    const client = openSocket(api.url, api.tokens.read)
    const ofCart = hear(client, question, { service: 'cart' })
    const ofProduction = hear(client, question, { environment: 'production' })
    await taken(client)
    await api.tell(deployment('shop', 'v6'), deployment('shop', 'v7', 'staging'), deployment('cart', 'v8'))
    await until('the deployments', 20, async () =>
      versions(ofCart).includes('v8') && versions(ofProduction).includes('v8') && versions(ofProduction).includes('v6')
        ? true
        : null,
    )
    expect(versions(ofCart)).not.toContain('v6')
    expect(versions(ofProduction)).not.toContain('v7')
    await client.dispose()
  })

  it('ends when it is stopped, and leaves nothing behind', async () => {
    const client = openSocket(api.url, api.tokens.read)
    for (let round = 0; round < 250; round += 1) {
      const heard = hear(client, question)
      await taken(client)
      expect(heard.errors).toEqual([])
      heard.stop()
    }
    await client.dispose()
  })

  it('is held open at most a hundred times by one token', async () => {
    const client = openSocket(api.url, await api.token('read'))
    const many = Array.from({ length: 103 }, () => hear(client, question))
    await until('refusals', 20, async () => (many.filter((heard) => heard.ended).length === 3 ? true : null))
    expect(many.flatMap((heard) => heard.errors)).toMatchObject(
      Array.from({ length: 3 }, () => ({ extensions: { code: 'TOO_LARGE' } })),
    )
    await client.dispose()
  })

  it.each([
    ['an unknown service', { service: 'nobody' }, 'UNKNOWN_SERVICE'],
    ['an unknown environment', { environment: 'nowhere' }, 'UNKNOWN_ENVIRONMENT'],
  ])('is refused for %s', async (_what, variables, code) => {
    const client = openSocket(api.url, api.tokens.read)
    const heard = hear(client, question, variables)
    await until('a refusal', 10, async () => (heard.ended ? true : null))
    expect(heard.errors).toMatchObject([{ path: ['deploymentRecorded'], extensions: { code } }])
    await client.dispose()
  })

  it.each([
    ['moments', '$t: DateTime!', 'asOf: $t', { t: '2026-03-15T00:00:00Z' }],
    ['a rule of blame', '$s: [FailureSign!]', 'definition: { failureSigns: $s }', { s: ['ROLLBACK'] }],
    ['the whole definition', '$d: DefinitionInput', 'definition: $d', { d: { failureSigns: 'ROLLBACK' } }],
  ])(
    'is refused where it would cost too much by %s that stand in its variables',
    async (_w, sent, asked, variables) => {
      const replays = Array.from(
        { length: 99 },
        (_, n) => `a${n}: metrics(window: { last: "P3D" }, ${asked}) { deploymentFrequency { count } }`,
      )
      const client = openSocket(api.url, api.tokens.read)
      const heard = hear(
        client,
        `subscription (${sent}) { deploymentRecorded { service { ${replays.join(' ')} } } }`,
        variables,
      )
      await until('a refusal', 10, async () => (heard.ended ? true : null))
      expect(heard.errors).toMatchObject([{ extensions: { code: 'TOO_COSTLY' } }])
      await client.dispose()
    },
  )

  it('is refused where pages would be too large by its variables', async () => {
    const nested =
      'service { deployments(first: $n) { nodes { service { deployments(first: $n) { nodes { version service { name } } } } } } }'
    const client = openSocket(api.url, api.tokens.read)
    const heard = hear(client, `subscription ($n: Int) { deploymentRecorded { ${nested} } }`, { n: 500 })
    await until('a refusal', 10, async () => (heard.ended ? true : null))
    expect(heard.errors).toMatchObject([{ extensions: { code: 'TOO_COSTLY' } }])
    await client.dispose()
  })

  it('is refused without a line in the log: nobody has to mend what its asker can', async () => {
    const before = api.logged.length
    const client = openSocket(api.url, api.tokens.read)
    const heard = hear(client, question, { service: 'nobody' })
    await until('a refusal', 10, async () => (heard.ended ? true : null))
    await client.dispose()
    expect((await api.ask('{ coverage(service: "nobody") { deployments } }')).body.errors).toHaveLength(1)
    expect(api.logged.slice(before)).toEqual([])
  })

  it('that fails by our fault is masked, and logged once, under the id that the asker sees', async () => {
    const before = api.logged.length
    const client = openSocket(api.url, api.tokens.read)
    await api.db.query(sql`alter table environment rename to environment_away`)
    const heard = hear(client, question)
    try {
      await until('a refusal', 10, async () => (heard.ended ? true : null))
    } finally {
      await api.db.query(sql`alter table environment_away rename to environment`)
    }
    await client.dispose()
    expect(heard.errors).toMatchObject([{ extensions: { code: 'INTERNAL', id: expect.any(String) } }])
    expect(JSON.stringify(heard.errors)).not.toMatch(/relation|does not exist/)
    const [error] = heard.errors as { extensions: { id: string } }[]
    expect(api.logged.slice(before)).toEqual([expect.stringContaining(error?.extensions.id ?? 'no id')])
  })

  it('ends soon after its token was revoked', async () => {
    const made = await api.ask(
      'mutation { tokenCreate(name: "short", scopes: ["read"]) { id token } }',
      {},
      api.tokens.admin,
    )
    const { id, token } = (made.body.data as { tokenCreate: { id: string; token: string } }).tokenCreate
    const client = openSocket(api.url, token)
    const heard = hear(client, question)
    await taken(client)
    await api.ask('mutation ($id: ID!) { tokenRevoke(id: $id) { token } }', { id }, api.tokens.admin)
    await api.tell(deployment('shop', 'v9'))
    await until('the end', 20, async () => (heard.ended ? true : null))
    expect(versions(heard)).not.toContain('v9')
    await client.dispose()
  })
})

describe('by HTTP', () => {
  it('is refused with what serves it', async () => {
    const { status, body } = await api.ask('subscription { deploymentRecorded { version } }')
    expect(status).toBe(400)
    expect(body).toMatchObject({
      data: null,
      errors: [
        { message: expect.stringContaining('over WebSocket (graphql-ws)'), extensions: { code: 'BAD_USER_INPUT' } },
      ],
    })
  })
})

describe('a WebSocket', () => {
  const address = (): string => `${api.url.replace('http', 'ws')}/graphql`
  const init = (): string =>
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${api.tokens.read}` } })

  it('that does not say who it is is closed with 4408, though it pings', async () => {
    const silent = new WebSocket(address(), 'graphql-transport-ws')
    const pinging = new WebSocket(address(), 'graphql-transport-ws')
    const codes = [silent, pinging].map(
      (socket) => new Promise((resolve) => socket.once('close', (code) => resolve(code))),
    )
    pinging.on('open', () => pinging.send('{"type":"ping"}'))
    pinging.on('message', () => pinging.ping())
    pinging.on('pong', () => pinging.ping())
    expect(await Promise.all(codes)).toEqual([4408, 4408])
  })

  it('that said who it is stays open', async () => {
    const socket = new WebSocket(address(), 'graphql-transport-ws')
    let closed: number | null = null
    socket.once('close', (code) => {
      closed = code
    })
    socket.once('open', () => socket.send(init()))
    const silent = new WebSocket(address(), 'graphql-transport-ws')
    await new Promise((resolve) => silent.once('close', resolve))
    expect(closed).toBeNull()
    socket.close()
  })

  it('that says who it is twice is closed with 4429', async () => {
    const socket = new WebSocket(address(), 'graphql-transport-ws')
    const code = new Promise((resolve) => socket.once('close', resolve))
    socket.once('open', () => [init(), init()].forEach((text) => socket.send(text)))
    expect(await code).toBe(4429)
  })

  it.each([
    '{',
    '[]',
    '"text"',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ x"}}',
    '{"type":"constructor"}',
    '{"__proto__":{"a":1},"type":"ping"}',
    'null',
  ])('that says %s harms nobody', async (message) => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(message)
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${api.tokens.read}` } }))
    socket.send(JSON.stringify({ type: 'subscribe', id: '2', payload: { query: 7 } }))
    socket.send(
      JSON.stringify({ type: 'subscribe', id: '3', payload: { query: { kind: 'Document', definitions: [] } } }),
    )
    socket.send(JSON.stringify({ type: 'subscribe', id: '4' }))
    const said = await new Promise<string>((resolve) => {
      const texts: string[] = []
      socket.on('message', (data) => texts.push((data as Buffer).toString()))
      socket.on('close', () => resolve(texts.join('\n')))
      setTimeout(() => socket.close(), 200)
    })
    expect(said).not.toMatch(/node_modules/)
    expect((await api.ask('{ ingest { pending } }')).status).toBe(200)
  })
})
