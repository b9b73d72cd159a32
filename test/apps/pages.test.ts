import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OverviewAnswer, OverviewService, ServiceAnswer } from '#dashboards/answers'
import { metricNames, type MetricName, metricValue, viewMetric } from '#dashboards/metric-view'
import { arrange } from '#dashboards/overview-order'
import { windowInput } from '#dashboards/window-choice'
import { findBrowser, openBrowser, settled, watch, type Watch } from '../support/browser.ts'
import { LeadlineProcess, until } from '../support/leadline-process.ts'

const executable = findBrowser()
if (executable === null) {
  process.stdout.write(
    'The browser tests of the pages are skipped: no Chromium was found on the PATH or in CHROMIUM_PATH.\n',
  )
}

const queries = new URL('../../dashboards/queries/', import.meta.url)
const document = (name: string) => readFileSync(new URL(`${name}.graphql`, queries), 'utf8')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A window with fixed ends, so that the page and the test ask exactly the same. */
const lastMidnight = Math.floor(Date.now() / 86_400_000) * 86_400_000
const range = {
  from: new Date(lastMidnight - 90 * 86_400_000).toISOString().slice(0, 10),
  to: new Date(lastMidnight).toISOString().slice(0, 10),
}
const inRange = `from=${range.from}&to=${range.to}`
const scope = { environment: 'production', window: windowInput(range, 'UTC') }

const hostileNames = [
  '<img src=x onerror="document.title=\'owned\'"> & co',
  'a/b/../c?d=1#e%2F',
  'שירות/חיפוש \u202Eevil',
  '..',
  `long-${'x'.repeat(295)}`,
  '🚀 launch',
]

