import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, week } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

describe('lists', () => {
  const lists: readonly [string, string, string][] = [
    ['services by name', 'services', ''],
    ['services by team', 'services', 'orderBy: TEAM'],
    ['services by deployment', 'services', 'orderBy: LAST_DEPLOYMENT'],
    ['services of a filter', 'services', 'filter: { search: "A", discovered: true }'],
    ['teams', 'teams', ''],
    ['deployments', 'deployments', 'filter: { environment: "production" }'],
    ['incidents', 'incidents', 'filter: {}'],
  ]

  it.each(lists)('of %s are the same in pages as whole', async (_what, field, words) => {
    const whole = await api.data<Record<string, { totalCount: number; nodes: { id: string }[] }>>(
      `{ ${field}(first: 100 ${words}) { totalCount nodes { id } } }`,
    )
    const ids: string[] = []
    let after: string | null = null
    for (let page = 0; page < 60; page += 1) {
      const question = `query ($after: String) { ${field}(first: 2, after: $after ${words}) { totalCount edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
      const answer: Record<
        string,
        {
          totalCount: number
          edges: { cursor: string; node: { id: string } }[]
          nodes: { id: string }[]
          pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
        }
      > = await api.data(question, { after })
      const list = answer[field]
      if (list === undefined) throw new Error('no list')
      expect(list.totalCount).toBe(whole[field]?.totalCount)
      expect(list.pageInfo).toMatchObject({
        hasPreviousPage: after !== null,
        startCursor: list.edges[0]?.cursor,
        endCursor: list.edges.at(-1)?.cursor,
      })
      expect(list.nodes).toEqual(list.edges.map((edge) => edge.node))
      ids.push(...list.nodes.map((node) => node.id))
      after = list.pageInfo.endCursor
      if (!list.pageInfo.hasNextPage) break
    }
    expect(ids).toEqual(whole[field]?.nodes.map((node) => node.id))
    expect(new Set(ids).size).toBe(whole[field]?.totalCount)
  })

  it.each([
    [
      'changes of a deployment',
      '{ deployments(filter: { service: "shop", labels: ["big"] }) { nodes { list: changes(first: 1, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } }',
      2,
    ],
    [
      'samples',
      '{ service(name: "shop") { metrics(window: $w) { leadTimeForChanges { list: samples(first: 1, after: $after) { totalCount nodes { id: seconds } pageInfo { hasNextPage endCursor } } } } } }',
      3,
    ],
    [
      'counted deployments',
      '{ service(name: "shop") { metrics(window: $w) { deploymentFrequency { list: deployments(first: 1, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } } }',
      2,
    ],
    [
      'deployments of a service',
      '{ services(filter: { names: ["shop"] }) { nodes { list: deployments(first: 1, after: $after, environment: "production") { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } }',
      4,
    ],
    [
      'services of a team',
      '{ team(name: "sales") { list: services(first: 1, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }',
      2,
    ],
  ])('within a record are paged too: %s', async (_what, question, total) => {
    const header = question.includes('$w') ? 'query ($after: String, $w: WindowInput!)' : 'query ($after: String)'
    const seen: unknown[] = []
    let after: string | null = null
    for (let page = 0; page < total; page += 1) {
      const text: string = JSON.stringify(
        await api.data(`${header} ${question}`, { after, ...(question.includes('$w') ? { w: week } : {}) }),
      )
      const list = JSON.parse(/"list":(\{.*?\}\})/.exec(text)?.[1] ?? '') as {
        totalCount: number
        nodes: { id: unknown }[]
        pageInfo: { hasNextPage: boolean; endCursor: string }
      }
      expect(list).toMatchObject({ totalCount: total, pageInfo: { hasNextPage: page < total - 1 } })
      seen.push(...list.nodes.map((node) => node.id))
      after = list.pageInfo.endCursor
    }
    expect(new Set(seen).size).toBe(total)
  })

  it('refuse a cursor of another list, of another filter, and what is none', async () => {
    const cursorOf = async (question: string): Promise<string> =>
      /"endCursor":"([^"]+)"/.exec(JSON.stringify(await api.data(question)))?.[1] ?? ''
    const byName = await cursorOf('{ services(first: 2) { pageInfo { endCursor } } }')
    const ofShop = await cursorOf('{ deployments(filter: { service: "shop" }, first: 1) { pageInfo { endCursor } } }')
    const deployments = (after: string): string =>
      `{ deploymentFrequency { deployments(first: 1${after}) { pageInfo { endCursor } } } }`
    const compared = (metrics: string, before: string): string =>
      `{ compare(services: ["shop"], against: PREVIOUS_WINDOW, window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }) { rows { metrics ${metrics} before ${before} } } }`
    const ofWindow = await cursorOf(compared(deployments(''), '{ deploymentFrequency { count } }'))
    const ofBefore = compared('{ deploymentFrequency { count } }', deployments(', after: $after'))
    for (const [question, after] of [
      ['query ($after: String) { services(orderBy: TEAM, after: $after) { totalCount } }', byName],
      ['query ($after: String) { services(filter: { search: "x" }, after: $after) { totalCount } }', byName],
      ['query ($after: String) { deployments(filter: {}, after: $after) { totalCount } }', ofShop],
      ['query ($after: String) { teams(after: $after) { totalCount } }', byName],
      [`query ($after: String) ${ofBefore}`, ofWindow],
      ['query ($after: String) { services(after: $after) { totalCount } }', 'nonsense'],
      ['query ($after: String) { services(after: $after) { totalCount } }', ''],
      ['query ($after: String) { services(after: $after) { totalCount } }', 'x'.repeat(10_000)],
      [
        'query ($after: String) { services(after: $after) { totalCount } }',
        Buffer.from('{"__proto__":1}').toString('base64url'),
      ],
    ] as const) {
      const { status, body } = await api.ask(question, { after })
      expect(status).toBe(200)
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_CURSOR', field: 'after' } }] })
    }
  })
})
