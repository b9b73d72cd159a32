import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'
import { webhookSource } from '../support/webhook-source.ts'

const now = Date.UTC(2026, 2, 5)

let api: Api
beforeAll(async () => {
  api = await startApi(() => now)
})
afterAll(() => api.close())

/** A time of the fourth of March. */
const time = (clock: string): string => `2026-03-04T${clock}:00.000Z`

async function deliver(system: string, body: object, prove: (bytes: string) => Readonly<Record<string, string>>) {
  const bytes = JSON.stringify(body)
  const headers = { 'content-type': 'application/json', ...prove(bytes) }
  const answer = await fetch(`${api.url}/webhooks/${system}/${system}`, { method: 'POST', headers, body: bytes })
  return answer.status
}

/** What was deployed to production, failed twenty minutes later, and was resolved after an hour more. */
function failed(service: string, incident: string, title: string): readonly object[] {
  const deployed = { type: 'deployment', service, environment: 'production', outcome: 'succeeded' }
  return [
    { ...deployed, id: `${service}-1`, version: 'v1', finishedAt: '2026-03-03T09:00:00Z' },
    { ...deployed, id: `${service}-2`, version: 'v2', finishedAt: time('09:00') },
    {
      type: 'incident',
      id: incident,
      service,
      title,
      openedAt: time('09:20'),
      resolvedAt: time('10:20'),
      deploymentId: `${service}-2`,
    },
  ]
}

interface Told {
  readonly deploymentFrequency: { readonly count: number }
  readonly deploymentReworkRate: { readonly reworked: number }
  readonly timeToRestore: { readonly medianSeconds: number; readonly samples: { readonly nodes: readonly object[] } }
}

async function told(service: string) {
  const { service: found } = await api.data<{ readonly service: { readonly metrics: Told } }>(
    `query ($service: String!) { service(name: $service) {
      metrics(environment: "production", window: { from: "2026-03-04T00:00:00Z", to: "2026-03-05T00:00:00Z" }) {
        deploymentFrequency { count }
        deploymentReworkRate { reworked: rate }
        timeToRestore {
          medianSeconds
          samples { nodes { restoredRule remedy restoredByFlag incidents { switchedFlags { source key enabled method confidence } } } }
        }
      } } }`,
    { service },
  )
  const { deploymentFrequency, deploymentReworkRate, timeToRestore } = found.metrics
  return {
    counts: [deploymentFrequency.count, deploymentReworkRate.reworked],
    minutes: timeToRestore.medianSeconds / 60,
    sample: timeToRestore.samples.nodes[0],
  }
}

const byFlag = (flag: string, joined: object) => ({
  restoredRule: 'MITIGATED_BY_FLAG',
  remedy: 'FLAG',
  restoredByFlag: flag,
  incidents: [{ switchedFlags: [{ key: flag, enabled: false, ...joined }] }],
})

