import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Leadline, startLeadline } from './support/leadline.ts'

/** The worked day of the event contract: what is posted, and what must be answered. Window 2026-03-02 to 2026-03-09, UTC. */
const [c0, c1, c2, c3] = ['c0', 'c1', 'c2', 'c3'].map((name) => name.repeat(20)) as [string, string, string, string]

function day(service: string, { rollbackAs }: { rollbackAs: 'rollback' | 'deployment' }) {
  const deployment = { type: 'deployment', service, environment: 'production', outcome: 'succeeded' }
  const back =
    rollbackAs === 'rollback'
      ? {
          type: 'rollback',
          service,
          environment: 'production',
          at: '2026-03-03T09:45:00Z',
          deploymentId: `${service}-2`,
          sha: c0,
        }
      : { ...deployment, id: `${service}-3`, sha: c0, finishedAt: '2026-03-03T09:45:00Z' }
  return [
    { type: 'commit', service, sha: c0, parents: [], authoredAt: '2026-03-01T10:00:00Z' },
    { ...deployment, id: `${service}-1`, sha: c0, finishedAt: '2026-03-01T12:00:00Z' },
    { type: 'commit', service, sha: c1, parents: [c0], authoredAt: '2026-03-02T09:00:00Z' },
    {
      type: 'pull_request',
      service,
      number: 1,
      openedAt: '2026-03-02T10:00:00Z',
      mergedAt: '2026-03-02T12:00:00Z',
      state: 'merged',
      commits: [c1],
    },
    { type: 'commit', service, sha: c2, parents: [c1], authoredAt: '2026-03-02T13:00:00Z' },
    {
      type: 'pull_request',
      service,
      number: 2,
      openedAt: '2026-03-02T14:00:00Z',
      mergedAt: '2026-03-02T15:00:00Z',
      state: 'merged',
      commits: [c2],
    },
    { ...deployment, id: `${service}-2`, sha: c2, finishedAt: '2026-03-03T09:00:00Z' },
    {
      type: 'incident',
      id: `${service}-outage`,
      service,
      openedAt: '2026-03-03T09:20:00Z',
      mitigatedAt: '2026-03-03T09:50:00Z',
      resolvedAt: '2026-03-03T10:30:00Z',
      deploymentId: `${service}-2`,
    },
    back,
    { type: 'commit', service, sha: c3, parents: [c2], authoredAt: '2026-03-03T13:00:00Z' },
    {
      type: 'pull_request',
      service,
      number: 3,
      openedAt: '2026-03-03T15:00:00Z',
      mergedAt: '2026-03-03T15:30:00Z',
      state: 'merged',
      commits: [c3],
      labels: ['hotfix'],
    },
    {
      ...deployment,
      id: `${service}-4`,
      sha: c3,
      finishedAt: '2026-03-03T16:00:00Z',
      remediates: [`${service}-outage`],
    },
  ]
}

const query = /* GraphQL */ `
  query WorkedDay($service: String!) {
    service(name: $service) {
      metrics(window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }) {
        deploymentFrequency { count byKind { kind count } deployments { nodes { sha kind } } }
        leadTimeForChanges { medianSeconds sampleSize samples { nodes { seconds change { number } stages { seconds } } } }
        changeFailureRate { rate failed deployments failures { nodes { basis deployment { sha } } } }
        timeToRestore { medianSeconds openCount }
        deploymentReworkRate { rate rework deployments }
      }
    }
  }
`

interface Answer {
  readonly service: {
    readonly metrics: {
      readonly deploymentFrequency: {
        readonly count: number
        readonly byKind: readonly { readonly kind: string; readonly count: number }[]
        readonly deployments: { readonly nodes: readonly { readonly sha: string }[] }
      }
      readonly leadTimeForChanges: {
        readonly medianSeconds: number
        readonly sampleSize: number
        readonly samples: {
          readonly nodes: readonly {
            readonly seconds: number
            readonly change: { readonly number: number }
            readonly stages: readonly { readonly seconds: number }[]
          }[]
        }
      }
      readonly changeFailureRate: {
        readonly rate: number
        readonly failed: number
        readonly deployments: number
        readonly failures: {
          readonly nodes: readonly { readonly basis: string; readonly deployment: { readonly sha: string } }[]
        }
      }
      readonly timeToRestore: { readonly medianSeconds: number; readonly openCount: number }
      readonly deploymentReworkRate: { readonly rate: number; readonly rework: number; readonly deployments: number }
    }
  }
}

let leadline: Leadline

