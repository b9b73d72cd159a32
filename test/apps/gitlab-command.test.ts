import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/embedded.ts'

beforeAll(buildLeadline, 300_000)

it('sets which projects of GitLab are measured, what is an incident, and what releases deploy', async () => {
  const database = await testDatabase()
  const db = await openDatabase({ url: database.url })
  onTestFinished(async () => {
    await db.close()
    await database.close()
  })
  const env = { DATABASE_URL: database.url, LEADLINE_HOME: temporaryFolder() }
  const run = (...args: readonly string[]) => leadline(['source', ...args], { env }).ended
  const settings = async (): Promise<unknown> => {
    const [row] = await db.query<{ settings: unknown }>(sql`select settings from source where name = 'acme'`)
    return row?.settings
  }
  const chosen = ['--repository', 'acme/shop/web', '--incident-label', 'outage', '--ignore-environment', 'review']
  const added = await run('add', 'gitlab', 'acme', ...chosen, '--environment', 'production')
  expect([added.code, added.out]).toEqual([0, expect.stringContaining('/webhooks/gitlab/acme')])
  const first = { repositories: ['acme/shop/web'], incidentLabels: ['outage'], ignoredEnvironments: ['review'] }
  expect(await settings()).toEqual({ ...first, environment: 'production' })

  const changed = await run('change', 'acme', '--incident-label', 'sev1', '--releases-deploy-to', 'live')
  expect(changed).toMatchObject({ code: 0, out: 'acme is changed.\n' })
  expect(changed.err).toContain('Releases that are delivered from now on deploy to live; what was delivered before')
  const then = { ...first, incidentLabels: ['sev1'], releasesDeployTo: 'live', environment: 'production' }
  expect(await settings()).toEqual(then)

  expect((await run('change', 'acme', '--repository', 'acme/store')).err).toContain('and no others')
  expect(await settings()).toEqual({ ...then, repositories: ['acme/store'] })
  await run('add', 'github', 'hub')
  expect((await run('change', 'hub', '--repository', 'acme/store')).err).toContain('source repositories hub')

  expect((await run('add', 'gitlab', 'other', '--cluster', 'eu-1')).err).toContain('has no cluster')
  expect((await run('add', 'gitlab', 'other', '--api', 'https://x.example.com')).err).toContain('not of gitlab')
  expect((await run('add', 'github', 'other', '--repository', 'a/b/c')).err).toContain('it must be owner/name')
  expect((await run('add', 'gitlab', 'other', '--repository', 'alone')).err).toContain('of GitLab group/project')
}, 60_000)
