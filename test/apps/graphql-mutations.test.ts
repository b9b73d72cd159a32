import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, week } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

async function change<T>(mutation: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { body } = await api.ask(mutation, variables, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  await api.drain()
  return body.data as T
}

interface Payload {
  readonly userErrors: readonly {
    readonly code: string
    readonly field: readonly string[] | null
    readonly message: string
  }[]
}

async function idsOf(service: string): Promise<{ bad: string; first: string; incident: string }> {
  const found = await api.data<{
    deployments: { nodes: { id: string; version: string }[] }
    incidents: { nodes: { id: string }[] }
  }>(
    'query ($s: String!) { deployments(filter: { service: $s, environment: "production" }) { nodes { id version } } incidents(filter: { service: $s }) { nodes { id } } }',
    { s: service },
  )
  const idOf = (version: string): string =>
    found.deployments.nodes.find((node) => node.version.startsWith(version))?.id ?? ''
  return {
    bad: idOf('c2'),
    first: found.deployments.nodes.at(-1)?.id ?? '',
    incident: found.incidents.nodes[0]?.id ?? '',
  }
}

const override = `mutation ($i: OverrideInput!) { overrideCreate(input: $i) { deployment { version } incident { title } userErrors { code field message } } }`
const rate =
  'query ($s: String!, $w: WindowInput!) { service(name: $s) { metrics(window: $w) { changeFailureRate { failed rate failures { nodes { basis deployment { version } } } } deploymentFrequency { count } } } }'

describe('overrideCreate', () => {
  it('moves an incident to another deployment, and overrideRevoke takes that back', async () => {
    const { first, incident } = await idsOf('shop')
    const made = await change<{ overrideCreate: Payload }>(override, {
      i: { incidentId: incident, deploymentId: first, reason: 'a slow leak' },
    })
    expect(made).toMatchObject({
      overrideCreate: { deployment: { version: 'c0c0c0c0c0c0' }, incident: { title: 'Down' }, userErrors: [] },
    })
    expect(await api.data(rate, { s: 'shop', w: { ...week, from: '2026-03-01T00:00:00Z' } })).toMatchObject({
      service: {
        metrics: {
          changeFailureRate: {
            failures: {
              nodes: [{ basis: 'ROLLBACK' }, { basis: 'OVERRIDE', deployment: { version: 'c0c0c0c0c0c0' } }],
            },
          },
        },
      },
    })
    const shown = await api.data<{ incident: { overrides: { id: string }[] } }>(
      'query ($id: ID!) { incident(id: $id) { overrides { id by reason revoked } } }',
      { id: incident },
    )
    expect(shown).toMatchObject({
      incident: { overrides: [{ by: 'admin', reason: 'a slow leak', revoked: false }] },
    })
    const id = shown.incident.overrides[0]?.id
    const revoke = 'mutation ($id: ID!) { overrideRevoke(id: $id, reason: "it was not") { userErrors { code } } }'
    expect(await change(revoke, { id })).toEqual({ overrideRevoke: { userErrors: [] } })
    expect(await change(revoke, { id })).toMatchObject({ overrideRevoke: { userErrors: [{ code: 'REVOKED' }] } })
    expect(await api.data(rate, { s: 'shop', w: week })).toMatchObject({
      service: {
        metrics: {
          changeFailureRate: { failures: { nodes: [{ basis: 'EXPLICIT', deployment: { version: 'c2c2c2c2c2c2' } }] } },
        },
      },
    })
    expect(
      await api.data(
        'query ($id: ID!) { incident(id: $id) { overrides { by reason revoked revokedAt revokedBy revokedReason } } node(id: $o) { id } }'.replace(
          '($id: ID!)',
          '($id: ID!, $o: ID!)',
        ),
        { id: incident, o: id },
      ),
    ).toMatchObject({
      incident: {
        overrides: [
          {
            by: 'admin',
            reason: 'a slow leak',
            revoked: true,
            revokedAt: expect.any(String),
            revokedBy: 'admin',
            revokedReason: 'it was not',
          },
        ],
      },
      node: { id },
    })
  })

  it('settles what a deployment did, that none caused an incident, and what an incident is', async () => {
    const { bad, incident } = await idsOf('cart')
    expect(
      await change(override, { i: { incidentId: incident, noDeployment: true, reason: 'the provider' } }),
    ).toMatchObject({ overrideCreate: { userErrors: [] } })
    expect(await api.data(rate, { s: 'cart', w: week })).toMatchObject({
      service: { metrics: { changeFailureRate: { failures: { nodes: [{ basis: 'ROLLBACK' }] } } } },
    })
    expect(await change(override, { i: { deploymentId: bad, kind: 'REDEPLOY', reason: 'a test' } })).toMatchObject({
      overrideCreate: { userErrors: [] },
    })
    expect(
      await api.data(
        'query ($id: ID!) { deployment(id: $id) { kind computedKind overrideKind overrides { by reason } } }',
        { id: bad },
      ),
    ).toMatchObject({
      deployment: {
        kind: 'REDEPLOY',
        computedKind: 'CODE',
        overrideKind: 'REDEPLOY',
        overrides: [{ by: 'admin', reason: 'a test' }],
      },
    })
    expect(
      await change(override, { i: { incidentId: incident, classification: 'drill', reason: 'practice' } }),
    ).toMatchObject({ overrideCreate: { userErrors: [] } })
    expect(await api.data('query ($id: ID!) { incident(id: $id) { classification } }', { id: incident })).toEqual({
      incident: { classification: 'drill' },
    })
  })

  it.each([
    ['nothing to settle', {}, 'CONTRADICTION'],
    ['an incident alone', { incidentId: 'I' }, 'CONTRADICTION'],
    ['two things at once', { incidentId: 'I', noDeployment: true, classification: 'drill' }, 'CONTRADICTION'],
    ['a kind for an incident', { incidentId: 'I', kind: 'CODE' }, 'CONTRADICTION'],
    ['a classification that is none', { incidentId: 'I', classification: 'bad' }, 'BAD_CLASSIFICATION'],
  ])('tells what to mend: %s', async (_what, input, code) => {
    const { incident } = await idsOf('drum')
    const i = JSON.parse(JSON.stringify({ ...input, reason: 'why' }).replace('"I"', JSON.stringify(incident))) as object
    const made = await change<{ overrideCreate: Payload }>(override, { i })
    expect(made.overrideCreate.userErrors).toMatchObject([{ code, message: expect.any(String) }])
  })

  it('wants a reason, and ids that are there', async () => {
    const { incident } = await idsOf('drum')
    expect(await change(override, { i: { incidentId: incident, noDeployment: true, reason: '  ' } })).toMatchObject({
      overrideCreate: { userErrors: [{ code: 'BAD_REASON', field: ['input', 'reason'] }] },
    })
    const gone = Buffer.from('["Incident","api/gone"]').toString('base64url')
    expect(await change(override, { i: { incidentId: gone, noDeployment: true, reason: 'why' } })).toMatchObject({
      overrideCreate: { userErrors: [{ code: 'NOT_FOUND', field: ['input', 'incidentId'] }] },
    })
  })
})

describe('eventsRecord', () => {
  const record =
    'mutation ($e: [JSON!]!) { eventsRecord(events: $e) { accepted duplicates userErrors { code field message } } }'

  it('records as the event door does: good ones stay when others are refused', async () => {
    const good = {
      type: 'deployment',
      service: 'new',
      environment: 'production',
      version: '1',
      liveAt: '2026-03-10T00:00:00Z',
    }
    const made = await change<{ eventsRecord: Payload }>(record, { e: [good, { ...good, colour: 'red' }, good, 7] })
    expect(made).toMatchObject({
      eventsRecord: {
        accepted: 1,
        duplicates: 1,
        userErrors: [{ code: 'UNKNOWN_FIELD', field: ['events', '1', 'colour'] }, { field: ['events', '3'] }],
      },
    })
    expect(await api.data('{ service(name: "new") { name discovered } }')).toEqual({
      service: { name: 'new', discovered: true },
    })
  })

  it('takes events written into the document too', async () => {
    expect(
      await change(
        'mutation { eventsRecord(events: [{ type: "deployment", service: "inline", environment: "production", version: "1", liveAt: "2026-03-10T00:00:00Z", attributes: { a: 1, b: true } }]) { accepted userErrors { message } } }',
      ),
    ).toEqual({ eventsRecord: { accepted: 1, userErrors: [] } })
  })

  it('refuses too many, and a source that is not the token’s own', async () => {
    expect(await change(record, { e: Array.from({ length: 5_001 }, () => 1) })).toMatchObject({
      eventsRecord: { accepted: 0, userErrors: [{ code: 'TOO_MANY_EVENTS' }] },
    })
    const foreign = {
      type: 'deployment',
      source: 'other',
      service: 'new',
      environment: 'production',
      version: '2',
      liveAt: '2026-03-10T00:00:00Z',
    }
    const { body } = await api.ask(record, { e: [foreign] }, api.tokens.ingest)
    expect(body.data).toMatchObject({ eventsRecord: { accepted: 0, userErrors: [{ code: expect.any(String) }] } })
  })
})

describe('tokens and sources', () => {
  const create =
    'mutation ($n: String!, $s: [String!]!, $e: DateTime) { tokenCreate(name: $n, scopes: $s, expiresAt: $e) { id token userErrors { code field } } }'

  it('tokenCreate refuses what cannot be', async () => {
    expect(await change(create, { n: '', s: ['read'] })).toMatchObject({
      tokenCreate: { token: null, userErrors: [{ code: 'BAD_NAME', field: ['name'] }] },
    })
    expect(await change(create, { n: 'a', s: ['everything'] })).toMatchObject({
      tokenCreate: { token: null, userErrors: [{ code: 'BAD_SCOPE', field: ['scopes'] }] },
    })
    expect(await change(create, { n: 'a', s: [] })).toMatchObject({
      tokenCreate: { userErrors: [{ code: 'BAD_SCOPE' }] },
    })
    expect(await change(create, { n: 'a', s: ['read'], e: '2020-01-01T00:00:00Z' })).toMatchObject({
      tokenCreate: { userErrors: [{ code: 'IN_THE_PAST' }] },
    })
    expect(await change('mutation { tokenRevoke(id: "none") { userErrors { code field } } }')).toEqual({
      tokenRevoke: { userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] },
    })
  })

  it('sourceCreate gives a token that may send for that source, sourceRotateSecret another in its place', async () => {
    const source = 'source { id name system state } url secret userErrors { code field }'
    const made = await change<{ sourceCreate: { secret: string; source: { id: string } } }>(
      `mutation { sourceCreate(system: "events", name: "jenkins") { ${source} } }`,
    )
    expect(made).toMatchObject({
      sourceCreate: {
        source: { name: 'jenkins', system: 'events', state: 'WAITING' },
        url: '/api/events',
        userErrors: [],
      },
    })
    const send = (token: string, version: string): Promise<Response> =>
      fetch(`${api.url}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          type: 'deployment',
          service: 'new',
          environment: 'production',
          version,
          liveAt: '2026-03-11T00:00:00Z',
        }),
      })
    expect((await send(made.sourceCreate.secret, '3')).status).toBe(202)
    await api.drain()
    expect(await api.data('{ sources { name state accepted } }')).toMatchObject({
      sources: expect.arrayContaining([{ name: 'jenkins', state: 'CONNECTED', accepted: 1 }]),
    })
    const again = await change<{ sourceRotateSecret: { secret: string } }>(
      `mutation ($id: ID!) { sourceRotateSecret(id: $id) { ${source} } }`,
      { id: made.sourceCreate.source.id },
    )
    expect((await send(made.sourceCreate.secret, '4')).status).toBe(401)
    expect((await send(again.sourceRotateSecret.secret, '4')).status).toBe(202)
    expect(
      await change('mutation { sourceCreate(system: "events", name: "jenkins") { userErrors { code } } }'),
    ).toEqual({ sourceCreate: { userErrors: [{ code: 'NAME_TAKEN' }] } })
    expect(
      await change(
        'mutation { sourceCreate(system: "spinnaker", name: "spin") { source { id } userErrors { code field } } }',
      ),
    ).toEqual({ sourceCreate: { source: null, userErrors: [{ code: 'NOT_CONFIGURED', field: ['system'] }] } })
    expect(await change('mutation { sourceRotateSecret(id: "none") { userErrors { code } } }')).toEqual({
      sourceRotateSecret: { userErrors: [{ code: 'NOT_FOUND' }] },
    })
  })
})

describe('serviceUpdate', () => {
  const update =
    'mutation ($n: String!, $t: String, $r: String, $p: [String!], $to: String) { serviceUpdate(name: $n, team: $t, repository: $r, paths: $p, newName: $to) { service { name team { name } repository { name } paths discovered } userErrors { code field } } }'

  it('changes team, repository and paths, with effect on the past, and leaves the rest', async () => {
    expect(await change(update, { n: 'echo', t: 'sales', p: ['src/**'] })).toMatchObject({
      serviceUpdate: { service: { team: { name: 'sales' }, paths: ['src/**'], discovered: false }, userErrors: [] },
    })
    expect(await change(update, { n: 'echo', t: null })).toMatchObject({
      serviceUpdate: { service: { team: null, paths: ['src/**'] } },
    })
    expect(await change(update, { n: 'echo', r: 'github.com/acme/echo' })).toMatchObject({
      serviceUpdate: { service: { repository: { name: 'github.com/acme/echo' } } },
    })
    expect(
      await api.data(
        'query ($w: WindowInput!) { service(name: "echo") { metrics(window: $w) { deploymentFrequency { count } } } }',
        { w: week },
      ),
    ).toMatchObject({ service: { metrics: { deploymentFrequency: { count: 2 } } } })
  })

  it('keeps when numbers of the past were moved and why, and of what moves none nothing', async () => {
    const day = 86_400_000
    const [from, to] = [-day, day].map((by) => new Date(Date.now() + by).toISOString())
    const asked =
      'query ($n: String!, $w: WindowInput!) { service(name: $n) { ruleChanges(window: $w) { everyService reasons } } }'
    const changes = async (n: string) =>
      (await api.data<{ service: { ruleChanges: object[] } }>(asked, { n, w: { from, to } })).service.ruleChanges
    const before = await changes('shop')
    await change(update, { n: 'shop', t: 'sales' })
    expect(await changes('shop')).toEqual(before)
    await change(update, { n: 'shop', p: ['shop/**'] })
    // Whoever says the same again, as a pipeline does each night, moves nothing.
    await change(update, { n: 'shop', p: ['shop/**'], t: 'sales' })
    expect(await changes('shop')).toEqual([
      { everyService: false, reasons: ['other paths: other commits are its own'] },
      ...before,
    ])
    await change(update, { n: 'shop', p: [] })
    const past = { from: new Date(Date.now() - 3 * day).toISOString(), to: from }
    expect(await api.data(asked, { n: 'shop', w: past })).toEqual({ service: { ruleChanges: [] } })
  })

  it('tells what to mend', async () => {
    expect(await change(update, { n: 'nobody', t: 'x' })).toMatchObject({
      serviceUpdate: { userErrors: [{ code: 'NOT_FOUND', field: ['name'] }] },
    })
    expect(await change(update, { n: 'echo', r: 'https://x' })).toMatchObject({
      serviceUpdate: { userErrors: [{ code: 'BAD_REPOSITORY' }] },
    })
    expect(await change(update, { n: 'echo', p: [''] })).toMatchObject({
      serviceUpdate: { userErrors: [{ code: 'BAD_PATHS' }] },
    })
    expect(await change(update, { n: 'echo', to: 'shop' })).toMatchObject({
      serviceUpdate: { service: null, userErrors: [{ code: 'NAME_TAKEN', field: ['newName'] }] },
    })
  })
})
