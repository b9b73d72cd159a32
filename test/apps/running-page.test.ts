import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, settled } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null)
  process.stdout.write('The browser tests of the running page are skipped: no Chromium was found.\n')

const now = Date.now()
const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString()
const sha = (sign: string): string => sign.repeat(40)
const shop = 'github.com/acme/shop'
const commit = (name: string, parents: string[], hours: number) => ({
  type: 'commit',
  repository: shop,
  sha: sha(name),
  parents: parents.map(sha),
  authoredAt: ago(hours),
  message: `Make ${name}`,
})
const live = (name: string, placement: string, hours: number) => ({
  type: 'deployment',
  service: 'shop',
  environment: 'production',
  repository: shop,
  placement,
  sha: sha(name),
  liveAt: ago(hours),
})

/** `shop` runs b in the east and a in the west; of `till` no commit is known; `kiosk` is in staging alone. */
const told: object[] = [
  commit('a', [], 90),
  commit('b', ['a'], 80),
  live('a', 'east', 70),
  live('a', 'west', 69),
  live('b', 'east', 20),
  { type: 'deployment', service: 'till', environment: 'production', version: '7', liveAt: ago(10) },
  { type: 'deployment', service: 'kiosk', environment: 'staging', version: '1', liveAt: ago(10) },
]

const config = 'github.com/acme/config'
const bell = { type: 'deployment', service: 'bell', environment: 'production', configRepository: config }
const bump = (version: string, name: string, hours: number) => ({
  ...bell,
  version,
  configSha: sha(name),
  liveAt: ago(hours),
  attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
})

/** `bell` runs 1.3.0; the configuration asks for another version, which no reconciler applied yet. */
const waiting: object[] = [
  bump('1.3.0', 'e', 60),
  {
    ...bell,
    id: 'sync',
    placement: 'east',
    configRevision: sha('e'),
    finishedAt: ago(59),
    outcome: 'succeeded',
    attributes: { 'leadline.liveRule': 'SYNC' },
  },
  bump('1.4.0<b>', 'f', 50),
]

describe.skipIf(executable === null)('the running page', () => {
  let world: OwnPages
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
  }, 240_000)
  afterAll(() => world.end())

  const row = (page: Page, service: string, placement = '') =>
    page.locator(`tr[data-service="${service}"][data-placement="${placement}"]`)
  const missing = (page: Page) => page.getByRole('region', { name: 'What is missing' })

  it('says what to do where nothing runs', async () => {
    const page = await world.open('/running?env=production')
    await page.getByText('Nobody has told Leadline of any service yet').waitFor()
    await page.goto(`${world.api.url}/running?env=mars`)
    await page.getByRole('alert').getByText('No environment is called').waitFor()
    await world.api.tell(...told)
    await world.api.ask(
      'mutation { serviceUpdate(name: "shop", team: "sales") { userErrors { code } } }',
      {},
      world.api.tokens.admin,
    )
    await page.goto(`${world.api.url}/running?at=${ago(95)}`)
    await page.getByText('3 services are known').waitFor()
    await page.getByRole('link', { name: 'What runs now' }).click()
    await row(page, 'till').waitFor()
    expect(new URL(page.url()).search).toBe('')
    await page.close()
  })

  it('shows version, commit, owner, since when and what was before, place by place, and what is missing', async () => {
    const page = await world.open('/')
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Running' }).click()
    const east = row(page, 'shop', 'east')
    await east.getByText('20 hours ago').waitFor()
    expect(await east.getByRole('cell').nth(2).innerText()).toBe('sales')
    expect(await east.getByRole('cell').nth(4).innerText()).toBe('a'.repeat(10))
    expect(await row(page, 'shop', 'west').getByRole('cell').nth(4).innerText()).toBe('nothing')
    await missing(page).getByText('1 service has no owner').waitFor()
    await missing(page).getByText('1 service runs a version of which no commit is known').waitFor()
    await missing(page).getByText('1 service was never seen live in production').waitFor()
    await page.close()
  })

  it('opens, by keyboard, the changes between what was before and what runs, by a link too', async () => {
    const page = await world.open('/running')
    await row(page, 'shop', 'east')
      .getByRole('button', { name: /open what changed/ })
      .press('Enter')
    const between = page.locator('leadline-difference')
    await between.getByText('Came: 1 change in 1 commit').waitFor()
    await page.reload()
    await between.getByRole('link', { name: 'Make b' }).waitFor()
    await page.close()
  })

  it('looks at one team, another environment and another moment, all in the address', async () => {
    const page = await world.open('/running')
    await page.getByLabel('Team').selectOption('sales')
    await row(page, 'till').waitFor({ state: 'detached' })
    await page.getByLabel('Team').selectOption('')
    await page.getByLabel('Environment').selectOption('staging')
    await row(page, 'kiosk').waitFor()
    await page.goBack()
    await page.getByLabel('Moment').fill(ago(30).slice(0, 16))
    await page.getByRole('button', { name: 'Show that moment' }).click()
    await row(page, 'shop', 'east')
      .getByRole('link', { name: 'a'.repeat(10) })
      .first()
      .waitFor()
    expect(new URL(page.url()).searchParams.get('at')).toBe(`${ago(30).slice(0, 16)}:00.000Z`)
    await page.getByRole('button', { name: 'Show now' }).click()
    await row(page, 'till').waitFor()
    await page.close()
  })

  it('says what is asked for and not live yet, here and on the page of the service, and leads to its deployment', async () => {
    await world.api.tell(...waiting)
    const page = await world.open('/running')
    const coming = row(page, 'bell', 'east').locator('.coming')
    expect(await coming.innerText()).toMatch(/^1\.4\.0<b> is on its way\s+since \S+/)
    expect(await coming.locator('time').getAttribute('datetime')).toBe(ago(50))
    expect(await page.locator('.coming').count()).toBe(1)
    await coming.getByRole('link', { name: '1.4.0<b>' }).press('Enter')
    await page.waitForURL((url) => url.pathname.startsWith('/deployments/'))
    await page.getByRole('heading', { name: 'From commit to live' }).waitFor()

    await page.goto(`${world.api.url}/services/bell`)
    const note = page.getByRole('region', { name: 'On its way' })
    await note.getByText('is on its way to production (east) since').waitFor()
    await note.getByText('and not live yet; 1.3.0 runs there.').waitFor()
    await note.getByRole('link', { name: '1.4.0<b>' }).press('Enter')
    await page.waitForURL((url) => url.pathname.startsWith('/deployments/'))
    await page.goto(`${world.api.url}/services/till`)
    await page.getByRole('heading', { name: 'till', level: 1 }).waitFor()
    await settled(page)
    expect(await page.locator('leadline-on-its-way').isHidden()).toBe(true)
    await page.close()
  })

  it('has no serious fault that axe would find, light or dark, and sticks out nowhere', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const page = await world.open('/running', world.api.tokens.read, own)
    await row(page, 'shop', 'east').locator('button:not(.opens)').click()
    await page.locator('leadline-difference').getByText('Came').waitFor()
    await expectSound(page)
    const service = await world.open('/services/bell', world.api.tokens.read, own)
    await service.getByRole('region', { name: 'On its way' }).waitFor()
    await expectSound(service)
    await own.close()
  })

  it('spoke to nobody else and complained of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })
})
