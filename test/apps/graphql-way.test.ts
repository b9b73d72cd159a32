import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { liveRuleAttribute } from '#domain/statement-attributes'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api

const at = (minutes: number): string => new Date(Date.parse('2026-03-02T00:00:00Z') + minutes * 60_000).toISOString()
const sha = (sign: string): string => sign.repeat(40)
const digest = (sign: string): string => `sha256:${sign.repeat(64)}`
const [shop, config] = ['github.com/acme/shop', 'github.com/acme/config']
const commit = (repository: string, name: string, parents: string[], minutes: number) => ({
  type: 'commit',
  repository,
  sha: sha(name),
  parents: parents.map(sha),
  authoredAt: at(minutes),
  message: `Make ${name}`,
})
const request = (repository: string, number: number, merge: string, opened: number, merged: number) => ({
  type: 'pull_request',
  repository,
  number,
  title: `Request ${number}`,
  state: 'merged',
  openedAt: at(opened),
  mergedAt: at(merged),
  mergeSha: sha(merge),
  commits: [sha(merge)],
})
const deployed = { type: 'deployment', service: 'shop', environment: 'production', image: 'ghcr.io/acme/shop' }

/** From a commit by its build, an image made from a package, and a configuration request, to two clusters. */
const story = [
  commit(shop, 'a', [], 0),
  commit(shop, 'b', ['a'], 100),
  commit(config, 'e', [], 0),
  commit(config, 'f', ['e'], 190),
  request(shop, 7, 'b', 110, 140),
  request(config, 3, 'f', 200, 220),
  {
    type: 'build',
    repository: shop,
    sha: sha('b'),
    name: 'ci',
    startedAt: at(141),
    finishedAt: at(150),
    outcome: 'succeeded',
    phase: 'post_merge',
  },
  { type: 'artifact', version: 'pkg-1', publishedAt: at(151), repository: shop, sha: sha('b') },
  {
    type: 'artifact',
    image: 'ghcr.io/acme/shop',
    tag: 'v2',
    digest: digest('2'),
    publishedAt: at(155),
    inputs: ['pkg-1'],
  },
  { ...deployed, placement: 'east', sha: sha('a'), repository: shop, liveAt: at(60) },
  ...['east', 'west'].map((placement, place) => ({
    ...deployed,
    placement,
    digest: digest('2'),
    configRepository: config,
    configSha: sha('f'),
    startedAt: at(230 + place * 20),
    finishedAt: at(233 + place * 20),
    outcome: 'succeeded',
    ...(place === 0 ? { liveAt: at(240), attributes: { [liveRuleAttribute]: 'ROLLOUT' } } : {}),
  })),
  { ...deployed, environment: 'staging', sha: sha('a'), repository: shop, liveAt: at(50) },
  { ...deployed, environment: 'test', tag: 'unheard', liveAt: at(50) },
  { ...deployed, environment: 'qa', tag: 'told', sha: sha('a'), repository: shop, liveAt: at(50) },
  { ...deployed, environment: 'qa', tag: 'told', liveAt: at(90) },
  { ...deployed, environment: 'integration', tag: 'unheard', liveAt: at(50) },
  { ...deployed, environment: 'integration', tag: 'unheard', liveAt: at(90) },
]

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  await api.tell(...story)
})
afterAll(() => api.close())

async function latest<T>(environment: string, fields: string): Promise<T> {
  const { deployments } = await api.data<{ deployments: { nodes: T[] } }>(
    `query ($e: String) { deployments(filter: { service: "shop", environment: $e }, first: 1) { nodes { ${fields} } } }`,
    { e: environment },
  )
  return deployments.nodes[0] as T
}

