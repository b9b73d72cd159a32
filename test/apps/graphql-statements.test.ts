import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, week } from '../support/graphql-api.ts'
import { sql } from '#storage/sql'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

const names = ['bell', 'cart', 'drum', 'echo', 'fork', 'gate', 'horn', 'iris', 'jade', 'kite', 'lamp', 'shop']
/** The worker, whoever reads sources or tells others, and the proof of who asks are no part of an answer. */
const beside =
  /^(find-tokens|touch-tokens|cursor|dirty-streams|read-log|settings|facts|names|ingest|sources-with-part|webhook-sources|otherwise-told|take-from-outbox|take-due-schedule)/

/**
 * One part finds in memory what another read just before it, and branches of a document gather their keys together or apart:
 * how often a statement is made is a matter of turns, but it is never made for each of twelve rows.
 */
const oncePerRow = 8

function mostOften(statements: readonly string[]): number {
  const times = new Map<string, number>()
  for (const name of statements) times.set(name, (times.get(name) ?? 0) + 1)
  return Math.max(...times.values())
}

async function statementsOf(query: string, variables: Record<string, unknown>): Promise<string[]> {
  await api.drain()
  // What is remembered of streams is of another version now.
  await api.db.query(sql`update stream set version = version + 1`)
  return statementsAgain(query, variables)
}

async function statementsAgain(query: string, variables: Record<string, unknown>): Promise<string[]> {
  api.statements.length = 0
  const { body } = await api.ask(query, variables)
  expect(body.errors).toBeUndefined()
  return api.statements.filter((name) => !beside.test(name)).toSorted()
}

const record = `id version service { name team { name } repository { name } } environment { name placements } previous { version previous { version } }
  changes(first: 3) { totalCount nodes { title repository { name } commits(first: 2) { nodes { sha } } deployments { version } } }
  failure { basis incidents { title services { name } } restoredBy { version } } restoredBy { version } overrides { reason }`
const numbers = `deploymentFrequency { count series(by: DAY) { count } deployments(first: 2) { nodes { version } } }
  leadTimeForChanges { medianSeconds stages { medianSeconds } samples(first: 2) { nodes { change { title } deployment { version } } } }
  changeFailureRate { rate rolledPast { version } failures(first: 2) { nodes { basis deployment { version } incidents { title } } } }
  timeToRestore { medianSeconds } deploymentReworkRate { rate } checks { p50Seconds } flags { code }`

const documents: readonly [string, string, number][] = [
  [
    'services with all that belongs to them',
    `query ($names: [String!], $w: WindowInput!) { services(filter: { names: $names }, first: 12) { totalCount nodes { name team { name } environments { name } metrics(window: $w) { ${numbers} } deployments(first: 2) { totalCount nodes { version } } } } }`,
    23,
  ],
  [
    'five numbers of services',
    'query ($names: [String!], $w: WindowInput!) { services(filter: { names: $names }) { nodes { name metrics(window: $w) { deploymentFrequency { count } leadTimeForChanges { medianSeconds } changeFailureRate { rate } timeToRestore { medianSeconds } deploymentReworkRate { rate } } } } }',
    9,
  ],
  [
    'a comparison',
    'query ($names: [String!], $w: WindowInput!) { compare(services: $names, window: $w, against: PREVIOUS_WINDOW) { rows { service { name } metrics { deploymentFrequency { count } } before { deploymentFrequency { count } } } } }',
    7,
  ],
  [
    'deployments with all that belongs to them',
    `query ($names: [String!]) { services(filter: { names: $names }) { totalCount } deployments(filter: { environment: "production" }, first: 20) { totalCount nodes { ${record} } } }`,
    13,
  ],
]

