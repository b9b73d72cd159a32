import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, settled, watch } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null)
  process.stdout.write('The browser tests of teams and tokens are skipped: no Chromium was found.\n')

const now = Date.now()
const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString()
const commit = (service: string, sha: string, parents: string[], hours: number) => ({
  type: 'commit',
  service,
  sha: sha.repeat(40),
  parents: parents.map((parent) => parent.repeat(40)),
  authoredAt: ago(hours),
})
const live = (service: string, sha: string, hours: number) => ({
  type: 'deployment',
  id: `${service}-${sha}`,
  service,
  environment: 'production',
  sha: sha.repeat(40),
  liveAt: ago(hours),
})

/** Of the team `sales`: `shop`, whose last change took 10 hours, and `till`, whose two took 2 and 4. */
const told: object[] = [
  commit('shop', 'a', [], 300),
  live('shop', 'a', 290),
  commit('shop', 'b', ['a'], 110),
  live('shop', 'b', 100),
  commit('till', 'c', [], 300),
  live('till', 'c', 290),
  { ...commit('till', 'd', ['c'], 92), author: { name: 'renovate', bot: true } },
  live('till', 'd', 90),
  commit('till', 'e', ['d'], 84),
  live('till', 'e', 80),
  { type: 'incident', id: 'i1', service: 'till', title: 'No receipts', deploymentId: 'till-e', openedAt: ago(79) },
  { type: 'deployment', service: 'bell', environment: 'staging', version: '1', liveAt: ago(10) },
]