it('takes the switches of three flag tools, and ends in the right time to restore', async () => {
  const signed = (header: string, secret: string) => (bytes: string) => ({
    [header]: createHmac('sha256', secret).update(bytes).digest('hex'),
  })
  const launchdarkly = signed('x-ld-signature', await webhookSource(api, 'launchdarkly', 'launchdarkly'))
  const flagsmith = signed('x-flagsmith-signature', await webhookSource(api, 'flagsmith', 'flagsmith'))
  const secret = await webhookSource(api, 'unleash', 'unleash')
  const unleash = () => ({ authorization: `Bearer ${secret}` })
  const resource = 'proj/web:env/production:flag/new-checkout'
  const entry = {
    _id: 'a1',
    kind: 'flag',
    date: Date.parse(time('09:35')),
    accesses: [{ action: 'updateOn', resource }],
  }
  const off = { ...entry, titleVerb: 'turned off the flag', comment: 'wrong totals, see OPS-7' }
  expect(await deliver('launchdarkly', off, launchdarkly)).toBe(202)
  expect(await deliver('launchdarkly', off, () => ({ 'x-ld-signature': 'f'.repeat(64) }))).toBe(401)

  const state = { environment: { id: 1, name: 'production' }, feature: { id: 2, name: 'new_cart' } }
  const data = { new_state: { ...state, enabled: false }, previous_state: { enabled: true }, timestamp: time('09:45') }
  expect(await deliver('flagsmith', { event_type: 'FLAG_UPDATED', data }, flagsmith)).toBe(202)

  const event = { id: 7, type: 'feature-environment-disabled', featureName: 'search-v2', project: 'search' }
  const switched = { ...event, environment: 'production', createdAt: time('09:50') }
  expect(await deliver('unleash', switched, unleash)).toBe(202)
  // Its events come before and after the incidents: neither order changes anything.
  await api.drain()
  await api.tell(
    ...failed('shop', 'OPS-7', 'Wrong totals'),
    ...failed('cart', 'OPS-8', 'new_cart loses items'),
    ...failed('search', 'OPS-9', 'Search is slow'),
  )

  expect(await told('shop')).toEqual({
    counts: [1, 0],
    minutes: 15,
    sample: byFlag('new-checkout', { source: 'launchdarkly', method: 'FLAG_REASON', confidence: 'HIGH' }),
  })
  const suggested = { source: 'flagsmith', key: 'new_cart', enabled: false, method: 'FLAG_TITLE', confidence: 'LOW' }
  expect(await told('cart')).toMatchObject({ minutes: 60, sample: { incidents: [{ switchedFlags: [suggested] }] } })
  expect((await told('search')).minutes).toBe(60)

  // Told later, by others, of no service: that it was switched on again, and that there is a second incident of the name.
  const again = { type: 'flag', key: 'new-checkout', environment: 'production', at: time('09:40'), enabled: true }
  await api.tell(again)
  const doubtful = { incidents: [{ switchedFlags: [{ method: 'FLAG_REASON', confidence: 'LOW' }] }] }
  expect(await told('shop')).toMatchObject({ minutes: 60, sample: doubtful })
}, 30_000)

it('doubts a reason once it turns out that it names two incidents', async () => {
  const address = 'https://status.example/42'
  const off = { type: 'flag', key: 'fast-mail', environment: 'production', at: time('09:30'), enabled: false }
  await api.tell(...failed('mail', 'OPS-20', 'Mail is slow'), { ...off, reason: `OPS-20 and ${address}` })
  expect((await told('mail')).minutes).toBe(10)
  await api.tell({ type: 'incident', id: 'OPS-21', service: 'bell', openedAt: time('09:20'), url: `${address}/` })
  expect((await told('mail')).minutes).toBe(60)
}, 30_000)

it('lists a flag of no service, suggests it once a rule says whose it is, and counts it once somebody confirms it', async () => {
  const waiting = '{ unattributed { nodes { kind name example } } }'
  const unclaimed = await api.data<{ readonly unattributed: { readonly nodes: readonly object[] } }>(waiting)
  expect(unclaimed.unattributed.nodes).toContainEqual({
    kind: 'FLAG_WITHOUT_SERVICE',
    name: 'search-v2',
    example: 'unleash',
  })
  const { sources } = await api.data<{ readonly sources: readonly { readonly id: string; readonly name: string }[] }>(
    '{ sources { id name } }',
  )
  const changed = await api.ask(
    'mutation ($id: ID!, $to: SourcePlacesInput!) { sourceChangePlaces(id: $id, places: $to) { userErrors { message } } }',
    {
      id: sources.find(({ name }) => name === 'unleash')?.id,
      to: { rules: 'rules:\n  - key: search-*\n    service: search\n' },
    },
    api.tokens.admin,
  )
  expect(changed.body.data).toEqual({ sourceChangePlaces: { userErrors: [] } })
  await api.drain()
  const joined = { source: 'unleash', key: 'search-v2', enabled: false, method: 'FLAG_TIME_ONLY', confidence: 'LOW' }
  expect(await told('search')).toMatchObject({
    minutes: 60,
    sample: { remedy: 'OTHER', restoredByFlag: null, incidents: [{ switchedFlags: [joined] }] },
  })

  const same = { key: 'search-v2', environment: 'production', at: time('09:50'), enabled: false }
  await api.tell({ type: 'flag', ...same, incidentId: 'OPS-9' })
  expect(await told('search')).toEqual({
    counts: [1, 0],
    minutes: 30,
    sample: byFlag('search-v2', { source: 'api', method: 'FLAG_STATED', confidence: 'HIGH' }),
  })
}, 30_000)
