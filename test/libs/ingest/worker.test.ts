import { afterAll, beforeAll, expect, it } from 'vitest'
import { ingestStatus } from '#ingest/ingest-status'
import { unpackOwnDays } from '#metrics/packed-days'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { dump, post, testNow, testWorker } from '../../support/ingest.ts'
import { toldDay } from '../../support/service-days.ts'

const [c0, c1, c2, c3] = ['c0', 'c1', 'c2', 'c3'].map((name) => name.repeat(20)) as [string, string, string, string]
const deployment = { type: 'deployment', service: 'shop', environment: 'production', outcome: 'succeeded' }

const day = [
  { type: 'commit', service: 'shop', sha: c0, parents: [], authoredAt: '2026-03-01T10:00:00Z' },
  { ...deployment, id: 'd1', sha: c0, finishedAt: '2026-03-01T12:00:00Z' },
  { type: 'commit', service: 'shop', sha: c1, parents: [c0], authoredAt: '2026-03-02T09:00:00Z' },
  {
    type: 'pull_request',
    service: 'shop',
    number: 1,
    openedAt: '2026-03-02T10:00:00Z',
    mergedAt: '2026-03-02T12:00:00Z',
    commits: [c1],
  },
  { type: 'commit', service: 'shop', sha: c2, parents: [c1], authoredAt: '2026-03-02T13:00:00Z' },
  {
    type: 'pull_request',
    service: 'shop',
    number: 2,
    openedAt: '2026-03-02T14:00:00Z',
    mergedAt: '2026-03-02T15:00:00Z',
    commits: [c2],
  },
  { ...deployment, id: 'd2', sha: c2, finishedAt: '2026-03-03T09:00:00Z' },
  {
    type: 'incident',
    id: 'i1',
    service: 'shop',
    openedAt: '2026-03-03T09:20:00Z',
    mitigatedAt: '2026-03-03T09:50:00Z',
    resolvedAt: '2026-03-03T10:30:00Z',
    deploymentId: 'd2',
  },
  {
    type: 'rollback',
    service: 'shop',
    environment: 'production',
    at: '2026-03-03T09:45:00Z',
    deploymentId: 'd2',
    sha: c0,
  },
  { type: 'commit', service: 'shop', sha: c3, parents: [c2], authoredAt: '2026-03-03T13:00:00Z' },
  {
    type: 'pull_request',
    service: 'shop',
    number: 3,
    openedAt: '2026-03-03T15:00:00Z',
    mergedAt: '2026-03-03T15:30:00Z',
    labels: ['hotfix'],
    commits: [c3],
  },
  { ...deployment, id: 'd3', sha: c3, finishedAt: '2026-03-03T16:00:00Z', remediates: ['i1'] },
]

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.close())

it('makes the worked day into facts', async () => {
  await post(test.db, day)
  expect((await ingestStatus(test.db, testNow)).pending).toBe(12)
  await testWorker(test.db).drain()
  expect((await ingestStatus(test.db, testNow)).pending).toBe(0)
  const facts = await dump(test.db)
  expect(facts.deployments.map((row) => (row as { kind: string }).kind).toSorted()).toEqual([
    'CODE',
    'CODE',
    'CODE',
    'ROLLBACK',
  ])
  expect(
    facts.changes
      .map((row) => row as { key: string; live_at: number; started_at: number })
      .map((row) => [row.key, (row.live_at - row.started_at) / 60_000]),
  ).toEqual([
    ['shop#1', 1_440],
    ['shop#2', 1_200],
    ['shop#3', 180],
  ])
  expect(facts.failures).toHaveLength(1)
  const days = facts.days.map((row) => {
    const { service, environment, day, packed } = row as Record<'service' | 'environment' | 'day' | 'packed', string>
    const [told, ...others] = unpackOwnDays(Buffer.from(packed, 'hex')).map(toldDay)
    expect(others).toEqual([])
    return { ...(told ?? expect.fail('an empty day')), service, environment, day }
  })
  const shop = { service: 'shop', environment: 'production', failedAttempts: 0, aborted: 0 }
  expect(days).toEqual([
    {
      ...shop,
      day: '2026-03-01',
      kinds: [1, 0, 0, 0, 0, 0, 0],
      attempts: 1,
      rework: 0,
      coverage: null,
      changesPerDeployment: null,
      leads: [],
    },
    {
      ...shop,
      day: '2026-03-03',
      kinds: [2, 0, 1, 0, 0, 0, 0],
      attempts: 3,
      rework: 2,
      coverage: 1,
      changesPerDeployment: 1.5,
      leads: [180, 1_200, 1_440].map((minutes) => minutes * 60_000),
    },
  ])
})
