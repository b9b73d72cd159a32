import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, shortWeek, startApi, week } from '../support/graphql-api.ts'

let api: Api

/** When each event of the short week was recorded: at the latest time that it speaks of. */
function recorded(event: object): object {
  const times = Object.entries(event)
    .filter(([name]) => name === 'at' || name.endsWith('At'))
    .map(([, time]) => time as string)
  return { ...event, recordedAt: times.toSorted().at(-1) }
}

const check = {
  type: 'build',
  service: 'shop',
  sha: 'c1'.repeat(20),
  name: 'ci',
  startedAt: '2026-03-02T09:10:00Z',
  finishedAt: '2026-03-02T09:20:00Z',
  phase: 'pre_merge',
}

beforeAll(async () => {
  api = await startApi(() => Date.now())
  await api.tell(...[...shortWeek('shop'), ...shortWeek('cart'), check].map(recorded))
}, 60_000)
afterAll(() => api?.close())

const head = 'sampleSize provisional unavailableReason coverage definition { rulesVersion text }'
const metrics = `
  deploymentFrequency { ${head} count perDay daysSinceLast byKind { kind count } series(by: DAY) { count } deployments { nodes { version kind } } }
  leadTimeForChanges { ${head} medianSeconds p75Seconds pending { count } series(by: WEEK) { medianSeconds } samples { nodes { seconds } } }
  changeFailureRate { ${head} rate failed deployments confirmedRate series(by: WEEK) { rate } failures { nodes { basis deployment { version } } } }
  timeToRestore { ${head} medianSeconds openCount impactSeconds allIncidentsCount series(by: WEEK) { medianSeconds } }
  deploymentReworkRate { ${head} rate rework series(by: WEEK) { rate } }
  checks { sampleSize p50Seconds rerunShare unavailableReason } flags { code count }`
const question = `query ($s: String!, $w: WindowInput!, $a: DateTime, $d: DefinitionInput) { service(name: $s) { metrics(window: $w, asOf: $a, definition: $d) { ${metrics} } } }`

type Numbers = Readonly<Record<string, Readonly<Record<string, unknown>>>>

async function numbers(how: Readonly<Record<string, unknown>> = {}): Promise<Numbers> {
  const { service } = await api.data<{ service: { metrics: Numbers } }>(question, { s: 'shop', w: week, ...how })
  return service.metrics
}

/** A moment after all that was told so far, and before all that is told next. */
async function moment(): Promise<string> {
  await api.drain()
  const [row] = await api.db.query<{ at: number }>({ text: 'select clock_timestamp() as at', values: [] })
  return new Date((row?.at ?? 0) + 1).toISOString()
}

