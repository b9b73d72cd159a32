import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyCatalogue } from '../support/apply-catalogue.ts'
import { findBrowser, settled } from '../support/browser.ts'
import { makeEmbed, revokeEmbed } from '../support/embed-world.ts'
import { openForeignSite } from '../support/foreign-site.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound, stickingOut } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of dashboards are skipped: no Chromium was found.\n')

const now = Date.now()
const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString()
const repository = 'github.com/acme/shop'
const sha = (sign: string): string => sign.repeat(40)

/** Two versions of a service, the second with a change of a day. */
function lived(service: string, environment: string, signs: readonly [string, string]): object[] {
  const [first, second] = signs
  const commit = { type: 'commit', repository, message: 'Grind' }
  const live = { type: 'deployment', service, environment, repository }
  return [
    { ...commit, sha: sha(first), parents: [], authoredAt: ago(100) },
    { ...commit, sha: sha(second), parents: [sha(first)], authoredAt: ago(48) },
    { ...live, sha: sha(first), version: `${service}-1`, liveAt: ago(90) },
    { ...live, sha: sha(second), version: `${service}-2`, liveAt: ago(24) },
  ]
}

const hostile = '<img src=x onerror=document.title=1>'
const file = `
teams:
  - name: Sales
services:
  - { name: shop, team: Sales }
  - { name: cart, team: Sales }
dashboards:
  - name: sales
    title: 'Sales ${hostile}'
    variables: { services: [shop, cart], teams: [Sales], environments: [production, staging], last: P30D, timeZone: Europe/Berlin }
    rows:
      - - part: TEXT
          title: '${hostile}'
          text: "First ${hostile}\\n\\nSecond"
      - - { part: METRIC, metric: leadTimeForChanges, width: 7 }
        - { part: METRIC, metric: deploymentFrequency, service: cart }
      - - { part: STAGES }
        - { part: STAGES, service: cart, title: Where carts wait }
      - - { part: SERVICES }
      - - { part: COMPARISON, metric: timeToRestore, services: [cart, shop] }
        - { part: DEPLOYMENTS }
  - name: other
    rows: [[{ part: TEXT, text: Nothing yet }]]
`

