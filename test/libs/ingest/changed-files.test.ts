import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dump, post, testWorker, type Wire } from '../../support/ingest.ts'

const configRepository = 'git.example/platform/live'
const path = 'apps/till'
const said = { type: 'deployment', service: 'till', environment: 'production', configRepository }
const [first, second] = ['1', '2'].map((digit) => digit.repeat(40)) as [string, string]

function commit(sha: string, parents: readonly string[], at: string, more: Wire = {}): Wire {
  return {
    type: 'commit',
    source: 'api',
    repository: configRepository,
    sha,
    parents,
    authoredAt: at,
    committedAt: at,
    paths: [`${path}/values.yaml`],
    ...more,
  }
}

function sync(configRevision: string, at: string): Wire {
  const attributes = { 'leadline.liveRule': 'SYNC', 'config.path': path }
  return {
    ...said,
    source: 'argocd',
    id: `sync ${configRevision}`,
    configRevision,
    startedAt: at,
    finishedAt: at,
    outcome: 'succeeded',
    attributes,
  }
}

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.close())

it('what a commit of the configuration changed is known anew when it is told anew, by the same worker', async () => {
  const worker = testWorker(test.db)
  const kinds = async (): Promise<unknown[]> => {
    await worker.drain()
    return (await dump(test.db)).deployments.map((row) => (row as { readonly kind: string }).kind)
  }
  const asked = { ...said, id: 'bump', version: '1.0.0', configSha: first, liveAt: '2026-03-02T08:00:00Z' }
  await post(test.db, [
    commit(first, [], '2026-03-02T08:00:00Z', { transport: true }),
    { ...asked, attributes: { 'leadline.liveRule': 'CONFIG_MERGE' } },
    sync(first, '2026-03-02T08:05:00Z'),
    commit(second, [first], '2026-03-03T08:00:00Z', { transport: false }),
    sync(second, '2026-03-03T08:05:00Z'),
  ])
  expect(await kinds()).toEqual(['CODE', 'CONFIG'])
  await post(test.db, [commit(second, [first], '2026-03-03T08:00:00Z', { transport: true })])
  expect(await kinds()).toEqual(['CODE', 'REDEPLOY'])
})
