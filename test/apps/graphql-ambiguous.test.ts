import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, week } from '../support/graphql-api.ts'
import { openSocket } from '../support/graphql-socket.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

const numbers = `
  deploymentFrequency { unavailableReason perDay perWeek medianPerDay daysSinceLast coverage interval { low } count sampleSize series(by: DAY) { count } deployments { totalCount } }
  leadTimeForChanges { unavailableReason medianSeconds p75Seconds p90Seconds meanSeconds coverage interval { low } sampleSize series(by: WEEK) { medianSeconds } samples { totalCount } }
  changeFailureRate { unavailableReason rate confirmedRate byTimeAloneExpectedByChance coverage interval { low } sampleSize series(by: WEEK) { rate } }
  timeToRestore { unavailableReason medianSeconds meanSeconds atLeastSeconds allIncidentsMedianSeconds coverage interval { low } sampleSize series(by: WEEK) { medianSeconds } }
  deploymentReworkRate { unavailableReason rate coverage interval { low } sampleSize series(by: WEEK) { rate } }
  checks { p50Seconds sampleSize } flags { code }`

const list = `query ($w: WindowInput!) { services(first: 500) { nodes {
  name deployments(environment: "production", first: 1) { nodes { version } }
  numbers: metrics(environment: "production", window: $w) { ${numbers} } } } }`

interface Numbers {
  readonly [metric: string]: { readonly [name: string]: unknown }
}
interface Row {
  readonly name: string
  readonly numbers: Numbers
}

const message = 'globe has several environments of tier production: prod-eu, prod-us. Name one of them.'

function paths({ body }: Answer): string[] {
  return (body.errors ?? []).map(({ path, message: said, extensions }) => {
    expect(said).toBe(message)
    expect(extensions).toMatchObject({ code: 'AMBIGUOUS_ENVIRONMENT', field: 'environment' })
    return (path ?? []).join('.')
  })
}

function dataOf<T>({ body }: Answer, name: string): T {
  return (body.data ?? {})[name] as T
}

/** Everything that may be null is, with the reason; the rest counts nothing. */
function expectUnavailable({ checks, flags, ...metrics }: Numbers): void {
  expect(flags).toEqual([])
  expect(checks).toEqual({ p50Seconds: null, sampleSize: 0 })
  for (const { unavailableReason, count, sampleSize, series, deployments, samples, ...values } of Object.values(
    metrics,
  )) {
    expect(unavailableReason).toBe('AMBIGUOUS_ENVIRONMENT')
    expect([0, undefined]).toContain(count)
    expect(sampleSize).toBe(0)
    expect(series).toEqual([])
    for (const page of [deployments, samples]) expect([{ totalCount: 0 }, undefined]).toContainEqual(page)
    expect(Object.values(values).every((value) => value === null)).toBe(true)
  }
}

describe('a service with two environments of the tier that is asked for', () => {
  it('spoils no list: its numbers are null with the reason, and an error at its place lists them', async () => {
    for (const _compiled of [false, true, true]) {
      const answer = await api.ask(list, { w: week })
      expect(answer.status).toBe(200)
      const { nodes } = dataOf<{ nodes: readonly Row[] }>(answer, 'services')
      const at = nodes.findIndex(({ name }) => name === 'globe')
      expect(paths(answer).toSorted()).toEqual([`services.nodes.${at}.deployments`, `services.nodes.${at}.numbers`])
      expectUnavailable(nodes[at]?.numbers ?? {})
      const shop = nodes.find(({ name }) => name === 'shop')
      expect(shop?.numbers).toMatchObject({ deploymentFrequency: { count: 2, unavailableReason: null } })
    }
  })

  it('is answered where one of them is named', async () => {
    const question =
      'query ($w: WindowInput!) { service(name: "globe") { metrics(environment: "prod-eu", window: $w) { deploymentFrequency { count } } } }'
    expect(await api.data(question, { w: week })).toEqual({
      service: { metrics: { deploymentFrequency: { count: 1 } } },
    })
  })

  it('spoils no comparison', async () => {
    const answer = await api.ask(
      `query ($w: WindowInput!) { compare(services: ["globe", "shop"], window: $w, against: PREVIOUS_WINDOW) { rows {
        service { name } metrics { ${numbers} } before { deploymentFrequency { unavailableReason } } } } }`,
      { w: week },
    )
    expect(paths(answer).toSorted()).toEqual(['compare.rows.0.before', 'compare.rows.0.metrics'])
    const { rows } = dataOf<{ rows: readonly { metrics: Numbers }[] }>(answer, 'compare')
    expectUnavailable(rows[0]?.metrics ?? {})
    expect(rows[1]).toMatchObject({ metrics: { deploymentFrequency: { count: 2 } } })
  })

  it('leaves the pool of its team unknown, and the others of the team as they are', async () => {
    await api.ask(
      'mutation { serviceUpdate(name: "globe", team: "both") { userErrors { message } } }',
      {},
      api.tokens.admin,
    )
    await api.ask(
      'mutation { serviceUpdate(name: "lone", team: "both") { userErrors { message } } }',
      {},
      api.tokens.admin,
    )
    const answer = await api.ask(
      `query ($w: WindowInput!) { team(name: "both") { metrics(window: $w) {
        pooled { ${numbers} } services { service { name } metrics { deploymentFrequency { count } } } } } }`,
      { w: week },
    )
    expect(paths(answer).toSorted()).toEqual(['team.metrics.pooled', 'team.metrics.services.0.metrics'])
    const { metrics } = dataOf<{ metrics: { pooled: Numbers; services: readonly object[] } }>(answer, 'team')
    expectUnavailable(metrics.pooled)
    expect(metrics.services[1]).toEqual({
      service: { name: 'lone' },
      metrics: { deploymentFrequency: { count: 1 } },
    })
  })

  it('spoils no list over WebSocket', async () => {
    const client = openSocket(api.url, api.tokens.read)
    const { value } = await client
      .iterate<{ services: { nodes: Row[] } }>({ query: list, variables: { w: week } })
      .next()
    await client.dispose()
    const said = value as { data: { services: { nodes: Row[] } }; errors: readonly { message: string }[] }
    expect(said.data.services.nodes.length).toBeGreaterThan(10)
    expect(said.errors.map((error) => error.message)).toEqual([message, message])
  })
})
