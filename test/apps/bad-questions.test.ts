import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, week } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
}, 60_000)
afterAll(() => api?.close())

const words = '($w: WindowInput!, $d: DefinitionInput)'
const asked = '(window: $w, definition: $d)'

/** Every place where metrics are asked for by a window and a definition. */
const places: Readonly<Record<string, string>> = {
  'a service': `query ${words} { service(name: "shop") { metrics${asked} { timeToRestore { medianSeconds } } } }`,
  services: `query ${words} { services(first: 2) { nodes { metrics${asked} { deploymentFrequency { count } } } } }`,
  'a series': `query ${words} { service(name: "shop") { metrics${asked} { deploymentFrequency { series(by: MONTH) { count } } } } }`,
  'a team': `query ${words} { team(name: "sales") { metrics${asked} { pooled { changeFailureRate { rate } } } } }`,
  'a comparison': `query ${words} { compare(services: ["shop"], window: $w, definition: $d) { rows { metrics { deploymentFrequency { count } } } } }`,
}
/** Places that take a window alone. */
const windows: Readonly<Record<string, string>> = {
  'definitions beside each other':
    'query ($w: WindowInput!) { service(name: "shop") { definitions(window: $w, presets: [GITLAB]) { deploymentFrequency { count } } } }',
  incidents: 'query ($w: WindowInput!) { incidents(filter: { window: $w }) { totalCount } }',
  deployments: 'query ($w: WindowInput!) { deployments(filter: { window: $w }) { totalCount } }',
}

/** What somebody is told who asked wrongly: a code, the field, and in words what to do. */
async function told(query: string, variables: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { status, body } = await api.ask(query, variables)
  expect(status).toBe(200)
  const [error] = body.errors ?? []
  expect(error?.message.length).toBeGreaterThan(20)
  return { ...error?.extensions }
}

describe.each(Object.entries({ ...places, ...windows }))('a window of %s', (_place, query) => {
  it.each([
    ['that ends before it begins', { from: week.to, to: week.from }, 'ENDS_BEFORE_IT_BEGINS', 'to'],
    ['of two hundred years', { from: '1900-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' }, 'TOO_LONG', 'from'],
    ['of the last two hundred years', { last: 'P200Y' }, 'TOO_LONG', 'last'],
    ['in an unknown zone', { ...week, timeZone: 'Mars/Olympus' }, 'UNKNOWN_TIME_ZONE', 'timeZone'],
  ])('%s is refused', async (_what, w, reason, field) => {
    const { code, field: at, reason: why } = await told(query, { w })
    expect({ code, why }).toEqual({ code: 'BAD_WINDOW', why: reason })
    expect(at).toMatch(field === 'from' ? /window\.(from|to)$/ : new RegExp(`window\\.${field}$`))
  })
})

describe.each(Object.entries(places))('a definition of %s', (_place, query) => {
  it.each([
    [{ kinds: [] }, 'kinds'],
    [{ failureSigns: [] }, 'failureSigns'],
    [{ reworkReasons: [] }, 'reworkReasons'],
    [{ labels: [] }, 'labels'],
    [{ unit: 'COMMIT', start: 'PUSHED' }, 'start'],
    [{ blameWindowHours: -1 }, 'blameWindowHours'],
    [{ minimumConfidence: 'LOW', blameWindowHours: 0 }, 'blameWindowHours'],
    [{ minimumConfidence: 'HIGH', blameWindowHours: 24 }, 'blameWindowHours'],
    [{ preset: 'GITLAB', unit: 'COMMIT' }, 'unit'],
  ])('%j contradicts itself and is refused', async (d, field) => {
    expect(await told(query, { w: week, d })).toMatchObject({ code: 'BAD_DEFINITION', field: `definition.${field}` })
  })
})

it('a cursor of another list of the same metrics is refused', async () => {
  const list = (definition: string, after = ''): string =>
    `query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w${definition}) { deploymentFrequency { deployments(first: 1${after}) { pageInfo { endCursor } } } } } }`
  const { service } = await api.data<{
    service: { metrics: { deploymentFrequency: { deployments: { pageInfo: { endCursor: string } } } } }
  }>(list(''), { w: week })
  const after = `, after: "${service.metrics.deploymentFrequency.deployments.pageInfo.endCursor}"`
  expect((await api.ask(list('', after), { w: week })).body.errors).toBeUndefined()
  expect(await told(list(', definition: { kinds: [ROLLBACK] }', after), { w: week })).toMatchObject({
    code: 'BAD_CURSOR',
    field: 'after',
  })
})

it('a comparison of many unknown services looks once for what may have been meant', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `shop-${index}x`)
  const query =
    'query ($w: WindowInput!, $n: [String!]) { compare(services: $n, window: $w) { rows { service { name } } } }'
  api.statements.length = 0
  expect(await told(query, { w: week, n: ['shop', ...names] })).toMatchObject({ code: 'UNKNOWN_SERVICE' })
  // One of the names, and one of all services.
  expect(api.statements.filter((name) => name === 'services')).toHaveLength(2)
})