async function change<T>(mutation: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
  const { body } = await api.ask(mutation, variables, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  await api.drain()
  return body.data as T
}

const create = 'mutation ($i: OverrideInput!) { overrideCreate(input: $i) { userErrors { code field message } } }'
const revoke =
  'mutation ($id: ID!, $r: String!) { overrideRevoke(id: $id, reason: $r) { userErrors { code field message } } }'
const list =
  'query ($n: Int, $after: String) { overrides(first: $n, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id by reason settles revoked revokedBy revokedReason revokedAt } } }'

const linked = 'incidents incidentsLinked gaps { kind }'
const covered = `query ($w: WindowInput!) { coverage(service: "shop", window: $w) { ${linked} } coverageOfStreams(window: $w) { nodes { service { name } ${linked} } } }`

interface Gaps {
  readonly gaps: readonly { readonly kind: string }[]
}

interface Covered {
  readonly coverage: Gaps
  readonly coverageOfStreams: {
    readonly nodes: readonly (Gaps & { readonly service: { readonly name: string } })[]
  }
}

interface Listed {
  readonly overrides: {
    readonly totalCount: number
    readonly pageInfo: { readonly endCursor: string }
    readonly nodes: readonly { readonly id: string; readonly reason: string }[]
  }
}

async function listed(): Promise<Listed['overrides']> {
  return (await api.data<Listed>(list, { n: 100 })).overrides
}

async function idOf(kind: 'deployments' | 'incidents', service: string, version = ''): Promise<string> {
  const where = kind === 'deployments' ? ', environment: "production"' : ''
  const found = await api.data<Record<string, { nodes: { id: string; version?: string }[] }>>(
    `{ ${kind}(filter: { service: "${service}"${where} }) { nodes { id ${kind === 'deployments' ? 'version' : ''} } } }`,
  )
  return found[kind]?.nodes.find((node) => (node.version ?? '').startsWith(version))?.id ?? ''
}

describe('a correction', () => {
  it('moves the numbers of an old window at once, and the answer before it is found as of its moment', async () => {
    const before = await numbers()
    expect(await numbers()).toEqual(before)
    const then = await moment()
    const i = { deploymentId: await idOf('deployments', 'shop', 'c2'), kind: 'REDEPLOY', reason: 'the same build' }
    expect(await change(create, { i })).toEqual({ overrideCreate: { userErrors: [] } })
    const after = await numbers()
    expect(after).toMatchObject({
      deploymentFrequency: { count: Number(before['deploymentFrequency']?.['count']) - 1 },
    })
    expect(after['deploymentFrequency']?.['series']).not.toEqual(before['deploymentFrequency']?.['series'])
    expect(after['changeFailureRate']).not.toEqual(before['changeFailureRate'])
    expect(await numbers({ a: then })).toEqual(before)
    expect(await numbers({ a: await moment() })).toEqual(after)
    const { nodes } = await listed()
    expect(nodes).toMatchObject([
      { by: 'admin', reason: 'the same build', settles: 'deployment shop-2 is of kind REDEPLOY', revoked: false },
    ])
    const corrected = await moment()
    const id = nodes[0]?.id
    expect(await change(revoke, { id, r: 'it was not' })).toEqual({ overrideRevoke: { userErrors: [] } })
    expect(await numbers()).toEqual(before)
    expect(await numbers({ a: corrected })).toEqual(after)
    expect((await listed()).nodes).toMatchObject([
      { by: 'admin', reason: 'the same build', revoked: true, revokedBy: 'admin', revokedReason: 'it was not' },
    ])
  })

  it('gives way to a later one of the same thing; both stay listed, and the earlier stands again', async () => {
    const incident = await idOf('incidents', 'shop')
    const before = await numbers()
    const event = { type: 'override', id: 'moved', at: new Date().toISOString(), by: 'ada', reason: 'the repair' }
    await api.tell({ ...event, incidentId: 'shop-outage', deploymentId: 'shop-4' })
    const moved = await numbers()
    expect(moved).not.toEqual(before)
    await change(create, { i: { incidentId: incident, noDeployment: true, reason: 'the provider' } })
    const none = await numbers()
    expect([before, moved]).not.toContainEqual(none)
    const found = ['true', 'false'].map(
      (corrected, index) =>
        `n${index}: incidents(filter: { service: "shop", environment: "production", corrected: ${corrected} }) { totalCount nodes { failures { id } overrides { settles } } }`,
    )
    const settles = ['deployment shop-4 caused incident “Down”', 'no deployment caused incident “Down”'].map(
      (said) => ({ settles: said }),
    )
    expect(await api.data(`{ ${found.join(' ')} }`)).toEqual({
      n0: { totalCount: 1, nodes: [{ failures: [], overrides: settles }] },
      n1: { totalCount: 0, nodes: [] },
    })
    for (const metric of ['changeFailureRate', 'timeToRestore']) expect(none[metric]?.['coverage']).toBe(1)
    const { coverage, coverageOfStreams } = await api.data<Covered>(covered, { w: week })
    const ofShop = coverageOfStreams.nodes.find(({ service }) => service.name === 'shop')
    for (const of of [coverage, ofShop]) {
      expect(of).toMatchObject({ incidents: 1, incidentsLinked: 1 })
      expect(of?.gaps.map(({ kind }) => kind)).not.toContain('UNLINKED_INCIDENT')
    }
    const { nodes } = await listed()
    expect(nodes.slice(0, 2).map(({ reason }) => reason)).toEqual(['the provider', 'the repair'])
    const [later, earlier] = nodes.map(({ id }) => id)
    await change(revoke, { id: later, r: 'no' })
    expect(await numbers()).toEqual(moved)
    await change(revoke, { id: earlier, r: 'no' })
    expect(await numbers()).toEqual(before)
  })

  it('that posted statements make and take back keeps its author', async () => {
    const before = await numbers()
    const event = { type: 'override', id: 'O1', at: '2026-03-05T00:00:00Z', incidentId: 'shop-outage' }
    await api.tell({ ...event, by: 'ada', reason: 'practice', classification: 'drill' })
    expect(await numbers()).not.toEqual(before)
    await api.tell({ ...event, by: 'ben', reason: 'it was real', revoked: true, updatedAt: '2026-03-06T00:00:00Z' })
    expect(await numbers()).toEqual(before)
    expect((await listed()).nodes.find(({ reason }) => reason === 'practice')).toMatchObject({
      by: 'ada',
      settles: 'incident shop-outage is a drill',
      revokedAt: '2026-03-06T00:00:00.000Z',
      revokedBy: 'ben',
      revokedReason: 'it was real',
    })
  })

  it.each([
    ['a deployment of another service', { incidentId: 'shop', deploymentId: 'cart' }, 'CONTRADICTION', 'deploymentId'],
    ['a service that nobody knows', { incidentId: 'shop', service: 'nobody' }, 'NOT_FOUND', 'service'],
    ['a deployment and none', { incidentId: 'shop', deploymentId: 'shop', noDeployment: true }, 'CONTRADICTION', null],
    ['a kind of nothing', { kind: 'CODE' }, 'CONTRADICTION', null],
    ['nothing', {}, 'CONTRADICTION', null],
  ])('of %s is refused and changes nothing', async (_what, given, code, field) => {
    const { totalCount } = await listed()
    const { incidentId, deploymentId, ...rest } = given as { incidentId?: string; deploymentId?: string }
    const i = {
      ...rest,
      ...(incidentId === undefined ? {} : { incidentId: await idOf('incidents', incidentId) }),
      ...(deploymentId === undefined ? {} : { deploymentId: await idOf('deployments', deploymentId, 'c2') }),
      reason: 'why',
    }
    expect(await change(create, { i })).toMatchObject({
      overrideCreate: {
        userErrors: [{ code, field: field === null ? ['input'] : ['input', field], message: expect.any(String) }],
      },
    })
    expect((await listed()).totalCount).toBe(totalCount)
  })

  it('that lays an incident to a deployment which began after it opened is refused, and says why', async () => {
    const [incidentId, deploymentId] = [await idOf('incidents', 'shop'), await idOf('deployments', 'shop', 'c3')]
    expect(await change(create, { i: { incidentId, deploymentId, reason: 'the repair' } })).toMatchObject({
      overrideCreate: {
        userErrors: [
          {
            code: 'CONTRADICTION',
            field: ['input', 'deploymentId'],
            message: expect.stringContaining(
              'opened at 2026-03-03T09:20:00.000Z, before the deployment began at 2026-03-03T16:00:00.000Z',
            ),
          },
        ],
      },
    })
  })

  it('that is not there can be neither made nor taken back', async () => {
    const unknown = (type: string, ...parts: string[]): string =>
      Buffer.from(JSON.stringify([type, ...parts])).toString('base64url')
    const deploymentId = unknown('Deployment', 'shop', 'production', 'deployment|api|gone')
    expect(await change(create, { i: { deploymentId, kind: 'CODE', reason: 'why' } })).toMatchObject({
      overrideCreate: { userErrors: [{ code: 'NOT_FOUND', field: ['input', 'deploymentId'] }] },
    })
    expect(await change(revoke, { id: unknown('Override', 'gone'), r: 'why' })).toMatchObject({
      overrideRevoke: { userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] },
    })
    const id = (await listed()).nodes[0]?.id
    expect(await change(revoke, { id, r: 'again' })).toMatchObject({
      overrideRevoke: { userErrors: [{ code: 'REVOKED', field: ['id'] }] },
    })
  })

  it('is listed page by page, and a cursor of another list is refused', async () => {
    const first = (await api.data<Listed>(list, { n: 2 })).overrides
    const rest = (await api.data<Listed>(list, { n: 100, after: first.pageInfo.endCursor })).overrides
    expect([...first.nodes, ...rest.nodes]).toEqual((await listed()).nodes)
    const other = 'query ($after: String) { incidents(filter: {}, after: $after) { totalCount } }'
    expect((await api.ask(other, { after: first.pageInfo.endCursor })).body).toMatchObject({
      errors: [{ extensions: { code: 'BAD_CURSOR', field: 'after' } }],
    })
  })
})