describe.skipIf(executable === null)('the pages of teams and tokens', () => {
  let world: OwnPages
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    await world.api.tell(...told)
    for (const [service, team] of [
      ['shop', 'sales'],
      ['till', 'sales'],
      ['bell', 'idle'],
      ['bell', 'bells'],
    ])
      await world.api.ask(
        'mutation ($service: String!, $team: String!) { serviceUpdate(name: $service, team: $team) { userErrors { code } } }',
        { service, team },
        world.api.tokens.admin,
      )
  }, 240_000)
  afterAll(() => world.end())

  const card = (page: Page, metric: string): Locator => page.locator(`leadline-metric-card.${metric}`)

  describe('the page of a team', () => {
    it('pools its services, lists each by itself, and says what is open', async () => {
      const page = await world.open('/?last=P7D')
      await page.getByRole('link', { name: 'sales' }).first().click()
      await page.getByRole('heading', { name: 'sales', level: 1 }).waitFor()
      await settled(page)
      const lead = card(page, 'leadTimeForChanges').first()
      expect(await lead.locator('data').getAttribute('value')).toBe(String(4 * 3600))
      await lead.getByText('3 changes').waitFor()
      await card(page, 'deploymentFrequency').getByText('3 deployments').waitFor()
      expect(await page.locator('leadline-service-table tr[data-service]').count()).toBe(2)
      const open = page.getByRole('region', { name: 'Open now' })
      await open.getByText('No receipts').waitFor()
      expect(await open.getByRole('link', { name: 'till' }).getAttribute('href')).toBe('/services/till?last=P7D')
      expect(await page.getByRole('link', { name: 'What runs of it' }).getAttribute('href')).toBe(
        '/running?last=P7D&team=sales',
      )
      await page.getByRole('link', { name: 'shop' }).click()
      await page.getByRole('link', { name: 'sales' }).click()
      await page.getByRole('heading', { name: 'sales', level: 1 }).waitFor()
      await page.close()
    })

    it('says what is missing where there is nothing to count', async () => {
      const page = await world.open('/teams/idle')
      await page.getByText('No service belongs to').waitFor()
      await page.goto(`${world.api.url}/teams/nobody`)
      await page.getByRole('heading', { name: 'No such team' }).waitFor()
      await page.goto(`${world.api.url}/teams/bells`)
      await page.getByText('Nothing was ever deployed to production.').waitFor()
      await page.getByRole('link', { name: 'staging' }).click()
      await card(page, 'deploymentFrequency').getByText('1 deployment').waitFor()
      await page.close()
    })
  })

  describe('the page of definitions', () => {
    it('is led to from the menu and from a number, says what it counts, and lets another definition hold on the pages', async () => {
      const page = await world.open('/services/till?last=P7D')
      const lead = card(page, 'leadTimeForChanges').first()
      expect(await lead.locator('data').getAttribute('value')).toBe(String(3 * 3600))
      await lead.getByText('bots 1, too few samples; not known by whom 1, too few samples').waitFor()
      const menu = page.getByRole('navigation', { name: 'Pages' })
      expect(await menu.getByRole('link', { name: 'Definitions' }).getAttribute('href')).toBe('/definitions?last=P7D')
      await lead.getByRole('link', { name: /^Definition/ }).click()
      await page.getByRole('heading', { name: 'Definitions', level: 1 }).waitFor()
      const rule = page.locator('[data-metric="leadTimeForChanges"] .rule')
      await rule.getByText('first commit').waitFor()
      await page.getByText('Rules 1, by which this Leadline counts').waitFor()
      expect(await page.locator('[data-metric="leadTimeForChanges"] .stages dt').allInnerTexts()).toContain('Approve')
      await page.getByLabel('Lead time of').selectOption('DEPLOYMENT')
      await rule.getByText('each deployment once').waitFor()
      await page.getByRole('link', { name: 'Show the numbers' }).click()
      await page.getByText('lead time of each deployment').waitFor()
      expect(new URL(page.url()).search).toBe('?last=P7D&unit=DEPLOYMENT')
      await page.getByRole('link', { name: 'till', exact: true }).click()
      await page.getByText('lead time of each deployment').waitFor()
      await lead.getByText('2 changes').waitFor()
      await page.getByRole('link', { name: 'Leadline’s own' }).click()
      await page.getByText('lead time of each deployment').waitFor({ state: 'detached' })
      expect(page.url()).toBe(`${world.api.url}/services/till?last=P7D`)
      await page.close()
    })
  })

  describe('the account page', () => {
    it('makes a token that is shown once, lists it, and revokes it once that was confirmed', async () => {
      const page = await world.open('/')
      await page.getByRole('link', { name: 'Account' }).click()
      await page.getByText('everything, and change how Leadline is set up').first().waitFor()
      await page.getByRole('textbox', { name: /^Name/ }).fill('board')
      await page.getByRole('button', { name: 'Make the token' }).click()
      const shown = page.getByRole('region', { name: 'Token', exact: true })
      const token = await shown.innerText()
      const asked = () => world.api.ask('{ ingest { pending } }', {}, token)
      expect((await asked()).status).toBe(200)
      const row = page.locator('tr[data-token]').filter({ hasText: 'board' })
      await row.getByText('valid').waitFor()
      expect(await page.getByRole('region', { name: 'All tokens' }).innerText()).not.toContain(token.slice(10))
      await page.getByRole('button', { name: 'Done' }).click()
      await shown.waitFor({ state: 'detached' })

      await row.getByRole('button', { name: 'Revoke' }).click()
      await row.getByRole('button', { name: 'Keep it' }).click()
      expect((await asked()).status).toBe(200)
      await row.getByRole('button', { name: 'Revoke' }).click()
      await row.getByRole('button', { name: 'Revoke it' }).click()
      await row.getByText('revoked').waitFor()
      expect((await asked()).status).toBe(401)
      await page.getByRole('button', { name: 'Sign out here' }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await page.close()
    })

    it('says to everybody else what they may do and whom to ask', async () => {
      const page = await world.open('/account', world.api.tokens.read)
      await page.getByText('read all numbers and records').waitFor()
      await page.getByText('An administrator makes, sees and revokes tokens').waitFor()
      expect(await page.getByRole('region', { name: 'All tokens' }).count()).toBe(0)
      await page.close()
    })
  })

  it('ask for a token, and say what is wrong with a bad one', async () => {
    const own = await world.newContext({})
    const watched = watch(own, world.api.url, /status of 401/)
    const page = await own.newPage()
    await page.goto(world.api.url)
    await page.getByLabel('Token', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('The token is missing, wrong, expired or revoked.').waitFor()
    await page.getByLabel('Token', { exact: true }).fill(world.api.tokens.read)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'shop' }).first().waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Token', { exact: true }).waitFor()
    expect(watched.complaints).toEqual([])
    await own.close()
  })

  it('say so where a page cannot be loaded, and load it again', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const page = await world.open('/', world.api.tokens.read, own)
    await own.route(/\/assets\/coverage-[^/]*\.js$/, (route) => route.fulfill({ status: 404 }))
    await page.getByRole('link', { name: 'Coverage' }).click()
    await page.getByRole('alert').getByText('it was updated while this tab was open').waitFor()
    await expectSound(page)
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('link', { name: 'shop' }).first().waitFor()
    await page.goBack()
    await page.getByRole('alert').waitFor()
    await own.unroute(/\/assets\/coverage-[^/]*\.js$/)
    await page.getByRole('button', { name: 'Load again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Coverage' }).waitFor()
    await own.close()
  })

  it('have no serious fault that axe would find, light or dark, and stick out nowhere', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    for (const path of ['/teams/sales', '/account', '/definitions?by=HUMAN']) {
      const page = await world.open(path, world.api.tokens.admin, own)
      await expectSound(page)
      await page.close()
    }
    await own.close()
  })

  it('spoke to nobody else and complained of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })
})
