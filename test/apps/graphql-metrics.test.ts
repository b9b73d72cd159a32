import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, week } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

const five = `{
  deploymentFrequency { count perDay perWeek activeDays workingDays byKind { kind count } attempts failedAttempts sampleSize unavailableReason displayName better interval { low high level method } definition { preset unit start arrival kinds text rulesVersion } window { from to timeZone firstDay lastDay } series(by: DAY) { start end count perDay } deployments { totalCount nodes { version kind } } }
  leadTimeForChanges { medianSeconds meanSeconds p90Seconds sampleSize insufficient stages { stage medianSeconds meanSeconds share } pending { count } linesPerChange changesPerDeployment series(by: WEEK) { sampleSize medianSeconds } samples(slowestFirst: true) { totalCount nodes { seconds startedAt liveAt commitSha change { number title } deployment { version } stages { stage from to seconds } } } flags { code count } }
  changeFailureRate { rate failed deployments confirmedRate byTimeAlone rolledPast { version } failures { nodes { basis confidence seconds restoredRule remedy impactStartedAt restoredAt deployment { version } restoredBy { version } incidents { externalId title severity } evidence { method deliveries } } } }
  timeToRestore { medianSeconds openCount atLeastSeconds byRemedy { remedy count medianSeconds } allIncidentsCount impactSeconds samples { totalCount } }
  deploymentReworkRate { rate rework deployments samples { nodes { version kind } } }
  checks { p50Seconds p90Seconds rerunShare sampleSize }
  flags { code count message metrics }
}`

