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

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  const opened = {
    type: 'incident',
    id: 'shop-outage',
    service: 'shop',
    openedAt: '2026-03-03T09:20:00Z',
    deploymentId: 'shop-2',
  }
  await api.tell(...shortWeek('shop').map(recorded), recorded(opened))
})
afterAll(() => api.close())

const question = `query ($w: WindowInput!, $a: DateTime) { service(name: "shop") { metrics(window: $w, asOf: $a) {
  deploymentFrequency { count deployments { totalCount nodes { version kind failure { basis restoredAt } changes { totalCount nodes { number } } previous { version } } } }
  leadTimeForChanges { sampleSize samples { nodes { seconds deployment { version } } } pending { count } }
  changeFailureRate { failed failures { nodes { basis restoredAt incidents { externalId restoredAt } deployment { version } } } }
  timeToRestore { openCount medianSeconds } checks { sampleSize } } } }`

describe('as of a moment', () => {
  it('before the incident nothing had failed', async () => {
    expect(await api.data(question, { w: week, a: '2026-03-03T09:10:00Z' })).toMatchObject({
      service: {
        metrics: {
          deploymentFrequency: {
            count: 1,
            deployments: {
              totalCount: 1,
              nodes: [
                {
                  version: 'c2c2c2c2c2c2',
                  failure: null,
                  changes: { totalCount: 2 },
                  previous: { version: 'c0c0c0c0c0c0' },
                },
              ],
            },
          },
          changeFailureRate: { failed: 0 },
        },
      },
    })
  })

  it('during the incident the failure was open', async () => {
    expect(await api.data(question, { w: week, a: '2026-03-03T09:30:00Z' })).toMatchObject({
      service: {
        metrics: {
          changeFailureRate: {
            failed: 1,
            failures: {
              nodes: [
                {
                  basis: 'EXPLICIT',
                  restoredAt: null,
                  incidents: [{ externalId: 'shop-outage', restoredAt: null }],
                  deployment: { version: 'c2c2c2c2c2c2' },
                },
              ],
            },
          },
          timeToRestore: { openCount: 1 },
        },
      },
    })
  })

  it('of the end it is the answer of today, and the same whether or not the moment is named', async () => {
    const whole = await api.data<{ service: { metrics: object } }>(question, { w: week })
    const late = await api.data<{ service: { metrics: object } }>(question, { w: week, a: '2026-03-19T00:00:00Z' })
    expect(late).toEqual(whole)
  })

  it('incidents are those that were known', async () => {
    const list =
      'query ($a: DateTime) { incidents(filter: { service: "shop" }, asOf: $a) { totalCount nodes { externalId restoredAt services { name } failures { basis } } } }'
    expect(await api.data(list, { a: '2026-03-03T09:10:00Z' })).toEqual({ incidents: { totalCount: 0, nodes: [] } })
    expect(await api.data(list, { a: '2026-03-03T09:30:00Z' })).toMatchObject({
      incidents: {
        totalCount: 1,
        nodes: [
          {
            externalId: 'shop-outage',
            restoredAt: null,
            services: [{ name: 'shop' }],
            failures: [{ basis: 'EXPLICIT' }],
          },
        ],
      },
    })
    expect(await api.data(list, { a: '2026-03-19T00:00:00Z' })).toMatchObject({
      incidents: { nodes: [{ restoredAt: '2026-03-03T09:50:00.000Z' }] },
    })
  })

  it('tells how long ago the last deployment was, whatever was announced for later', async () => {
    const run = { type: 'deployment', service: 'early', environment: 'production', sha: 'a'.repeat(40) }
    const announced = { liveAt: '2026-03-07T12:00:00Z', recordedAt: '2026-03-03T13:00:00Z' }
    await api.tell(recorded({ ...run, id: 'early-1', liveAt: '2026-03-03T12:00:00Z' }), {
      ...run,
      id: 'early-2',
      sha: 'b'.repeat(40),
      ...announced,
    })
    const last =
      'query ($w: WindowInput!, $a: DateTime) { service(name: "early") { metrics(window: $w, asOf: $a) { deploymentFrequency { daysSinceLast } } } }'
    const told = (daysSinceLast: number) => ({ service: { metrics: { deploymentFrequency: { daysSinceLast } } } })
    const w = { ...week, from: '2026-03-04T00:00:00Z' }
    expect(await api.data(last, { w, a: '2026-03-05T12:00:00Z' })).toEqual(told(2))
    expect(await api.data(last, { w, a: '2026-03-08T12:00:00Z' })).toEqual(told(1))
  })

  it('of the future is refused', async () => {
    const { body } = await api.ask(question, { w: week, a: '2027-01-01T00:00:00Z' })
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'asOf' } }] })
  })
})