describe.skipIf(executable === null)('the pages in a browser', () => {
  let leadline: LeadlineProcess
  let browser: Browser | null = null
  let context: BrowserContext
  let seen: Watch

  async function ask<T>(name: string, variables: Record<string, unknown>): Promise<T> {
    const response = await fetch(`${leadline.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${leadline.token}` },
      body: JSON.stringify({ query: document(name), variables }),
    })
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
    expect(errors).toBeUndefined()
    return data
  }

  async function drained(): Promise<void> {
    await until('the worker to have nothing to do', 120, async () => {
      const response = await fetch(`${leadline.url}/api/ingest`, {
        headers: { authorization: `Bearer ${leadline.token}` },
      })
      const { pending } = (await response.json()) as { pending: number }
      return pending === 0 ? true : null
    })
  }

  function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    if (browser === null) throw new Error('The browser is not open')
    return browser.newContext(options)
  }

  async function open(path: string, given: BrowserContext = context): Promise<Page> {
    const page = await given.newPage()
    await page.goto(`${leadline.url}${path}#token=${leadline.token}`)
    await page.locator('data, h1').first().waitFor()
    await settled(page)
    return page
  }

  async function services(): Promise<readonly OverviewService[]> {
    return (await ask<OverviewAnswer>('overview', { ...scope, after: null })).services.nodes
  }

  const row = (page: Page, name: string) =>
    page.locator('tbody tr').filter({ has: page.getByRole('link', { name, exact: true }) })
  const shownNames = (page: Page) => page.locator('leadline-service-table tbody th a').allInnerTexts()

  beforeAll(async () => {
    leadline = new LeadlineProcess({ demo: true })
    await leadline.startWithDemo()
    browser = await openBrowser(executable ?? '')
    context = await newContext({ viewport: { width: 1360, height: 900 }, colorScheme: 'light' })
    seen = watch(context, new URL(leadline.url).origin)
  }, 240_000)

  afterAll(async () => {
    await browser?.close()
    await leadline.close()
  })

  it('take the token out of the address, and say that the data is a demo', async () => {
    const page = await open('/')
    expect(page.url()).toBe(`${leadline.url}/`)
    await page.getByText('npx leadline demo --remove').waitFor()
    await page.close()
  })

  it('show on the overview what GraphQL answers, for all 12 services', async () => {
    const expected = await services()
    expect(expected).toHaveLength(12)
    const page = await open(`/?${inRange}`)
    for (const service of expected) {
      for (const name of metricNames) {
        const cell = row(page, service.name).locator(`[data-metric="${name}"]`)
        await expectCell(cell, name, service.metrics)
      }
    }
    await page.close()
  })

  it('show on each service page what GraphQL answers', async () => {
    for (const { name } of await services()) {
      const { service } = await ask<ServiceAnswer>('service', { ...scope, name, by: 'WEEK' })
      if (service === null) throw new Error(`No service ${name}`)
      const page = await open(`/services/${encodeURIComponent(name)}?${inRange}`)
      expect(await page.locator('h1').innerText()).toBe(name)
      for (const metric of metricNames) {
        await expectCell(page.locator(`section[data-metric="${metric}"]`), metric, service.metrics)
      }
      await page.close()
    }
  })

  it('sort and search, by mouse, with the state in the address', async () => {
    const all = await services()
    const page = await open(`/?${inRange}`)
    const sorted = (descending: boolean) =>
      arrange(all, { search: '', team: '', sort: { column: 'leadTimeForChanges', descending } }).map(({ name }) => name)
    await page.getByRole('button', { name: /^Lead time/ }).click()
    expect(page.url()).toContain('sort=leadTimeForChanges')
    expect(await shownNames(page)).toEqual(sorted(false))
    await page.getByRole('button', { name: /^Lead time/ }).click()
    expect(await shownNames(page)).toEqual(sorted(true))

    const [first] = all
    await page.getByLabel('Search services and teams').fill(first?.name ?? '')
    expect(await shownNames(page)).toContain(first?.name)
    expect(new URL(page.url()).searchParams.get('q')).toBe(first?.name)
    await page.reload()
    await page.locator('data').first().waitFor()
    expect(await shownNames(page)).toContain(first?.name)
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('q'))
    expect(await shownNames(page)).toEqual(sorted(false))
    await page.close()
  })

  it('open a service, its deployments, and what these shipped; the back button closes them in turn', async () => {
    const busiest = (await services()).toSorted(
      (a, b) => b.metrics.deploymentFrequency.count - a.metrics.deploymentFrequency.count,
    )[0]
    if (busiest === undefined) throw new Error('no service')
    const page = await open(`/?${inRange}&sort=-team`)
    await page.getByRole('link', { name: busiest.name, exact: true }).click()
    await page.waitForURL((url) => url.pathname === `/services/${encodeURIComponent(busiest.name)}`)
    const shipping = page
      .locator('tr[data-deployment]')
      .filter({ hasNot: page.getByRole('cell', { name: '0', exact: true }) })
    await shipping.first().getByRole('button').click()
    const opened = page.locator('leadline-deployment')
    const count = Number(await shipping.first().getByRole('cell').nth(4).innerText())
    await opened.getByText(new RegExp(`^Shipped ${count} change`)).waitFor()
    expect(await opened.locator('li.change').count()).toBe(Math.min(count, 50))
    await opened.getByRole('heading', { name: 'Evidence', exact: true }).waitFor()
    await opened.getByText('demo').first().waitFor()

    await page.goBack()
    await opened.waitFor({ state: 'detached' })
    await page.goBack()
    await page.waitForURL((url) => url.pathname === '/' && url.searchParams.get('sort') === '-team')
    await page.locator('leadline-service-table').waitFor()
    await page.close()
  })

  it('list the samples and failures behind the numbers', async () => {
    const failing = (await services()).find(({ metrics }) => (metrics.changeFailureRate.failed ?? 0) > 0)
    if (failing === undefined) throw new Error('no failure in the demo')
    const page = await open(`/services/${encodeURIComponent(failing.name)}?${inRange}`)
    await page.getByRole('tab', { name: 'Failures' }).click()
    await page.getByText(`of ${failing.metrics.changeFailureRate.failed} failure`).waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.waitForURL((url) => url.searchParams.get('show') === 'changes')
    await page.getByText(`of ${failing.metrics.leadTimeForChanges.sampleSize} lead time`).waitFor()
    await page.close()
  })

  it('give every chart a table, whose rows narrow the evidence', async () => {
    const page = await open(`/services/checkout?${inRange}`)
    const card = page.locator('section[data-metric="deploymentFrequency"]')
    expect(await card.getByRole('img').getAttribute('aria-label')).toMatch(
      /^Deployment frequency, trend\. Deployments by week/,
    )
    await card.getByText('Show as table').click()
    await card
      .getByRole('button', { name: /^Show deployments/ })
      .last()
      .click()
    await page.waitForURL((url) => url.searchParams.has('focus'))
    await page.getByRole('button', { name: 'Show the whole window' }).click()
    await page.waitForURL((url) => !url.searchParams.has('focus'))
    await page.close()
  })

  it('follow the system into the dark, and the reader’s choice before it', async () => {
    const page = await open('/')
    const ground = () => page.evaluate(() => getComputedStyle(globalThis.document.documentElement).backgroundColor)
    const light = await ground()
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await ground()
    expect(dark).not.toBe(light)
    await page.getByLabel('Colours').selectOption('light')
    expect(await ground()).toBe(light)
    await page.reload()
    await page.locator('data').first().waitFor()
    expect(await ground()).toBe(light)
    await page.getByLabel('Colours').selectOption('system')
    expect(await ground()).toBe(dark)
    await page.close()
  })

  it.each(['light', 'dark'] as const)('have no serious fault that axe would find, %s', async (colorScheme) => {
    const own = await newContext({ viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true })
    for (const path of [
      '/',
      '/services/checkout',
      '/services/checkout?show=failures',
      '/services/nobody',
      '/nowhere',
    ]) {
      const page = await open(path, own)
      await page.evaluate(axe)
      const faults = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> }
        }
        const { violations } = await axe.run()
        return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
      })
      expect(faults, path).toEqual([])
      await page.close()
    }
    await own.close()
  })

  it('fit a telephone', async () => {
    const own = await newContext({ viewport: { width: 360, height: 740 } })
    for (const path of ['/', '/services/checkout']) {
      const page = await open(path, own)
      expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
      await page.close()
    }
    await own.close()
  })

  it('let the query behind them run in GraphiQL', async () => {
    const page = await open(`/?${inRange}`)
    await page.getByRole('link', { name: 'The query behind this' }).click()
    await page.locator('.graphiql-query-editor').getByText('Overview').waitFor()
    await settled(page)
    await page.getByRole('button', { name: /Execute query/ }).click()
    await page.locator('.result-window').getByText('"services"').first().waitFor()
    expect(page.url()).not.toContain(leadline.token)
    await page.close()
  })

  it('have spoken to nobody else and complained of nothing', () => {
    expect(seen.strangers).toEqual([])
    expect(seen.complaints).toEqual([])
  })

  it('ask for a token, and say what is wrong with a bad one', async () => {
    const own = await newContext()
    const watched = watch(own, new URL(leadline.url).origin, /status of 401/)
    const page = await own.newPage()
    await page.goto(leadline.url)
    await page.getByLabel('Token', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('The token is missing, wrong, expired or revoked.').waitFor()
    await page.getByLabel('Token', { exact: true }).fill(leadline.token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('data').first().waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Token', { exact: true }).waitFor()
    expect(watched.complaints).toEqual([])
    await own.close()
  })

  it('show hostile names as what they are: names', async () => {
    const events = hostileNames.map((service) => ({
      type: 'deployment',
      service,
      environment: 'production',
      version: '"><script>document.title="owned"</script>',
      liveAt: new Date(lastMidnight - 86_400_000).toISOString(),
    }))
    const response = await fetch(`${leadline.url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${leadline.token}` },
      body: JSON.stringify(events),
    })
    expect(await response.json()).toMatchObject({ accepted: hostileNames.length })
    await drained()
    const own = await newContext({ viewport: { width: 1360, height: 900 } })
    const watched = watch(own, new URL(leadline.url).origin)
    for (const name of hostileNames) {
      const page = await open(`/?${inRange}`, own)
      await page.getByRole('link', { name, exact: true }).click()
      await page.locator('h1').filter({ hasText: name }).waitFor()
      await page.locator('tr[data-deployment] button').first().click()
      await page.locator('leadline-deployment').getByText('Shipped').waitFor()
      expect(await page.title()).toBe(`${name.slice(0, 100)} · Leadline`)
      await page.reload()
      await page.locator('h1').filter({ hasText: name }).waitFor()
      await page.close()
    }
    expect(watched.complaints).toEqual([])
    await own.close()
  })
})

/** The number in machine form equals GraphQL's, and so do its words; without a number the reason stands there. */
async function expectCell(
  cell: ReturnType<Page['locator']>,
  name: MetricName,
  answers: OverviewService['metrics'] | NonNullable<ServiceAnswer['service']>['metrics'],
): Promise<void> {
  const value = metricValue(name, answers)
  const view = viewMetric(name, answers)
  const text = (await cell.first().innerText()).replaceAll('\u00A0', ' ')
  const has = (words: string | undefined) => expect(text).toContain(words?.replaceAll('\u00A0', ' '))
  if (value !== null || view.sampleSize > 0) has(view.samples)
  if (value === null) {
    has(view.reason ?? '')
    expect(await cell.locator('data').count()).toBe(0)
    return
  }
  expect(await cell.locator('data').first().getAttribute('value')).toBe(String(value))
  has(view.words?.text)
  if (view.interval) has(view.interval.text)
}
