import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { apiTokenOf } from '#access/webhook-secret'
import { addWebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import { buildLeadline, leadline } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'leadline-argocd-'))
const home = join(folder, 'home')
const tokenFile = join(folder, 'token.txt')
let database: TestDatabase
beforeAll(async () => {
  buildLeadline()
  database = await testDatabase()
  writeFileSync(tokenFile, 'the-token-of-an-account\n')
}, 300_000)
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return leadline(['source', ...args], { env: { DATABASE_URL: database.url, LEADLINE_HOME: home } }).ended
}

async function source() {
  const [found] = await webhookSources(database.db, { system: 'argocd', name: 'cd', now: Date.now() })
  return found ?? expect.fail('there is no source')
}

it('sets where the API of an Argo CD is read, sends a token to one address only, and ends it', async () => {
  const secret = Buffer.from('sealed')
  await addWebhookSource(database.db, { name: 'cd', system: 'argocd', settings: {}, secret })
  expect((await run('api', 'cd', '--url', 'http://10.0.0.1', '--token-file', tokenFile)).err).toContain('--allow-http')
  expect(await source()).toMatchObject({ settings: {}, credential: null })

  const how = ['--token-file', tokenFile, '--allow-private']
  const made = await run('api', 'cd', '--url', 'https://argocd.example.com/', ...how)
  expect([made.code, made.out]).toEqual([0, expect.stringContaining('https://argocd.example.com every minute')])
  const { settings, credential } = await source()
  expect(settings).toEqual({ api: { url: 'https://argocd.example.com', allowPrivate: true, allowHttp: false } })
  const box = new SecretBox({ given: null, home })
  expect(await box.open(apiTokenOf('cd'), credential ?? Buffer.of())).toBe('the-token-of-an-account')

  expect((await run('api', 'cd', '--url', 'https://elsewhere.example.com')).err).toContain('one address only')
  expect((await source()).settings).toEqual(settings)
  expect((await run('api', 'cd', '--off')).code).toBe(0)
  expect(await source()).toMatchObject({ settings: {}, credential: null })
})

it('reads a Prometheus without a token, and no other system', async () => {
  const secret = Buffer.from('sealed')
  for (const [name, system] of [
    ['alerts', 'alertmanager'],
    ['on-call', 'pagerduty'],
    ['flux', 'flux'],
  ] as const)
    await addWebhookSource(database.db, { name, system, settings: {}, secret })
  const made = await run('api', 'alerts', '--url', 'https://prometheus.example.com')
  expect([made.code, made.out]).toEqual([0, expect.stringContaining('every 5 minutes from now on, without a token.')])
  expect((await run('api', 'on-call')).err).toContain('--token-file FILE')
  expect((await run('api', 'flux')).err).toContain('flux is a source of flux; only those of alertmanager, argocd, ')
  expect((await run('api', 'nobody')).err).toContain('There is no source nobody.')
})
