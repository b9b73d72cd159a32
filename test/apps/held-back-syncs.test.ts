import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'

const configRepository = 'git.example.com/acme/deploy'
const [known, unknown] = ['1', '2'].map((digit) => digit.repeat(40)) as [string, string]
const window = { from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' }

function sync(service: string, configRevision: string, finishedAt: string): object {
  const stream = { type: 'deployment', service, environment: 'production' }
  return {
    ...stream,
    id: `${service} ${finishedAt}`,
    configRepository,
    configRevision,
    finishedAt,
    outcome: 'succeeded',
  }
}

function bump(service: string, configSha: string, liveAt: string): object {
  const attributes = { 'leadline.liveRule': 'CONFIG_MERGE' }
  return {
    type: 'deployment',
    service,
    environment: 'production',
    version: '1',
    configRepository,
    configSha,
    liveAt,
    attributes,
  }
}

let api: Api
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 20))
})
afterAll(() => api.close())

/** Of everything, of one service, and of each service in its environment. */
async function covered(service: string, asked: object = window): Promise<unknown> {
  const fields = 'deployments heldBack gaps { kind count of example mend }'
  const query = `query ($w: WindowInput!, $s: String!) {
    all: coverage(window: $w) { heldBack }
    coverage(window: $w, service: $s) { ${fields} }
    coverageOfStreams(window: $w) { nodes { service { name } ${fields} } } }`
  return api.data(query, { w: asked, s: service })
}

it('syncs whose version nobody knows are told with what mends it, until somebody tells the version', async () => {
  await api.tell(bump('shop', known, '2026-03-02T09:00:00Z'), sync('shop', known, '2026-03-02T09:05:00Z'))
  await api.tell(
    sync('bell', known, '2026-03-03T09:00:00Z'),
    sync('bell', unknown, '2026-03-04T09:00:00Z'),
    sync('bell', unknown, '2026-03-05T09:00:00Z'),
  )
  const held = {
    kind: 'HELD_BACK_SYNC',
    count: 2,
    of: 2,
    example: `${configRepository}@${unknown}`,
    mend: expect.stringContaining('npx leadline source add config-repository') as string,
  }
  const bell = { deployments: 0, heldBack: 2, gaps: [held] }
  expect(await covered('bell')).toEqual({
    all: { heldBack: 2 },
    coverage: bell,
    coverageOfStreams: {
      nodes: [
        { service: { name: 'bell' }, ...bell },
        expect.objectContaining({ service: { name: 'shop' }, deployments: 1, heldBack: 0 }),
      ],
    },
  })
  const waiting = '{ unattributed { nodes { kind name count example mend } } }'
  const { kind, count, example } = held
  const mend = `npx leadline source add config-repository NAME --url https://${configRepository}`
  expect(await api.data(waiting)).toMatchObject({
    unattributed: { nodes: expect.arrayContaining([{ kind, name: 'bell', count, example, mend }]) },
  })
  expect(await covered('shop')).toMatchObject({ all: { heldBack: 2 }, coverage: { heldBack: 0 } })
  const later = { from: '2026-03-08T00:00:00Z', to: '2026-03-09T00:00:00Z' }
  expect(await covered('bell', later)).toMatchObject({ all: { heldBack: 0 }, coverageOfStreams: { nodes: [] } })

  await api.tell(bump('bell', known, '2026-03-03T08:55:00Z'), bump('bell', unknown, '2026-03-04T08:55:00Z'))
  expect(await covered('bell')).toMatchObject({ all: { heldBack: 0 }, coverage: { deployments: 3, heldBack: 0 } })
  expect(JSON.stringify(await api.data(waiting))).not.toContain(kind)
})
