import { afterAll, beforeAll, expect, it } from 'vitest'
import { addWebhookSource, changeSettings, webhookSources } from '#storage/stores/webhook-sources'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('changes of different settings at the same time lose none of them', async () => {
  const { db } = database
  const settings = { api: 'https://api.github.com', releasesDeployTo: 'production', incidentLabels: ['incident'] }
  await addWebhookSource(db, { name: 'acme', system: 'github', settings, secret: Buffer.from('sealed') })
  const found = async (): Promise<{ id: number; settings: unknown }> => {
    const [source] = await webhookSources(db, { system: 'github', name: 'acme', now: 0 })
    if (source === undefined) throw new Error('There is no source.')
    return source
  }
  const { id } = await found()
  await Promise.all([
    changeSettings(db, id, { repositories: ['acme/shop'] }),
    changeSettings(db, id, { ignoredEnvironments: ['staging'], releasesDeployTo: null }),
    changeSettings(db, id, { incidentLabels: ['outage'] }),
  ])
  expect((await found()).settings).toEqual({
    api: 'https://api.github.com',
    repositories: ['acme/shop'],
    ignoredEnvironments: ['staging'],
    incidentLabels: ['outage'],
  })
  expect(await changeSettings(db, id + 1, { repositories: [] })).toBe(false)
})