describe.skipIf(executable === null)('a dashboard', () => {
  let world: OwnPages
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    await world.api.tell(...lived('shop', 'production', ['a', 'b']), ...lived('cart', 'production', ['c', 'd']))
    await world.api.tell(...lived('shop', 'staging', ['e', 'f']))
  }, 240_000)
  afterAll(() => world.end())

  const part = (page: Page, kind: string, at = 0) =>
    page.locator(`leadline-dashboard-part[data-part="${kind}"]`).nth(at)
  const search = (page: Page) => new URL(page.url()).search

  it('is offered where there is one, and one that there is not says which there are', async () => {
    const page = await world.open('/d')
    await page.getByText('There is none yet').waitFor()
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Dashboards' })
    expect(await link.count()).toBe(0)
    expect(await applyCatalogue(world.api, file)).toEqual([])
    await page.goto(`${world.api.url}/d/nothing`)
    await page.getByRole('heading', { name: 'There is no dashboard nothing' }).waitFor()
    await page.getByRole('link', { name: 'other' }).click()
    await page.getByText('Nothing yet').waitFor()
    await link.click()
    await page.getByRole('link', { name: /^Sales/ }).click()
    await part(page, 'METRIC').locator('data').waitFor()
    expect(new URL(page.url()).pathname).toBe('/d/sales')
    expect(search(page)).toBe('')
    await page.close()
  })

  it('asks for all of its parts together, and shows each', async () => {
    const page = await world.open('/')
    let asked = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/graphql') && /DashboardData/.test(request.postData() ?? '')) asked += 1
    })
    await page.goto(`${world.api.url}/d/sales`)
    await part(page, 'METRIC').locator('data').waitFor()
    await settled(page)
    expect(asked).toBe(1)
    expect(await part(page, 'TEXT').locator('p').allInnerTexts()).toEqual([`First ${hostile}`, 'Second'])
    expect(await part(page, 'METRIC').locator('data').getAttribute('value')).toBe(String(24 * 3_600))
    await part(page, 'METRIC', 1).getByRole('link', { name: 'cart' }).waitFor()
    await part(page, 'STAGES', 1).getByRole('heading', { name: 'Where carts wait' }).waitFor()
    expect(await part(page, 'SERVICES').locator('tr[data-service]').count()).toBe(2)
    expect(await part(page, 'COMPARISON').locator('tbody th').allInnerTexts()).toEqual(['cart', 'shop'])
    expect(await part(page, 'DEPLOYMENTS').locator('tbody tr').count()).toBe(2)
    await part(page, 'DEPLOYMENTS').getByRole('columnheader', { name: 'Live (Europe/Berlin)' }).waitFor()
    const heights = ['STAGES', 'DEPLOYMENTS', 'METRIC'].map((kind) =>
      part(page, kind)
        .locator('.head')
        .first()
        .evaluate((head) => head.getBoundingClientRect().height),
    )
    expect(new Set(await Promise.all(heights)).size, 'parts side by side begin alike').toBe(1)
    expect(await page.evaluate(() => document.title)).toBe('sales · Leadline')
    await page.close()
  })

  it('says once of which days all numbers are and what is doubted of all, and what each is held against', async () => {
    const page = await world.open('/d/sales')
    await part(page, 'METRIC').getByText('No value in the window before').waitFor()
    const said = page.locator('leadline-dashboard-page .said')
    const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', year: 'numeric' }).format(now)
    expect(await said.innerText()).toMatch(new RegExp(`^production, .* – .* ${day}; until .* Europe/Berlin\\.`))
    expect(await said.locator('.chip', { hasText: 'provisional' }).count()).toBe(1)
    expect(await page.locator('leadline-dashboard-part .chip', { hasText: 'provisional' }).count()).toBe(0)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      part(page, 'DEPLOYMENTS').getByRole('button', { name: 'JSON of deployments of shop, production' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('deployments-of-shop-production.json')
    const { rows } = JSON.parse(readFileSync(await file.path(), 'utf8')) as { rows: { version: string }[] }
    expect(rows.map(({ version }) => version)).toEqual(['shop-2', 'shop-1'])
    expect(await part(page, 'SERVICES').locator('button:not(.opens)').count()).toBe(2)
    expect(await part(page, 'COMPARISON').locator('button:not(.opens)').count()).toBe(2)
    await page.close()
  })

  it('is chosen on, and the address holds what was chosen and nothing else; the way back leads back', async () => {
    const page = await world.open('/d/sales')
    await page.getByLabel('Service', { exact: true }).focus()
    await page.getByLabel('Service', { exact: true }).selectOption('cart')
    await part(page, 'DEPLOYMENTS').getByRole('link', { name: 'cart-2' }).waitFor()
    expect(search(page)).toBe('?service=cart')
    expect(await page.getByLabel('Service', { exact: true }).evaluate((element) => element.matches(':focus'))).toBe(
      true,
    )
    await page.getByRole('button', { name: '90 days' }).click()
    await page.getByLabel('Environment').selectOption('staging')
    expect(search(page)).toBe('?last=P90D&env=staging&service=cart')
    await part(page, 'DEPLOYMENTS').getByText('No deployments of any kind').waitFor()
    await page.reload()
    expect(await page.getByLabel('Environment').inputValue()).toBe('staging')
    expect(await page.getByRole('button', { name: '90 days' }).getAttribute('aria-pressed')).toBe('true')
    await page.goBack()
    await page.goBack()
    await page.goBack()
    expect(search(page)).toBe('')
    await part(page, 'DEPLOYMENTS').getByRole('link', { name: 'shop-2' }).waitFor()
    expect(await page.getByRole('button', { name: '30 days' }).getAttribute('aria-pressed')).toBe('true')
    await page.goto(`${world.api.url}/d/sales?last=soon&service=none`)
    await page.getByText('Shown instead: the time that the dashboard begins with').waitFor()
    await part(page, 'METRIC').getByText('There is no service none').waitFor()
    await page.close()
  })

  it('shows nothing of one service under another, while that is asked and when it is refused', async () => {
    const page = await world.open('/d/sales')
    let refuse = () => {}
    const refused = new Promise<void>((resolve) => (refuse = resolve))
    await page.route('**/graphql', async (route) => {
      if (!/DashboardData/.test(route.request().postData() ?? '')) return route.continue()
      await refused
      return route.fulfill({ json: { data: null, errors: [{ message: 'Not today.' }] } })
    })
    await part(page, 'DEPLOYMENTS').getByRole('link', { name: 'shop-2' }).waitFor()
    await page.getByLabel('Service', { exact: true }).selectOption('cart')
    await part(page, 'DEPLOYMENTS').getByText('Asking for the numbers').waitFor()
    expect(await page.getByText('There is no service').count()).toBe(0)
    refuse()
    await page.getByText('Not today.').waitFor()
    expect(await page.getByText('shop-2').count()).toBe(0)
    expect(await page.getByText('There is no service').count()).toBe(0)
    await page.close()
  })

  it('is embedded from its page, as it begins whatever is chosen on it', async () => {
    const page = await world.open('/d/sales?environment=staging&last=P7D&services=cart')
    await page.getByRole('button', { name: 'Embed Sales' }).click()
    const dialog = page.getByRole('dialog', { name: 'Embed numbers of sales' })
    await dialog.getByLabel('What').waitFor()
    expect(await dialog.getByLabel('What').locator('option').allInnerTexts()).toEqual(['The dashboard, as it begins'])
    expect(await dialog.locator('leadline-embed-badge').count()).toBe(0)
    expect(await dialog.getByLabel('Time').count()).toBe(0)
    await dialog
      .getByText('It shows shop and team Sales in production, the last 30 days, whatever is chosen on this page.')
      .waitFor()
    await dialog.getByRole('button', { name: 'Make the embed' }).click()
    await page.getByRole('dialog', { name: 'Made: numbers of sales' }).waitFor()
    const address = page.locator('leadline-copyable[label="Address of it alone"]')
    expect(await address.evaluate((element) => Reflect.get(element, 'text') as string)).toContain('/embed/')
    const answer = await world.api.ask('{ embeds { dashboard environment last timeZone } }', {}, world.api.tokens.admin)
    const begins = { dashboard: 'sales', environment: 'production', last: 'P30D', timeZone: 'Europe/Berlin' }
    expect(answer.body).toMatchObject({ data: { embeds: [begins] } })
    await page.close()
  })

  it('is shown whole on a page elsewhere, by a script and in a frame, and says when it was revoked', async () => {
    const site = await openForeignSite()
    const made = await makeEmbed(world.api, { part: 'DASHBOARD', dashboard: 'sales', origins: [site.origin] })
    for (const [path, text] of Object.entries({ '/script': made.snippets.script, '/frame': made.snippets.iframe }))
      site.files.set(path, `<!doctype html><html lang="en"><title>Wiki</title><body>${text}</body></html>`)
    const page = await (await world.newContext({ bypassCSP: false })).newPage()
    await page.goto(`${site.origin}/script`)
    await page.getByRole('heading', { name: `Sales ${hostile}` }).waitFor()
    await part(page, 'METRIC').locator('data').waitFor()
    expect(await page.locator('leadline-dashboard-part').count()).toBe(8)
    await part(page, 'METRIC').getByText('No value in the window before').waitFor()
    expect(await page.locator('leadline-embed .chip', { hasText: 'provisional' }).count()).toBe(1)
    expect(await page.locator('leadline-embed').getByRole('link').count()).toBe(0)
    expect(await page.locator('leadline-embed button:not(.opens)').count()).toBe(0)
    expect(await page.title()).toBe('Wiki')
    expect(await page.evaluate(stickingOut)).toEqual([])
    await page.goto(`${site.origin}/frame`)
    const frame = page.frameLocator('iframe')
    await frame.locator('leadline-dashboard-part[data-part="DEPLOYMENTS"] tbody tr').first().waitFor()
    await revokeEmbed(world.api, made.id)
    await page.goto(`${site.origin}/script`)
    await page.getByText('This embed was revoked.').waitFor()
    await page.context().close()
    await site.close()
  })

  it('is sound, light and dark and at every width', async () => {
    const context = await world.newContext({ bypassCSP: true })
    const page = await world.open('/d/sales', world.api.tokens.read, context)
    await part(page, 'METRIC').locator('data').waitFor()
    await page.setViewportSize({ width: 1265, height: 800 })
    const bar = page.locator('leadline-page-head')
    await bar.getByRole('link', { name: 'Dashboards' }).waitFor()
    // The name, all pages with that of definitions, colours, account: one line beside a scroll bar.
    expect(await bar.evaluate((element) => element.clientHeight)).toBeLessThan(64)
    await expectSound(page)
    await context.close()
  })

  it('complains of nothing and speaks to nobody else', () => {
    expect(world.seen.complaints).toEqual([])
    expect(world.seen.strangers).toEqual([])
  })
})
