import { demoCatalogue } from '#demo/catalogue'
import { isEmpty, removeDemo, tellDemo } from '#apps/server/demo'
import { sql } from '#storage/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Leadline, startLeadline } from '../support/leadline.ts'

const now = Date.UTC(2026, 5, 17, 15, 42)
const midnight = Date.UTC(2026, 5, 17)
const day = 86_400_000

const query = /* GraphQL */ `
  query Story($service: String!, $window: WindowInput!) {
    service(name: $service) {
      team { name }
      repository { name }
      paths
      environments { name tier }
      metrics(window: $window) {
        deploymentFrequency { count byKind { kind count } aborted failedAttempts }
        leadTimeForChanges { medianSeconds sampleSize coverage stages { stage medianSeconds } flags { code } }
        changeFailureRate { failed deployments byTimeAlone failures { nodes { basis restoredRule remedy incidents { externalId } } } }
        timeToRestore { openCount }
        deploymentReworkRate { rework }
      }
    }
  }
`

interface Story {
  readonly service: {
    readonly team: { readonly name: string }
    readonly repository: { readonly name: string }
    readonly paths: readonly string[]
    readonly environments: readonly { readonly name: string; readonly tier: string }[]
    readonly metrics: {
      readonly deploymentFrequency: {
        readonly count: number
        readonly byKind: readonly { readonly kind: string; readonly count: number }[]
        readonly aborted: number
        readonly failedAttempts: number
      }
      readonly leadTimeForChanges: {
        readonly medianSeconds: number
        readonly sampleSize: number
        readonly coverage: number | null
        readonly stages: readonly { readonly stage: string; readonly medianSeconds: number | null }[]
        readonly flags: readonly { readonly code: string }[]
      }
      readonly changeFailureRate: {
        readonly failed: number
        readonly deployments: number
        readonly byTimeAlone: number
        readonly failures: {
          readonly nodes: readonly {
            readonly basis: string
            readonly restoredRule: string | null
            readonly remedy: string | null
          }[]
        }
      }
      readonly timeToRestore: { readonly openCount: number }
      readonly deploymentReworkRate: { readonly rework: number }
    }
  } | null
}

let leadline: Leadline

/** The story of a service between so many days ago and so many days ago. */
async function story(service: string, from: number, to = 0): Promise<NonNullable<Story['service']>> {
  const window = {
    from: new Date(midnight - from * day).toISOString(),
    to: new Date(midnight - to * day).toISOString(),
  }
  const { service: found } = await leadline.ask<Story>(query, { service, window })
  if (found === null) throw new Error(`No service ${service}`)
  return found
}

function kind(told: NonNullable<Story['service']>, name: string): number {
  return told.metrics.deploymentFrequency.byKind.find((entry) => entry.kind === name)?.count ?? 0
}

function failures(told: NonNullable<Story['service']>, basis: string) {
  return told.metrics.changeFailureRate.failures.nodes.filter((failure) => failure.basis === basis)
}

function approve(told: NonNullable<Story['service']>): number {
  return (told.metrics.leadTimeForChanges.stages.find(({ stage }) => stage === 'APPROVE')?.medianSeconds ?? 0) / 3_600
}

const own = [
  {
    type: 'commit',
    repository: 'git.example/own/thing',
    sha: 'a'.repeat(40),
    parents: [],
    authoredAt: '2026-06-01T09:00:00Z',
    author: { name: 'Own Person' },
  },
  {
    type: 'deployment',
    service: 'own-thing',
    environment: 'production',
    sha: 'a'.repeat(40),
    repository: 'git.example/own/thing',
    liveAt: '2026-06-02T09:00:00Z',
  },
  {
    type: 'incident',
    id: 'own-1',
    services: ['own-thing'],
    openedAt: '2026-06-02T09:20:00Z',
    resolvedAt: '2026-06-02T10:00:00Z',
  },
]

beforeAll(async () => {
  leadline = await startLeadline(() => now)
  expect(await isEmpty(leadline.db)).toBe(true)
  expect(await tellDemo(leadline.db, now)).toBeGreaterThan(10_000)
  await leadline.idle()
})
afterAll(() => leadline?.close())

