import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dump } from '../support/ingest.ts'
import { type Api, shortWeek, startApi, week } from '../support/graphql-api.ts'

let api: Api

beforeAll(async () => {
  api = await startApi(() => Date.now())
  const early = {
    type: 'incident',
    id: 'slow',
    service: 'shop',
    title: 'Slow carts',
    openedAt: '2026-03-03T09:30:00Z',
    resolvedAt: '2026-03-03T11:00:00Z',
  }
  const between = {
    type: 'deployment',
    id: 'shop-between',
    service: 'shop',
    environment: 'production',
    outcome: 'succeeded',
    sha: 'c1'.repeat(20),
    finishedAt: '2026-03-02T16:00:00Z',
  }
  await api.tell(...shortWeek('shop'), ...shortWeek('cart'), early, between)
}, 60_000)
afterAll(() => api?.close())

const head = 'sampleSize provisional unavailableReason coverage'
const metrics = `
  deploymentFrequency { ${head} count perDay daysSinceLast byKind { kind count } series(by: DAY) { count } deployments { nodes { version kind } } interval { low high } }
  leadTimeForChanges { ${head} medianSeconds p75Seconds meanSeconds pending { count } series(by: WEEK) { medianSeconds } samples { nodes { seconds } } interval { low high } }
  changeFailureRate { ${head} rate failed deployments confirmedRate byTimeAloneExpectedByChance rolledPast { version } series(by: WEEK) { rate } failures { nodes { basis confidence seconds deployment { version } incidents { title } } } interval { low high } }
  timeToRestore { ${head} medianSeconds meanSeconds openCount impactSeconds allIncidentsCount allIncidentsMedianSeconds byRemedy { remedy count medianSeconds } }
  deploymentReworkRate { ${head} rate rework deployments series(by: WEEK) { rate } }
  flags { code count }`
const question = `query ($w: WindowInput!) {
  ${['cart', 'shop'].map((name) => `${name}: service(name: "${name}") { metrics(window: $w) { ${metrics} } }`).join(' ')} }`
const moves = `userErrors { code field message } moves { service { name } environment { name } before { ${metrics} } after { ${metrics} }
  deploymentCount deployments { before { version kind failure { basis } } after { version kind failure { basis } } }
  incidentCount incidents { before { title classification } after { title classification } } }`
const preview = `query ($i: OverrideInput!, $w: WindowInput!) { overridePreview(input: $i, window: $w) { ${moves} } }`
const revokePreview = `query ($id: ID!, $w: WindowInput!) { overrideRevokePreview(id: $id, window: $w) { ${moves} } }`

type Numbers = Readonly<Record<string, unknown>>
interface Preview {
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] }[]
  readonly moves: readonly {
    readonly service: { readonly name: string }
    readonly before: Numbers
    readonly after: Numbers
    readonly deploymentCount: number
    readonly incidentCount: number
  }[]
}

async function numbers(): Promise<Record<string, Numbers>> {
  const found = await api.data<Record<string, { metrics: Numbers }>>(question, { w: week })
  return Object.fromEntries(Object.entries(found).map(([name, { metrics: all }]) => [name, all]))
}