describe('the statements of a document', () => {
  it.each(documents)('are the same for one service and for twelve: %s', async (_what, query, most) => {
    const variables = query.includes('$w') ? { w: week } : {}
    const one = await statementsOf(query, { ...variables, names: ['shop'] })
    const twelve = await statementsOf(query, { ...variables, names })
    expect(new Set(twelve)).toEqual(new Set(one))
    for (const statements of [one, twelve]) {
      expect(new Set(statements).size, statements.join('\n')).toBeLessThanOrEqual(most)
      expect(mostOften(statements), statements.join('\n')).toBeLessThan(oncePerRow)
    }
  })

  it('ask what a difference takes away only where that is wanted, and once', async () => {
    const { deployments } = await api.data<{ deployments: { nodes: { id: string }[] } }>(
      '{ deployments(filter: { service: "shop", environment: "production" }) { nodes { id } } }',
    )
    const [newest, before] = deployments.nodes.map(({ id }) => id)
    const asking = (fields: string) =>
      statementsOf(`query ($from: ID, $to: ID) { difference(from: $from, to: $to) { ${fields} } }`, {
        from: newest,
        to: before,
      })
    // The graph is read once and kept.
    await asking('commits')
    const [none, one, all] = [
      await asking('commits backwards'),
      await asking('commits removedCommits'),
      await asking('commits removedCommits again: removedCommits'),
    ]
    expect(none.length).toBeLessThan(one.length)
    expect(all).toEqual(one)
  })

  it.each([
    [
      'incidents',
      '{ incidents(filter: {}, first: %) { nodes { title services { name } failures { deployment { version } } } } }',
    ],
    ['deployments', `{ deployments(filter: { environment: "production" }, first: %) { nodes { ${record} } } }`],
    [
      'teams',
      '{ teams(first: %) { nodes { name services(first: 5) { nodes { name } } metrics(window: { last: "P90D" }) { pooled { deploymentFrequency { count } } services { metrics { deploymentFrequency { count } } } } } } }',
    ],
  ])('are no more for many %s than for two', async (_what, query) => {
    const two = await statementsOf(query.replace('%', '2'), {})
    const many = await statementsOf(query.replace('%', '20'), {})
    expect(new Set(many)).toEqual(new Set(two))
    expect(mostOften(many), many.join('\n')).toBeLessThan(oncePerRow)
  })

  it('are no more for all that runs than for one service of a team', async () => {
    const query = `query ($t: String) { running(team: $t) { placement since team { name } service { name } environment { name } previous { version } onItsWay { since deployment { version } }
      changes(first: 3) { totalCount nodes { title commits(first: 1) { nodes { sha } } } } deployment { ${record} } } }`
    const one = await statementsOf(query, { t: 'tools' })
    const all = await statementsOf(query, {})
    const { running } = await api.data<{ running: readonly object[] }>(query)
    expect(running.length).toBeGreaterThan(oncePerRow)
    // That the team is one is looked up.
    expect(new Set([...all, 'teams: one'])).toEqual(new Set(one))
    expect(mostOften(all), all.join('\n')).toBeLessThan(oncePerRow)
  })

  it('are not made for what is not asked', async () => {
    expect(await statementsOf('{ services { nodes { name } } }', {})).toEqual(['services'])
    const query =
      'query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) { deploymentFrequency { count } } } }'
    expect(await statementsOf(query, { w: week })).toEqual([
      'environments',
      'last-live',
      'live-within',
      'packed-days',
      'packed-days: stands',
      'packed-days: stands',
      'services',
      'streams',
    ])
  })

  it('are no more than to look whether the facts are the same, where numbers were read before', async () => {
    const query =
      'query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) { deploymentFrequency { count } leadTimeForChanges { medianSeconds } changeFailureRate { rate } timeToRestore { medianSeconds } deploymentReworkRate { rate } } } }'
    await statementsOf(query, { w: week })
    const known = ['environments', 'packed-days: stands', 'services', 'streams']
    expect(await statementsAgain(query, { w: week })).toEqual(known)
    const part = { from: '2026-03-03T11:00:00Z', to: '2026-03-05T13:00:00Z' }
    const ends = await statementsAgain(query, { w: part })
    expect(ends).toContain('packed-live')
    expect(ends).not.toContain('packed-days')
    expect(await statementsAgain(query, { w: { ...part, to: '2026-03-05T14:00:00Z' } })).toEqual(known)
  })
})