describe('the metrics of a service', () => {
  it('are those of its week, with the evidence behind each', async () => {
    const question = `query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) ${five} } }`
    const { service } = await api.data<{ service: { metrics: Record<string, unknown> } }>(question, { w: week })
    const about = ['deploymentFrequency', 'changeFailureRate']
    expect(service.metrics).toMatchObject({
      flags: expect.arrayContaining([expect.objectContaining({ code: 'SMALL_SAMPLE', count: 2, metrics: about })]),
      deploymentFrequency: {
        count: 2,
        perDay: 2 / 7,
        activeDays: 1,
        workingDays: 5,
        attempts: 3,
        displayName: 'Deployment frequency',
        better: 'higher',
        definition: { preset: 'LEADLINE', unit: 'CHANGE', kinds: ['CODE', 'CONFIG'], rulesVersion: expect.any(String) },
        window: {
          from: '2026-03-02T00:00:00.000Z',
          to: '2026-03-09T00:00:00.000Z',
          timeZone: 'UTC',
          firstDay: '2026-03-02',
          lastDay: '2026-03-08',
        },
        deployments: { totalCount: 2, nodes: [{ version: 'c3c3c3c3c3c3' }, { version: 'c2c2c2c2c2c2' }] },
        interval: { level: 0.9 },
      },
      leadTimeForChanges: {
        medianSeconds: 72_000,
        sampleSize: 3,
        insufficient: true,
        p90Seconds: null,
        pending: { count: 0 },
        linesPerChange: 12,
        samples: {
          totalCount: 3,
          nodes: [{ seconds: 86_400, change: { number: 1, title: 'First' } }, { seconds: 72_000 }, { seconds: 10_800 }],
        },
      },
      changeFailureRate: {
        rate: 0.5,
        failed: 1,
        deployments: 2,
        byTimeAlone: 0,
        failures: {
          nodes: [
            {
              basis: 'EXPLICIT',
              confidence: 'HIGH',
              seconds: 1_800,
              restoredRule: 'MITIGATED',
              deployment: { version: 'c2c2c2c2c2c2' },
              restoredBy: { version: 'c0c0c0c0c0c0' },
              incidents: [{ externalId: 'shop-outage', title: 'Down', severity: 1 }],
            },
          ],
        },
      },
      timeToRestore: {
        medianSeconds: 1_800,
        openCount: 0,
        allIncidentsCount: 1,
        impactSeconds: 1_800,
        samples: { totalCount: 1 },
      },
      deploymentReworkRate: { rate: 2 / 3, rework: 2, deployments: 3 },
      checks: { p50Seconds: 900, p90Seconds: null, rerunShare: 1, sampleSize: 2 },
    })
  })

  it('add up: the stages of each sample to its length, and its length to its times', async () => {
    const question = `query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) ${five} } }`
    const { service } = await api.data<{
      service: {
        metrics: {
          leadTimeForChanges: {
            samples: { nodes: { seconds: number; startedAt: string; liveAt: string; stages: { seconds: number }[] }[] }
          }
        }
      }
    }>(question, { w: week })
    for (const { seconds, startedAt, liveAt, stages } of service.metrics.leadTimeForChanges.samples.nodes) {
      expect(stages.reduce((sum, stage) => sum + stage.seconds, 0)).toBe(seconds)
      expect((Date.parse(liveAt) - Date.parse(startedAt)) / 1_000).toBe(seconds)
    }
  })

  it('are null with a reason, and zero where nothing happened, in an empty window', async () => {
    const question = `query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) ${five} } }`
    const { service } = await api.data<{ service: { metrics: object } }>(question, {
      w: { from: '2025-01-01T00:00:00Z', to: '2025-01-08T00:00:00Z' },
    })
    expect(service.metrics).toMatchObject({
      deploymentFrequency: { count: 0 },
      leadTimeForChanges: { medianSeconds: null, sampleSize: 0 },
      changeFailureRate: { rate: null, deployments: 0 },
      timeToRestore: { medianSeconds: null },
      deploymentReworkRate: { rate: null },
      checks: { p50Seconds: null, sampleSize: 0 },
    })
  })

  it.each([
    ['unit COMMIT', { unit: 'COMMIT' }, { sampleSize: 3, medianSeconds: 72_000 }],
    ['unit DEPLOYMENT', { unit: 'DEPLOYMENT' }, { sampleSize: 2, medianSeconds: 45_000 }],
    ['start MERGED', { start: 'MERGED' }, { sampleSize: 3, medianSeconds: 64_800 }],
    ['start PR_OPENED', { start: 'PR_OPENED' }, { sampleSize: 3, medianSeconds: 68_400 }],
    ['a preset by name', { preset: 'LEADLINE' }, { sampleSize: 3, medianSeconds: 72_000 }],
    ['a fixed window of blame', { blameWindowHours: 1 }, { sampleSize: 3, medianSeconds: 72_000 }],
  ])('follow the definition: %s', async (_what, definition, lead) => {
    const question = `query ($w: WindowInput!, $d: DefinitionInput) { service(name: "shop") { metrics(window: $w, definition: $d) { leadTimeForChanges { sampleSize medianSeconds samples { nodes { seconds commitSha change { number } } } } changeFailureRate { rate } } } }`
    const { service } = await api.data<{
      service: {
        metrics: { leadTimeForChanges: { samples: { nodes: { commitSha: string | null; change: object | null }[] } } }
      }
    }>(question, { w: week, d: definition })
    expect(service.metrics).toMatchObject({ leadTimeForChanges: lead, changeFailureRate: { rate: 0.5 } })
    for (const sample of service.metrics.leadTimeForChanges.samples.nodes) {
      if (_what === 'unit COMMIT') expect(sample.commitSha).toMatch(/^[0-9a-f]{40}$/)
      if (_what === 'unit DEPLOYMENT') expect(sample).toMatchObject({ commitSha: null, change: null })
      if (_what.startsWith('start'))
        expect(sample).toMatchObject({ commitSha: null, change: { number: expect.any(Number) } })
    }
  })

  it('are the same a second and a third time, when the document was compiled', async () => {
    const question = `query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) ${five} } } # compiled`
    const [first, second, third] = [
      await api.ask(question, { w: week }),
      await api.ask(question, { w: week }),
      await api.ask(question, { w: week }),
    ]
    expect(second.body).toEqual(first.body)
    expect(third.body).toEqual(first.body)
  })

  it('are pooled over a team, never a mean of medians', async () => {
    const question = `query ($w: WindowInput!) { team(name: "sales") { name services { totalCount nodes { name } } metrics(window: $w) { pooled { deploymentFrequency { count } leadTimeForChanges { sampleSize medianSeconds } changeFailureRate { rate deployments } } services { service { name } metrics { deploymentFrequency { count } } } } } }`
    expect(await api.data(question, { w: week })).toEqual({
      team: {
        name: 'sales',
        services: { totalCount: 2, nodes: [{ name: 'cart' }, { name: 'shop' }] },
        metrics: {
          pooled: {
            deploymentFrequency: { count: 4 },
            leadTimeForChanges: { sampleSize: 6, medianSeconds: 72_000 },
            changeFailureRate: { rate: 0.5, deployments: 4 },
          },
          services: [
            { service: { name: 'cart' }, metrics: { deploymentFrequency: { count: 2 } } },
            { service: { name: 'shop' }, metrics: { deploymentFrequency: { count: 2 } } },
          ],
        },
      },
    })
  })

  it('stand beside each other in a comparison, with an earlier window', async () => {
    const question = `query ($w: WindowInput!, $a: ComparisonBase) { compare(services: ["shop", "cart"], window: $w, against: $a) { window { firstDay } against { firstDay lastDay } rows { service { name } metrics { deploymentFrequency { count } } before { deploymentFrequency { count } } } } }`
    expect(await api.data(question, { w: week, a: 'PREVIOUS_WINDOW' })).toMatchObject({
      compare: {
        against: { firstDay: '2026-02-23', lastDay: '2026-03-01' },
        rows: [
          { service: { name: 'cart' }, before: { deploymentFrequency: { count: 1 } } },
          { service: { name: 'shop' }, metrics: { deploymentFrequency: { count: 2 } } },
        ],
      },
    })
    expect(await api.data(question, { w: week, a: 'SAME_WINDOW_LAST_YEAR' })).toMatchObject({
      compare: { against: { firstDay: '2025-03-02', lastDay: '2025-03-08' } },
    })
    expect(await api.data(question, { w: week })).toMatchObject({
      compare: { against: null, rows: [{ before: null }, { before: null }] },
    })
  })
})