describe('the demo in the numbers', () => {
  it('is not told twice', async () => {
    expect(await tellDemo(leadline.db, now)).toBe(0)
    expect(await isEmpty(leadline.db)).toBe(false)
  })

  it.each(demoCatalogue)(
    '$name belongs to $team, and its numbers are whole',
    async ({ name, team, repository, paths }) => {
      const told = await story(name, 365)
      expect({ team: told.team.name, repository: told.repository.name, paths: told.paths }).toEqual({
        team,
        repository,
        paths,
      })
      const { leadTimeForChanges, deploymentFrequency, changeFailureRate } = told.metrics
      expect(deploymentFrequency.count).toBeGreaterThanOrEqual(2)
      expect(leadTimeForChanges.coverage ?? 1).toBeGreaterThanOrEqual(0.95)
      expect(leadTimeForChanges.medianSeconds).toBeGreaterThan(3_600)
      expect(changeFailureRate.failed / changeFailureRate.deployments).toBeLessThan(0.25)
    },
  )

  it('checkout waits most of a day longer for approval since eleven weeks, and in no other stage', async () => {
    const before = await story('checkout', 180, 80)
    const since = await story('checkout', 75)
    expect(approve(before)).toBeLessThan(4)
    expect(approve(since)).toBeGreaterThan(10)
    const median = (told: typeof before): number => told.metrics.leadTimeForChanges.medianSeconds / 3_600
    expect(median(since) - median(before)).toBeGreaterThan(8)
    const { leadTimeDifference: why } = await leadline.ask<{ leadTimeDifference: unknown }>(
      '{ leadTimeDifference(service: "checkout", window: { last: "P90D" }) { stageMovedMost clear } }',
      {},
    )
    expect(why).toEqual({ stageMovedMost: 'APPROVE', clear: true })
  })

  it('gateway has an open incident, at a deployment to three places', async () => {
    const told = await story('gateway', 7)
    expect(told.metrics.timeToRestore.openCount).toBe(1)
    expect(failures(told, 'EXPLICIT')).toMatchObject([{ restoredRule: null }])
  })

  it('ledger was rolled back after an incident', async () => {
    const told = await story('ledger', 16, 10)
    expect(kind(told, 'ROLLBACK')).toBe(1)
    expect(failures(told, 'EXPLICIT')).toMatchObject([{ remedy: 'ROLLBACK' }])
  })

  it('identity rolled a hotfix forward', async () => {
    const told = await story('identity', 19, 14)
    expect(failures(told, 'EXPLICIT')).toMatchObject([{ remedy: 'ROLL_FORWARD' }])
    expect(told.metrics.deploymentReworkRate.rework).toBe(1)
  })

  it('recommendations was saved by a flag', async () => {
    const told = await story('recommendations', 22, 17)
    expect(failures(told, 'EXPLICIT')).toMatchObject([{ remedy: 'FLAG', restoredRule: 'MITIGATED_BY_FLAG' }])
  })

  it('notifications reverted a change without an incident', async () => {
    expect(failures(await story('notifications', 33, 28), 'REVERT')).toHaveLength(1)
  })

  it('shop-web has an incident that only time connects, and previews apart from production', async () => {
    const told = await story('shop-web', 31, 25)
    expect(told.metrics.changeFailureRate.byTimeAlone).toBeGreaterThanOrEqual(1)
    expect(told.environments.map(({ name, tier }) => `${name} ${tier}`).toSorted()).toEqual([
      'preview EPHEMERAL',
      'production PRODUCTION',
      'staging STAGING',
    ])
  })

  it('search stopped a canary, and repeated a run that failed', async () => {
    const told = await story('search', 36, 7)
    expect(told.metrics.deploymentFrequency.aborted).toBeGreaterThanOrEqual(1)
    expect(told.metrics.deploymentFrequency.failedAttempts).toBeGreaterThanOrEqual(1)
  })

  it('inventory changed a setting without a new image', async () => {
    expect(kind(await story('inventory', 25, 20), 'CONFIG')).toBe(1)
  })

  it('tax-rates was deployed twice and says how little that proves', async () => {
    const told = await story('tax-rates', 365)
    expect(told.metrics.deploymentFrequency.count).toBe(2)
    expect(told.metrics.leadTimeForChanges.sampleSize).toBe(1)
    expect(told.metrics.leadTimeForChanges.flags.map(({ code }) => code)).toContain('SMALL_SAMPLE')
  })
})

describe('taking the demo out', () => {
  const names =
    '{ services(first: 100) { nodes { name } } teams { nodes { name } } environments { name } sources { name } }'
  let before: unknown

  beforeAll(async () => {
    await leadline.post(own)
    await leadline.idle()
    before = (await story('own-thing', 30)).metrics
    expect(await removeDemo(leadline.db)).toBeGreaterThan(10_000)
    await leadline.idle()
  })

  it('leaves what others said as it was', async () => {
    expect((await story('own-thing', 30)).metrics).toEqual(before)
    expect(before).toMatchObject({ deploymentFrequency: { count: 1 } })
  })

  it('leaves no name, person or fact of it', async () => {
    expect(await leadline.ask(names, {})).toEqual({
      services: { nodes: [{ name: 'own-thing' }] },
      teams: { nodes: [] },
      environments: [{ name: 'production' }],
      sources: [expect.objectContaining({ name: 'api' })],
    })
    const count = async (table: string): Promise<number> => {
      const [row] = await leadline.db.query<{ n: number }>({ text: `select count(*) as n from ${table}`, values: [] })
      return row?.n ?? -1
    }
    expect({
      log: await count('event_log'),
      deployments: await count('deployment'),
      people: await count('person'),
      repositories: await count('repository'),
      days: await count('service_day'),
      commits: await count('commit'),
    }).toEqual({
      log: 3,
      deployments: 1,
      people: 1,
      repositories: 2,
      days: 1,
      commits: 1,
    })
    const [dirty] = await leadline.db.query<{ n: number }>(sql`select count(*) as n from dirty_stream`)
    expect(dirty?.n).toBe(0)
  })

  it('can be told again', async () => {
    expect(await removeDemo(leadline.db)).toBe(0)
    expect(await tellDemo(leadline.db, now + day)).toBeGreaterThan(10_000)
    await leadline.idle()
    expect((await story('checkout', 365)).metrics.deploymentFrequency.count).toBeGreaterThan(100)
  })
})