async function send(type: string, body: string): Promise<unknown> {
  const response = await fetch(`${leadline.url}/api/events`, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${leadline.token}` },
    body,
  })
  expect(response.status).toBe(202)
  return response.json()
}

beforeAll(async () => {
  leadline = await startLeadline()
})
afterAll(() => leadline?.close())

describe.each([
  { service: 'shop', as: 'an array' },
  { service: 'shop-lines', as: 'lines' },
  { service: 'shop-singly', as: 'one a request, newest first' },
  { service: 'shop-redeployed', as: 'with the rollback told as a deployment' },
])('the worked day, sent as $as', ({ service, as }) => {
  let answer: Answer['service']['metrics']

  beforeAll(async () => {
    const events = day(service, { rollbackAs: service === 'shop-redeployed' ? 'deployment' : 'rollback' })
    if (as === 'lines')
      expect(
        await send('application/x-ndjson', events.map((event) => `${JSON.stringify(event)}\n`).join('')),
      ).toMatchObject({ accepted: 12 })
    else if (service === 'shop-singly')
      for (const event of events.toReversed())
        expect(await send('application/json', JSON.stringify(event))).toMatchObject({ accepted: 1 })
    else
      expect(await send('application/json', JSON.stringify(events))).toEqual({
        accepted: 12,
        duplicates: 0,
        rejectedCount: 0,
        rejected: [],
      })
    await leadline.idle()
    answer = (await leadline.ask<Answer>(query, { service })).service.metrics
  })

  it('has 2 deployments and 1 rollback', () => {
    expect(answer.deploymentFrequency.count).toBe(2)
    expect(answer.deploymentFrequency.byKind.filter(({ count }) => count > 0)).toEqual([
      { kind: 'CODE', count: 2 },
      { kind: 'ROLLBACK', count: 1 },
    ])
    expect(answer.deploymentFrequency.deployments.nodes.map(({ sha }) => sha).toSorted()).toEqual([c2, c3].toSorted())
  })

  it('has lead times of 1,200, 1,440 and 180 minutes, whose stages add up', () => {
    const { samples, medianSeconds, sampleSize } = answer.leadTimeForChanges
    const byNumber = samples.nodes
      .map((sample) => [sample.change.number, sample.seconds / 60] as const)
      .toSorted(([a], [b]) => a - b)
    expect(byNumber).toEqual([
      [1, 1440],
      [2, 1200],
      [3, 180],
    ])
    expect({ sampleSize, median: medianSeconds / 60 }).toEqual({ sampleSize: 3, median: 1200 })
    for (const sample of samples.nodes)
      expect(sample.stages.reduce((sum, stage) => sum + stage.seconds, 0)).toBe(sample.seconds)
  })

  it('has a change failure rate of 1 in 2, by the incident’s own word', () => {
    expect(answer.changeFailureRate).toMatchObject({ rate: 0.5, failed: 1, deployments: 2 })
    expect(answer.changeFailureRate.failures.nodes).toEqual([{ basis: 'EXPLICIT', deployment: { sha: c2 } }])
  })

  it('is restored after 30 minutes', () => {
    expect(answer.timeToRestore).toMatchObject({ medianSeconds: 1800, openCount: 0 })
  })

  it('has 2 reworks in 3', () => {
    expect(answer.deploymentReworkRate).toMatchObject({ rework: 2, deployments: 3 })
    expect(answer.deploymentReworkRate.rate).toBeCloseTo(2 / 3, 6)
  })

  it('takes the same body again as duplicates', async () => {
    const events = day(service, { rollbackAs: service === 'shop-redeployed' ? 'deployment' : 'rollback' })
    expect(await send('application/json', JSON.stringify(events))).toMatchObject({ accepted: 0, duplicates: 12 })
    await leadline.idle()
    expect((await leadline.ask<Answer>(query, { service })).service.metrics).toEqual(answer)
  })
})

const beside = /* GraphQL */ `
  query Beside($service: String!) {
    service(name: $service) {
      definitions(
        window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }
        presets: [LEADLINE, GITLAB, DATADOG, DEVLAKE]
      ) {
        deploymentFrequency { perWeek }
        leadTimeForChanges { medianSeconds }
        changeFailureRate { failed deployments }
        timeToRestore { medianSeconds }
        deploymentReworkRate { rate rework deployments }
      }
    }
  }
`

interface Beside {
  readonly service: {
    readonly definitions: readonly {
      readonly deploymentFrequency: { readonly perWeek: number }
      readonly leadTimeForChanges: { readonly medianSeconds: number }
      readonly changeFailureRate: { readonly failed: number; readonly deployments: number }
      readonly timeToRestore: { readonly medianSeconds: number }
      readonly deploymentReworkRate: {
        readonly rate: number | null
        readonly rework: number
        readonly deployments: number
      }
    }[]
  }
}

it('the worked day has, as other systems count it, the numbers of the table in docs/metrics.md', async () => {
  const { definitions } = (await leadline.ask<Beside>(beside, { service: 'shop' })).service
  const minutes = (seconds: number): string => (seconds / 60).toLocaleString('en-GB')
  const row = (name: string, cellOf: (by: (typeof definitions)[number]) => string): string =>
    `| ${[name, ...definitions.map(cellOf)].join(' | ')} |`
  const rows = [
    row('deployments a week', ({ deploymentFrequency: { perWeek } }) => String(perWeek)),
    row('lead time in minutes', ({ leadTimeForChanges: { medianSeconds } }) => minutes(medianSeconds)),
    row('change failures', ({ changeFailureRate: { failed, deployments } }) => `${failed} of ${deployments}`),
    row('time to restore in minutes', ({ timeToRestore: { medianSeconds } }) => minutes(medianSeconds)),
    row('rework', ({ deploymentReworkRate: { rate, rework, deployments } }) =>
      rate === null ? 'none' : `${rework} of ${deployments}`,
    ),
  ]
  const shown = readFileSync(new URL('../docs/metrics.md', import.meta.url), 'utf8')
  for (const each of rows) expect(shown).toContain(`${each}\n`)
})
