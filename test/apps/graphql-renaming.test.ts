import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, shortWeek, startApi, week } from '../support/graphql-api.ts'

let api: Api
beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-10T00:00:00Z'))
  const told = [...shortWeek('shop'), ...shortWeek('cart')]
  await api.tell(...told.map((event) => ({ ...event, recordedAt: '2026-03-09T00:00:00Z' })))
})
afterAll(() => api.close())

const update = `mutation ($n: String!, $to: String, $into: String, $t: String) {
  serviceUpdate(name: $n, newName: $to, mergeInto: $into, team: $t) {
    service { name aliases team { name } }
    userErrors { code field message }
  }
}`

async function change(variables: Record<string, unknown>): Promise<unknown> {
  const { body } = await api.ask(update, variables, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  await api.drain()
  return body.data?.['serviceUpdate']
}

const numbers = `query ($s: String!, $w: WindowInput!) {
  service(name: $s) {
    name
    metrics(window: $w) {
      deploymentFrequency { count }
      leadTimeForChanges { sampleSize medianSeconds }
      changeFailureRate { failed }
    }
    deployments { totalCount nodes { id } }
  }
}`
const ofShop = {
  metrics: {
    deploymentFrequency: { count: 2 },
    leadTimeForChanges: { sampleSize: 3, medianSeconds: 72_000 },
    changeFailureRate: { failed: 1 },
  },
  deployments: { totalCount: 4 },
}

describe('serviceUpdate', () => {
  it('gives a service a new name, with its numbers, and keeps the former one leading to it', async () => {
    const before = await api.data<{ service: { deployments: { nodes: { id: string }[] } } }>(numbers, {
      s: 'shop',
      w: week,
    })
    expect(before).toMatchObject({ service: { name: 'shop', ...ofShop } })
    expect(await change({ n: 'shop', to: 'checkout', t: 'Payments' })).toEqual({
      service: { name: 'checkout', aliases: ['shop'], team: { name: 'Payments' } },
      userErrors: [],
    })
    for (const s of ['checkout', 'shop']) {
      expect(await api.data(numbers, { s, w: week }), s).toMatchObject({ service: { name: 'checkout', ...ofShop } })
    }
    const id = before.service.deployments.nodes[0]?.id
    expect(
      await api.data('query ($id: ID!) { node(id: $id) { ... on Deployment { service { name } } } }', { id }),
    ).toEqual({ node: { service: { name: 'checkout' } } })
    expect(
      await api.data(
        'query ($w: WindowInput!) { compare(services: ["shop", "checkout"], window: $w) { rows { service { name } } } }',
        {
          w: week,
        },
      ),
    ).toEqual({ compare: { rows: [{ service: { name: 'checkout' } }] } })
    await api.tell({
      type: 'deployment',
      service: 'shop',
      environment: 'production',
      version: 'later',
      liveAt: '2026-03-08T12:00:00Z',
    })
    expect(await api.data(numbers, { s: 'checkout', w: week })).toMatchObject({
      service: { metrics: { deploymentFrequency: { count: 3 } } },
    })
    expect(await api.data('{ services { nodes { name } } }')).toEqual({
      services: { nodes: [{ name: 'cart' }, { name: 'checkout' }] },
    })
  })

  it('knows what was known at a moment under the names of today', async () => {
    expect(
      await api.data(
        'query ($w: WindowInput!, $a: DateTime) { service(name: "checkout") { metrics(window: $w, asOf: $a) { deploymentFrequency { count } } } }',
        { w: week, a: '2026-03-09T12:00:00Z' },
      ),
    ).toEqual({ service: { metrics: { deploymentFrequency: { count: 2 } } } })
  })

  it.each([
    ['a name that a service has', { n: 'cart', to: 'checkout' }, 'NAME_TAKEN', ['newName']],
    ['a name that leads to another service', { n: 'cart', to: 'shop' }, 'NAME_TAKEN', ['newName']],
    ['a name that is none', { n: 'cart', to: ' ' }, 'BAD_NAME', ['newName']],
    ['nobody', { n: 'nobody', to: 'somebody' }, 'NOT_FOUND', ['name']],
    ['a merge into nobody', { n: 'cart', into: 'nobody' }, 'NOT_FOUND', ['mergeInto']],
    ['a merge into itself', { n: 'checkout', into: 'shop' }, 'CONTRADICTION', ['mergeInto']],
    ['a merge with a new name', { n: 'cart', into: 'checkout', to: 'x' }, 'CONTRADICTION', ['mergeInto']],
  ])('tells what to mend: %s', async (_what, variables, code, field) => {
    expect(await change(variables)).toMatchObject({ service: null, userErrors: [{ code, field }] })
    expect(await api.data('{ services { nodes { name } } }')).toEqual({
      services: { nodes: [{ name: 'cart' }, { name: 'checkout' }] },
    })
  })

  it('makes one service a part of another, by any of its names, and can give back a former name', async () => {
    expect(await change({ n: 'cart', into: 'shop' })).toEqual({
      service: { name: 'checkout', aliases: ['cart', 'shop'], team: { name: 'Payments' } },
      userErrors: [],
    })
    expect(await api.data(numbers, { s: 'cart', w: week })).toMatchObject({
      service: { name: 'checkout', deployments: { totalCount: 9 } },
    })
    expect(await change({ n: 'checkout', to: 'shop' })).toMatchObject({
      service: { name: 'shop', aliases: ['cart', 'checkout'] },
    })
    expect(await api.data('{ services { nodes { name } } }')).toEqual({ services: { nodes: [{ name: 'shop' }] } })
  })
})