describe('the way of a deployment', () => {
  it('has the change of its commit, its builds, its artifacts hop by hop, and its configuration request', async () => {
    const fields = `sha change { number title repository { name } } builds { name sha phase outcome startedAt finishedAt }
      artifacts { image version tag digest deployed inputs publishedAt repository { name } } configChange { number title mergedAt }`
    expect(await latest('production', fields)).toEqual({
      sha: sha('b'),
      change: { number: 7, title: 'Request 7', repository: { name: shop } },
      builds: [
        {
          name: 'ci',
          sha: sha('b'),
          phase: 'POST_MERGE',
          outcome: 'SUCCEEDED',
          startedAt: at(141),
          finishedAt: at(150),
        },
      ],
      artifacts: [
        {
          image: 'ghcr.io/acme/shop',
          version: null,
          tag: 'v2',
          digest: digest('2'),
          deployed: true,
          inputs: ['pkg-1'],
          publishedAt: at(155),
          repository: null,
        },
        {
          image: null,
          version: 'pkg-1',
          tag: null,
          digest: null,
          deployed: false,
          inputs: [],
          publishedAt: at(151),
          repository: { name: shop },
        },
      ],
      configChange: { number: 3, title: 'Request 3', mergedAt: at(220) },
    })
  })

  it('has for each placement when its run began and ended, when it was live, and by which rule', async () => {
    const { arrivals } = await latest<{ arrivals: object[] }>(
      'production',
      'arrivals { placement startedAt finishedAt at liveRule outcome }',
    )
    expect(arrivals).toEqual([
      {
        placement: 'east',
        startedAt: at(230),
        finishedAt: at(233),
        at: at(240),
        liveRule: 'ROLLOUT',
        outcome: 'SUCCEEDED',
      },
      {
        placement: 'west',
        startedAt: at(250),
        finishedAt: at(253),
        at: at(253),
        liveRule: 'FINISHED',
        outcome: 'SUCCEEDED',
      },
    ])
  })

  it('has a gap with its mend where nothing joins a version to a commit', async () => {
    const { links, builds, change } = await latest<{ links: { mend: string }[]; builds: []; change: null }>(
      'test',
      'links { from to missing mend } builds { sha } change { id }',
    )
    expect(links).toMatchObject([{ from: 'artifact ghcr.io/acme/shop:unheard', to: 'commit', missing: true }])
    expect(links[0]?.mend).toContain('"tag":"unheard"')
    expect({ builds, change }).toEqual({ builds: [], change: null })
  })
})

describe('the way of a version that is deployed again', () => {
  it('has a gap only where nobody told of which commit the live one is', async () => {
    const fields = 'kind links { missing }'
    expect(await latest('qa', fields)).toEqual({ kind: 'REDEPLOY', links: [] })
    expect(await latest('integration', fields)).toEqual({ kind: 'REDEPLOY', links: [{ missing: true }] })
  })
})

describe('the way of a change', () => {
  it('leads to each environment where it is live, with its stages, and to those where it waits', async () => {
    const { change } = await api.data<{ change: { shipments: { stages: { seconds: number }[]; seconds: number }[] } }>(
      `query ($r: String!) { change(repository: $r, number: 7) { builds { name }
        shipments { method confidence liveAt seconds stages { stage from to seconds } deployment { service { name } environment { name } } }
        waiting { mergedAt service { name } environment { name } } } }`,
      { r: shop },
    )
    expect(change).toMatchObject({
      builds: [{ name: 'ci' }],
      shipments: [
        {
          method: 'COMMIT_GRAPH',
          confidence: 'HIGH',
          liveAt: at(253),
          deployment: { service: { name: 'shop' }, environment: { name: 'production' } },
        },
      ],
      waiting: ['staging', 'qa'].map((name) => ({
        mergedAt: at(140),
        service: { name: 'shop' },
        environment: { name },
      })),
    })
    const [shipment] = change.shipments
    expect(shipment?.seconds).toBe(153 * 60)
    expect(shipment?.stages.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(shipment?.seconds)
  })

  it('is found by the beginning of the hash of any of its commits, in any repository', async () => {
    const find = async (text: string) =>
      (
        await api.data<{ changesOfCommit: { number: number | null; repository: { name: string } }[] }>(
          'query ($sha: String!) { changesOfCommit(sha: $sha) { number repository { name } } }',
          { sha: text },
        )
      ).changesOfCommit
    expect(await find('BBBBBBBB')).toEqual([{ number: 7, repository: { name: shop } }])
    expect(await find(sha('f'))).toEqual([{ number: 3, repository: { name: config } }])
    expect(await find('a'.repeat(7))).toEqual([{ number: null, repository: { name: shop } }])
    expect(await find('0000000')).toEqual([])
    const { body } = await api.ask('{ changesOfCommit(sha: "main") { id } }')
    expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT')
  })

  it('is told by no statement per deployment', async () => {
    const fields =
      'change { number } configChange { number } builds { name } artifacts { tag } arrivals { liveRule } links { mend }'
    const count = async (first: number): Promise<string[]> => {
      await api.drain()
      api.statements.length = 0
      await api.data(`{ deployments(filter: { service: "shop" }, first: ${first}) { nodes { ${fields} } } }`)
      return api.statements.filter((name) => /^(changes|builds|artifacts)/.test(name)).toSorted()
    }
    const all = await count(10)
    expect(all.filter((name) => name === 'artifacts-named')).toHaveLength(1)
    expect(all.filter((name) => name === 'builds-of-commits')).toHaveLength(1)
    expect(all.filter((name) => name === 'changes-of-commits').length).toBeLessThanOrEqual(2)
  })
})
