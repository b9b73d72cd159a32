import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { githubEvents } from '#dashboards/github-events'
import { appEvents } from '#sources/github/manifest'
import { findBrowser } from '../support/browser.ts'
import { deliver, recordedDelivery } from '../support/github-delivery.ts'
import { serveGit } from '../support/git-http-server.ts'
import { temporaryFolder, TestRepository } from '../support/git-repository.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'
import { serveRegistry } from '../support/registry-server.ts'

const executable = findBrowser()
if (executable === null)
  process.stdout.write('The browser tests of the setup page are skipped: no Chromium was found.\n')

const run = promisify(execFile)
const shell = async (script: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> =>
  JSON.parse((await run('bash', ['-c', script], { env: { PATH: process.env['PATH'] ?? '', ...env } })).stdout)

describe.skipIf(executable === null)('the setup page', () => {
  let world: OwnPages
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
  }, 240_000)
  afterAll(() => world.end())

  const copyable = (page: Page | Locator, label: string) =>
    page.locator('leadline-copyable').getByRole('region', { name: label, exact: true })
  const arrival = (page: Page) => page.locator('[data-arrival]')
  const source = (page: Page, name: string) => page.locator(`li[data-source="${name}"]`)

  async function add(page: Page, kind: string, name: string): Promise<void> {
    await page.getByRole('radio', { name: kind }).check()
    await page.getByRole('textbox', { name: /^Name/ }).fill(name)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
  }

  it('is where an empty overview leads, and shows a new pipeline all that it needs, once', async () => {
    const page = await world.open('/')
    await page.getByRole('link', { name: 'Add a source' }).click()
    await page.waitForURL((url) => url.pathname === '/setup')
    await page.getByText('Nobody sends yet.').waitFor()
    await add(page, 'A pipeline that posts events', 'ci')
    expect(page.url()).toContain('add=events')
    const token = await copyable(page, 'Token').innerText()
    expect(token).toMatch(/^ll_/)
    expect(await copyable(page, 'curl').innerText()).toContain(token)

    await world.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy Token' }).click()
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token)

    await page.getByRole('button', { name: 'Send a test event' }).click()
    await page.getByText('Test received: the token works').waitFor()
    await source(page, 'ci').getByText('Test received', { exact: true }).waitFor()
    await arrival(page).getByText('The test was received. Waiting for the first real event').waitFor()
    expect(await world.api.data('{ services { totalCount } ingest { lastEventAt } }')).toEqual({
      services: { totalCount: 0 },
      ingest: { lastEventAt: null },
    })

    expect(await shell(await copyable(page, 'curl').innerText())).toMatchObject({ accepted: 1 })
    await arrival(page).getByText('the first event was taken in').waitFor({ timeout: 2_000 })
    await source(page, 'ci').getByText('Connected').waitFor()

    await page.getByText('GitHub Actions', { exact: true }).click()
    const [step] = parse(await copyable(page, 'Step of GitHub Actions').innerText()) as [{ readonly run: string }]
    const told = await shell(step.run, {
      LEADLINE_TOKEN: token,
      OUTCOME: 'succeeded',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: 'a'.repeat(40),
    })
    expect(told).toMatchObject({ accepted: 1, rejected: [] })
    await page.getByText('GitLab CI', { exact: true }).click()
    const jobs = parse(await copyable(page, 'Job of GitLab CI').innerText()) as Record<string, { script: [string] }>
    const variables = { CI_PROJECT_NAME: 'web', CI_SERVER_HOST: 'gitlab.example.com', CI_PROJECT_PATH: 'acme/web' }
    const also = await shell(jobs['tell-leadline']?.script[0] ?? '', {
      LEADLINE_TOKEN: token,
      CI_COMMIT_SHA: 'b'.repeat(40),
      ...variables,
    })
    expect(also).toMatchObject({ accepted: 1, rejected: [] })

    await page.getByRole('button', { name: 'Done' }).click()
    expect(await page.getByText(token).count()).toBe(0)
    await page.reload()
    await source(page, 'ci').getByText('Connected').waitFor()
    expect(await page.locator('leadline-app').getByText(token).count()).toBe(0)
    await page.close()
  })

  it('gives a sink of CDEvents an address and a header, and takes what is sent from a terminal', async () => {
    const page = await world.open('/setup')
    await add(page, 'A sender of CDEvents', 'builds')
    expect(await copyable(page, 'Address').innerText()).toBe(`${world.api.url}/webhooks/cdevents/builds`)
    const header = await copyable(page, 'Header').innerText()
    expect(header).toMatch(/^Authorization: Bearer llwh_[0-9a-f]{64}$/)
    await page.getByRole('button', { name: 'Send a test', exact: true }).click()
    await page.getByText('Test received: address and secret fit.').waitFor()
    await arrival(page).getByText('It says nothing that is measured').waitFor()
    const curl = await copyable(page, 'curl').innerText()
    expect(await shell(curl)).toEqual({ received: true, duplicate: false })
    await arrival(page).getByText('the first delivery was taken in').waitFor()
    expect(await shell(curl)).toEqual({ received: true, duplicate: true })
    await expectSound(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await source(page, 'builds').getByText('Connected').waitFor()
    await page.close()
  })

  it('gives Harbor an endpoint and an auth header, and tries them', async () => {
    const page = await world.open('/setup?add=harbor')
    await add(page, 'Harbor', 'registry')
    expect(await copyable(page, 'Endpoint URL').innerText()).toBe(`${world.api.url}/webhooks/harbor/registry`)
    expect(await copyable(page, 'Auth header').innerText()).toMatch(/^Bearer llwh_[0-9a-f]{64}$/)
    await page.getByRole('button', { name: 'Send a test', exact: true }).click()
    await page.getByText('Test received: address and secret fit.').waitFor()
    await arrival(page).getByText('It says nothing that is measured').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await source(page, 'registry').getByText('Reached').waitFor()
    await page.close()
  })

  it('asks a registry that it is told of, and says what it asks for', async () => {
    const registry = await serveRegistry()
    onTestFinished(() => registry.close())
    const page = await world.open('/setup?add=registry')
    await page.getByRole('textbox', { name: /^Registry/ }).fill(`${registry.url}/shop`)
    await page.getByLabel('Token, if it is not public').fill('robot:secret')
    await add(page, 'An image registry', 'images')
    await page.getByText('for deployed images of which no commit is known').waitFor()
    await arrival(page).getByText('It was read: 0 events taken in.').waitFor()
    expect(await page.locator('leadline-app').getByText('robot:secret').count()).toBe(0)
    await expectSound(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await source(page, 'images').getByText('nothing was found there yet').waitFor()
    expect(registry.requests).toEqual([])
    await page.close()
  })

  it('gives a pipeline the command that posts its attestations', async () => {
    const page = await world.open('/setup?add=provenance')
    await add(page, 'Attestations of builds', 'attested')
    const secret = await copyable(page, 'Secret').innerText()
    await page.getByRole('button', { name: 'Send a test', exact: true }).click()
    await arrival(page).getByText('It says nothing that is measured').waitFor()
    const recorded = JSON.parse(readFileSync('test/sources/provenance/without-a-time.in.json', 'utf8')) as {
      body: object
    }
    const folder = temporaryFolder('leadline-attestation-')
    writeFileSync(join(folder, 'attestation.json'), JSON.stringify(recorded.body))
    const curl = await copyable(page, 'curl').innerText()
    expect(await shell(`cd ${folder} && ${curl}`, { LEADLINE_SECRET: secret })).toMatchObject({ received: true })
    await arrival(page).getByText('the first delivery was taken in').waitFor()
    await expectSound(page)
    await page.close()
  })

  it('gives Argo CD a manifest with the address and the secret, and tries them', async () => {
    const page = await world.open('/setup?add=argocd')
    await add(page, 'Argo CD Its notifications', 'cd')
    const [kept, configured] = parseAllDocuments(await copyable(page, 'Manifest').innerText())
    const secret = String(kept?.getIn(['stringData', 'leadline-token']))
    expect(secret).toMatch(/^llwh_[0-9a-f]{64}$/)
    const service: unknown = parse(String(configured?.getIn(['data', 'service.webhook.leadline'])))
    expect(service).toMatchObject({ url: `${world.api.url}/webhooks/argocd/cd` })
    await page.getByRole('button', { name: 'Send a test', exact: true }).click()
    await page.getByText('Test received: address and secret fit.').waitFor()
    await arrival(page).getByText('It says nothing that is measured').waitFor()
    await expectSound(page)
    await page.close()
  })

  it('gives Flux a manifest with the address and the secret, and tries them by a signature', async () => {
    const page = await world.open('/setup?add=flux')
    await add(page, 'Flux Its notification-controller', 'clusters')
    const text = await copyable(page, 'Manifest').innerText()
    const [kept, provider, alert] = parseAllDocuments(text)
    expect(String(kept?.getIn(['stringData', 'token']))).toMatch(/^llwh_[0-9a-f]{64}$/)
    expect(provider?.getIn(['spec', 'address'])).toBe(`${world.api.url}/webhooks/flux/clusters`)
    expect(alert?.getIn(['spec', 'eventSources', 0, 'kind'])).toBe('Kustomization')
    await page.getByRole('button', { name: 'Send a test', exact: true }).click()
    await page.getByText('Test received: address and secret fit.').waitFor()
    await arrival(page).getByText('It says nothing that is measured').waitFor()
    await expectSound(page)
    await page.close()
  })

  it('gives Argo Rollouts, Flagger and a cluster what they paste, and tries the address and the secret in it', async () => {
    const systems = [
      ['argo-rollouts', 'Argo Rollouts', /leadline-token: (llwh_[0-9a-f]{64})\n/],
      ['flagger', 'Flagger', /leadline:(llwh_[0-9a-f]{64})@/],
      ['kubernetes', 'A Kubernetes cluster', /token: (llwh_[0-9a-f]{64})\n/],
    ] as const
    for (const [system, title, secret] of systems) {
      const page = await world.open(`/setup?add=${system}`)
      await add(page, title, `${system}-eu`)
      const text = await copyable(page, 'Manifest').innerText()
      expect(text).toMatch(secret)
      expect(text).toContain(`/webhooks/${system}/${system}-eu\n`)
      await page.getByRole('button', { name: 'Send a test', exact: true }).click()
      await page.getByText('Test received: address and secret fit.').waitFor()
      await arrival(page).getByText('It says nothing that is measured').waitFor()
      await page.close()
    }
  })

  it('gives Kargo a Secret and a step, sets its places, and leads to the page that changes them', async () => {
    const page = await world.open('/setup')
    const group = page.getByRole('group', { name: 'GitOps: what runs in your clusters' })
    expect(await group.getByRole('radio').count()).toBe(6)
    await page.getByRole('radio', { name: /^Argo CD/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await group.getByRole('radio', { name: /^Kargo .*not yet tried with a running one/ }).isChecked()).toBe(true)
    await page.getByRole('textbox', { name: /^Name / }).fill('promotions')
    await page.getByLabel('Cluster that it runs in').fill('eu-1')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const text = await copyable(page, 'Manifest').innerText()
    expect(text).toMatch(/token: llwh_[0-9a-f]{64} /)
    expect(text).toContain(`url: ${world.api.url}/webhooks/kargo/promotions\n`)
    await page.getByRole('button', { name: 'Send a test', exact: true }).click()
    await page.getByText('Test received: address and secret fit.').waitFor()
    await arrival(page).getByText('It says nothing that is measured').waitFor()
    await expectSound(page)

    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: 'promotions' }).click()
    await page.getByText('kargo: Known from its documentation').waitFor()
    expect(await page.getByLabel('Cluster that it runs in').inputValue()).toBe('eu-1')
    await page.getByText('Rules of your own').click()
    await page.getByLabel('Rules, as YAML').fill('rules: [{ name: basket-* }]')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('line 1, column 9, rule 1: it says nothing').waitFor()
    await page.getByLabel('Rules, as YAML').fill('rules: [{ name: basket-*, service: basket }]')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. It holds within moments.').waitFor()
    await expectSound(page)
    await page.close()
  })

  it('gives GitHub an address and a secret, tries them, and says within a second that something came', async () => {
    expect(Object.keys(githubEvents)).toEqual([...appEvents])
    const page = await world.open('/setup?add=github')
    await add(page, 'GitHub', 'acme')
    const url = await copyable(page, 'Payload URL').innerText()
    const secret = await copyable(page, 'Secret').innerText()
    expect(url).toBe(`${world.api.url}/webhooks/github/acme`)
    await page.getByText('Pull request reviews').waitFor()
    await page.getByText('GitHub cannot reach').waitFor()
    await page.getByRole('button', { name: 'Send a test', exact: true }).click()
    await page.getByText('Test received: address and secret fit.').waitFor()
    await arrival(page).getByText('It says nothing that is measured').waitFor()

    const { headers, body } = recordedDelivery('request-merged')
    const event = headers['x-github-event'] ?? ''
    expect((await deliver(url, { secret, event, body: JSON.stringify(body) })).status).toBe(202)
    const sentAt = performance.now()
    await arrival(page).getByText('the first delivery was taken in').waitFor({ timeout: 5_000 })
    expect(performance.now() - sentAt).toBeLessThan(3_000)
    await page.getByRole('button', { name: 'Done' }).click()
    expect(await source(page, 'acme').getByRole('link', { name: 'acme' }).getAttribute('href')).toBe('/setup/acme')

    await page.getByRole('button', { name: 'New secret for acme' }).click()
    await page.getByText('The old secret still counts for 24 hours.').waitFor()
    await page.getByRole('button', { name: 'Make a new secret' }).click()
    const other = await copyable(page, 'Secret').innerText()
    expect(other).not.toBe(secret)
    for (const each of [other, secret])
      expect((await deliver(url, { secret: each, event: 'ping', body: '{}' })).status).toBe(202)
    await page.close()
  })

  it('has repositories read by address and token, and says what cannot be', async () => {
    const app = await TestRepository.create((write) => write.commit('a').tag('v1', 'a').commit('b').tag('v2', 'b'))
    const bump = (tag: string) => ({
      files: { 'envs/production/shop.yaml': `image:\n  repository: registry.example/shop\n  tag: ${tag}\n` },
    })
    const config = await TestRepository.create((write) =>
      write.commit('first', bump(app.sha('a'))).commit('second', bump(app.sha('b'))),
    )
    const token = 'token-that-nobody-may-see'
    const host = await serveGit(dirname(app.path), { basic: `x-access-token:${token}` })
    const page = await world.open('/setup')
    const address = (repository: TestRepository) => `${host.url}/${basename(repository.path)}`
    await page.getByRole('radio', { name: 'A GitOps configuration repository' }).check()
    await page.getByLabel('Address').fill(address(config))
    await page.getByLabel('Token').fill(token)
    await page.getByText('Rules of your own').click()
    await page.getByLabel('Rules, as YAML').fill('enviroment: production\n')
    await add(page, 'A GitOps configuration repository', 'deployments')
    await page.getByRole('alert').getByText('environment').waitFor()
    await page.getByLabel('Rules, as YAML').fill('environment: production\n')
    await add(page, 'A GitOps configuration repository', 'deployments')
    await arrival(page).getByText('It was read: 4 events taken in.').waitFor({ timeout: 30_000 })
    await source(page, 'deployments').getByText(address(config)).waitFor()
    await source(page, 'deployments').getByText('npx leadline source change deployments --rules rules.yaml').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await config.write((write) => write.commit('third', { files: { 'envs/production/web.yaml': 'image: [' } }))
    await source(page, 'deployments').getByText('1 remark from the last reading').click()
    await source(page, 'deployments').getByText('of 2 versions no commit was found').waitFor()
    await source(page, 'deployments').getByRole('button', { name: 'Read now' }).click()
    await source(page, 'deployments').getByText('envs/production/web.yaml').waitFor({ timeout: 30_000 })

    await page.getByRole('radio', { name: 'A git repository' }).check()
    await page.getByLabel('Address').fill('ext::sh -c id')
    await add(page, 'A git repository', 'app')
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Address').fill(address(app))
    await page.getByLabel('Token').fill('another')
    await page.getByLabel('What of it is a deployment?').selectOption('Tags of a pattern')
    await page.getByLabel('Pattern of the tags').fill('v*')
    await add(page, 'A git repository', 'app')
    await arrival(page).getByText('It cannot be read').waitFor({ timeout: 30_000 })
    await source(page, 'app').getByText('Failing').waitFor()
    expect(await page.locator('main').innerHTML()).not.toContain(token)
    await page.close()
  })

  it('says what is wrong with a name, and with what came', async () => {
    const page = await world.open('/setup?add=events')
    await add(page, 'A pipeline that posts events', 'ci')
    await page.getByRole('alert').getByText('A source of this name is there already.').waitFor()
    await add(page, 'A pipeline that posts events', 'other')
    const token = await copyable(page, 'Token').innerText()
    const wrong = await fetch(`${world.api.url}/api/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"type":"deployment"}',
    })
    expect(wrong.status).toBe(400)
    await arrival(page).getByText('Received, but not understood').waitFor()
    await source(page, 'other').getByText('could not be understood').waitFor()
    await page.close()
  })

  it('tells a token that only reads whom to ask, and nothing else', async () => {
    const page = await world.open('/setup?add=github', world.api.tokens.read)
    await page.getByText('This page is for administrators').waitFor()
    expect(await page.locator('leadline-source-list, form').count()).toBe(0)
    await page.close()
  })

  it('has no serious fault that axe would find, light or dark, and sticks out nowhere', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const page = await world.open('/setup?add=github', world.api.tokens.admin, own)
    await expectSound(page)
    await add(page, 'GitHub', `hub-${'x'.repeat(90)}`)
    await copyable(page, 'Secret').waitFor()
    await expectSound(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await add(page, 'A pipeline that posts events', 'another')
    await page.getByText('GitHub Actions', { exact: true }).click()
    await expectSound(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('radio', { name: 'A git repository' }).check()
    await page.getByLabel('What of it is a deployment?').selectOption('What comes onto a branch')
    await expectSound(page)
    await own.close()
  })

  it('spoke to nobody else and complained of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })
})