async function asked<T>(document: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
  const { body } = await api.ask(document, variables, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  return Object.values(body.data as Record<string, unknown>)[0] as T
}

async function made(document: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  expect(await asked(document, variables)).toEqual({ userErrors: [] })
  await api.drain()
}

const create = 'mutation ($i: OverrideInput!) { overrideCreate(input: $i) { userErrors { code message } } }'
const revoke =
  'mutation ($id: ID!, $r: String!) { overrideRevoke(id: $id, reason: $r) { userErrors { code message } } }'

interface Stated {
  readonly incident?: string
  readonly deployment?: string
  readonly [field: string]: string | boolean | undefined
}

async function inputOf(stated: Stated): Promise<Readonly<Record<string, unknown>>> {
  const { nodes: incidents } = await asked<{ nodes: { id: string; externalId: string }[] }>(
    '{ incidents(filter: {}) { nodes { id externalId } } }',
    {},
  )
  const { nodes: deployments } = await asked<{ nodes: { id: string; version: string }[] }>(
    '{ deployments(filter: { service: "shop", environment: "production" }) { nodes { id version } } }',
    {},
  )
  const { incident, deployment, ...rest } = stated
  return {
    ...rest,
    reason: 'why',
    ...(incident === undefined ? {} : { incidentId: incidents.find(({ externalId }) => externalId === incident)?.id }),
    ...(deployment === undefined
      ? {}
      : { deploymentId: deployments.find(({ version }) => version.startsWith(deployment))?.id }),
  }
}

/** Numbers of each service that a preview tells of, as they are or would be. */
function told({ moves: found }: Preview, side: 'before' | 'after'): Record<string, Numbers> {
  return Object.fromEntries(found.map((move) => [move.service.name, move[side]]))
}

describe('the preview of a correction', () => {
  it.each([
    ['another deployment', { incident: 'shop-outage', deployment: 'c1' }, ['shop']],
    ['no deployment', { incident: 'shop-outage', noDeployment: true }, ['shop']],
    ['no incident', { incident: 'slow', classification: 'false_positive' }, ['shop']],
    ['another service', { incident: 'shop-outage', service: 'cart' }, ['cart', 'shop']],
    ['another kind', { deployment: 'c2', kind: 'REDEPLOY' }, ['shop']],
  ])(
    'as %s tells the very numbers that follow, and what follows when it is taken back',
    async (_what, stated, moved) => {
      const before = await numbers()
      const i = await inputOf(stated)
      const rows = await dump(api.db)
      const shown = await asked<Preview>(preview, { i, w: week })
      expect(await dump(api.db)).toEqual(rows)
      expect(await numbers()).toEqual(before)
      expect(shown.userErrors).toEqual([])
      expect(shown.moves.map(({ service }) => service.name)).toEqual(moved)
      expect(before).toMatchObject(told(shown, 'before'))

      await made(create, { i })
      const after = await numbers()
      expect(after).not.toEqual(before)
      expect(after).toMatchObject(told(shown, 'after'))
      expect(told(shown, 'after')).toEqual(Object.fromEntries(moved.map((name) => [name, after[name]])))

      const { nodes } = await asked<{ nodes: { id: string }[] }>('{ overrides(first: 1) { nodes { id } } }', {})
      const back = await asked<Preview>(revokePreview, { id: nodes[0]?.id, w: week })
      expect(told(back, 'before')).toEqual(told(shown, 'after'))
      expect(told(back, 'after')).toEqual(told(shown, 'before'))
      await made(revoke, { id: nodes[0]?.id, r: 'it was not' })
      expect(await numbers()).toEqual(before)
    },
  )

  it('refuses what cannot be made with the same words', async () => {
    const i = await inputOf({ incident: 'shop-outage', deployment: 'c3' })
    const shown = await asked<Preview>(preview, { i, w: week })
    expect(shown).toMatchObject({
      moves: [],
      userErrors: [{ code: 'CONTRADICTION', field: ['input', 'deploymentId'] }],
    })
    const text = 'mutation ($i: OverrideInput!) { overrideCreate(input: $i) { userErrors { code field message } } }'
    expect(await asked(text, { i })).toEqual({ userErrors: shown.userErrors })
  })

  it('refuses more histories than it may project, and says that the correction can be made all the same', async () => {
    const services = Array.from({ length: 11 }, (_, index) => `many-${index}`)
    const deployment = { type: 'deployment', environment: 'production', version: '1', liveAt: '2026-03-02T09:00:00Z' }
    const incident = { type: 'incident', id: 'wide', services, openedAt: '2026-03-02T10:00:00Z' }
    await api.tell(...services.map((service) => ({ ...deployment, service })), incident)
    const i = await inputOf({ incident: 'wide', classification: 'drill' })
    const { body } = await api.ask(preview, { i, w: week }, api.tokens.admin)
    expect(body.errors).toMatchObject([
      {
        message: expect.stringMatching(/11 are, at most 10 .*can be made all the same/),
        extensions: { code: 'TOO_LARGE', field: 'input' },
      },
    ])
  })
})