describe('an answer as of a moment', () => {
  it('stays what it was after a late event and another name', async () => {
    const before = await numbers()
    const then = await moment()
    await api.tell({
      type: 'deployment',
      id: 'shop-late',
      service: 'shop',
      environment: 'production',
      version: 'late',
      finishedAt: '2026-03-06T12:00:00Z',
      outcome: 'succeeded',
    })
    expect(await numbers()).not.toEqual(before)
    expect(await numbers({ a: then })).toEqual(before)
    await change('mutation { serviceUpdate(name: "shop", newName: "store") { userErrors { code } } }', {})
    expect(await numbers({ s: 'store', a: then })).toEqual(before)
    expect(await numbers({ a: then })).toEqual(before)
  })

  it('takes presets, windows that end later, and a moment before anything', async () => {
    for (const preset of ['GITLAB', 'DATADOG', 'DEVLAKE']) {
      const now = await numbers({ d: { preset } })
      expect(await numbers({ d: { preset }, a: await moment() })).toEqual(now)
    }
    const during = await numbers({ a: '2026-03-03T12:00:00Z' })
    expect(during).toMatchObject({ deploymentFrequency: { count: 1, provisional: true }, checks: { sampleSize: 1 } })
    expect(await numbers({ a: '2026-03-16T00:00:00Z' })).toMatchObject({ changeFailureRate: { provisional: false } })
    expect(await numbers({ a: '2001-01-01T00:00:00Z' })).toMatchObject({
      deploymentFrequency: { count: 0, definition: { rulesVersion: expect.any(String) } },
      leadTimeForChanges: { medianSeconds: null },
      changeFailureRate: { rate: null },
      timeToRestore: { medianSeconds: null },
      deploymentReworkRate: { rate: null },
      checks: { sampleSize: 0, unavailableReason: 'NO_DATA' },
    })
  })
})
