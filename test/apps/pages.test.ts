import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceAnswer } from '#dashboards/answers'
import { differenceTable } from '#dashboards/charts/lead-time-difference'
import { metricNames } from '#dashboards/metric-view'
import { arrange } from '#dashboards/overview-order'
import type { PresetsAnswer } from '#dashboards/preset-answers'
import { presetNames, viewPreset } from '#dashboards/preset-words'
import { parseUrl } from '#dashboards/url-state'
import type { WhyAnswer } from '#dashboards/why-answers'
import { whySentences } from '#dashboards/why-words'
import { windowInput } from '#dashboards/window-choice'
import { findBrowser, newPage, settled, watch } from '../support/browser.ts'
import { hostileNames } from '../support/hostile-names.ts'
import { expectSound, seriousFaults } from '../support/page-checks.ts'
import { expectCell, inRange, lastMidnight, PagesWorld, scope } from '../support/pages-world.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of the pages are skipped: no Chromium was found.\n')

describe.skipIf(executable === null)('the pages in a browser', () => {
  let world: PagesWorld

  const row = (page: Page, name: string) =>
    page.locator('tbody tr').filter({ has: page.getByRole('link', { name, exact: true }) })
  const shownNames = (page: Page) => page.locator('leadline-service-table tbody th a.name').allInnerTexts()

  beforeAll(async () => {
    world = await PagesWorld.begin(executable ?? '')
  }, 240_000)

  afterAll(() => world.end())

  it('take the token out of the address, and say that the data is a demo', async () => {
    const page = await world.open('/')
    expect(page.url()).toBe(`${world.url}/`)
    await page.getByText('npx leadline demo --remove').waitFor()
    await page.close()
  })

  it('show on the overview what GraphQL answers, for all 12 services', async () => {
    const expected = await world.services()
    expect(expected).toHaveLength(12)
    const page = await world.open(`/?${inRange}`)
    for (const service of expected) {
      for (const name of metricNames) {
        const cell = row(page, service.name).locator(`[data-metric="${name}"]`)
        await expectCell(cell, name, service.metrics)
      }
    }
    await page.close()
  })

  it('show on each service page what GraphQL answers', async () => {
    const page = await world.open('/')
    for (const { name } of await world.services()) {
      const { service } = await world.ask<ServiceAnswer>('service', { ...scope, name, by: 'WEEK' })
      if (service === null) throw new Error(`No service ${name}`)
      await world.load(page, `/services/${encodeURIComponent(name)}?${inRange}`)
      expect(await page.locator('h1').innerText()).toBe(name)
      for (const metric of metricNames) {
        await expectCell(page.locator(`section[data-metric="${metric}"]`), metric, service.metrics)
      }
    }
    await page.close()
  })

  it('sort and search, by mouse, with the state in the address', async () => {
    const all = await world.services()
    const page = await world.open(`/?${inRange}`)
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
    const busiest = (await world.services()).toSorted(
      (a, b) => b.metrics.deploymentFrequency.count - a.metrics.deploymentFrequency.count,
    )[0]
    if (busiest === undefined) throw new Error('no service')
    const page = await world.open(`/?${inRange}&sort=-team`)
    await page.getByRole('link', { name: busiest.name, exact: true }).click()
    await page.waitForURL((url) => url.pathname === `/services/${encodeURIComponent(busiest.name)}`)
    const shipping = page
      .locator('tr[data-deployment]')
      .filter({ hasNot: page.getByRole('cell', { name: '0', exact: true }) })
    await shipping.first().locator('.toggle').click()
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
    const failing = (await world.services()).find(({ metrics }) => (metrics.changeFailureRate.failed ?? 0) > 0)
    if (failing === undefined) throw new Error('no failure in the demo')
    const page = await world.open(`/services/${encodeURIComponent(failing.name)}?${inRange}`)
    await page.getByRole('tab', { name: 'Failures' }).click()
    await page.getByText(`of ${failing.metrics.changeFailureRate.failed} failure`).waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.waitForURL((url) => url.searchParams.get('show') === 'changes')
    await page.getByText(`of ${failing.metrics.leadTimeForChanges.sampleSize} lead time`).waitFor()
    await page.close()
  })

  it('give every chart a table, whose rows narrow the evidence', async () => {
    const page = await world.open(`/services/checkout?${inRange}`)
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

  it('show the spread of lead times and what happened, and let the keyboard go from point to point', async () => {
    const page = await world.open(`/services/checkout?${inRange}`)
    const counted = (await world.services()).find(({ name }) => name === 'checkout')?.metrics.leadTimeForChanges
      .sampleSize
    const spread = page.getByRole('region', { name: 'How lead times spread' })
    await spread.getByText('Show as table').click()
    const shares = await spread.locator('tbody tr td:nth-child(2)').allInnerTexts()
    expect(shares.reduce((sum, count) => sum + Number(count), 0)).toBe(counted)
    const happened = page.getByRole('region', { name: 'What happened' })
    await happened.getByText('Show as table').click()
    const rows = await happened.locator('tbody tr').allInnerTexts()
    await happened.getByRole('group', { name: 'arrow keys' }).focus()
    await page.keyboard.press('End')
    const told = happened.getByRole('status')
    const name = rows.at(-1)?.split('\t')[2] ?? ''
    await told.getByText(name).waitFor()
    await page.keyboard.press('ArrowLeft')
    await told.getByText(rows.at(-2)?.split('\t')[0] ?? '').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => /^\/(deployments|incidents)\//.test(url.pathname))
    await page.goBack()
    await happened.waitFor()
    await page.close()
  })

  it('lead in one click from the overview, or from its number, to why a lead time got worse, and a copied link opens the same', async () => {
    const permissions = ['clipboard-read', 'clipboard-write']
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true, permissions })
    const watched = watch(own, new URL(world.url).origin)
    const page = await world.open('/', own)
    await row(page, 'checkout')
      .getByText('Worse than')
      .getByRole('link', { name: /^Why\?/ })
      .click()
    const part = page.locator('leadline-why-changed')
    expect(new URL(page.url()).search).toBe('?why=1')
    await part.getByRole('link', { name: 'Close' }).click()
    await page.locator('section[data-metric="leadTimeForChanges"]').getByRole('link', { name: 'Why?' }).click()
    await part.getByText(/^Lead time (rose|fell|went) from .+ to .+ \(trimmed mean\)/).waitFor()
    const sentence = await part.locator('.sentence').innerText()
    await part.getByRole('button', { name: 'Copy link' }).click()
    await part.getByText('The link is copied.').waitFor()
    const link = await page.evaluate(() => globalThis.navigator.clipboard.readText())

    const other = await newPage(own)
    await other.goto(link)
    const again = other.locator('leadline-why-changed')
    await again.locator('.sentence').waitFor()
    expect(await again.locator('.sentence').innerText()).toBe(sentence)
    await settled(other)
    const { range } = parseUrl(new URL(link).pathname, new URL(link).search)
    const variables = { ...scope, service: 'checkout', window: windowInput(range, 'UTC') }
    const { leadTimeDifference: difference } = await world.ask<WhyAnswer>('why', variables)
    const plain = (text: string) => text.replaceAll('\u00A0', ' ')
    expect(plain(sentence)).toBe(plain(whySentences(difference).join(' ')))
    expect(difference.stages.find(({ stage }) => stage === 'APPROVE')?.differenceSeconds).toBeGreaterThan(0)
    await again.getByText('Show as table').click()
    const shown = await again.locator('leadline-chart tbody tr').allInnerTexts()
    expect(shown.map((row) => plain(row).split('\t'))).toEqual(
      differenceTable(difference).rows.map((row) => row.map(plain)),
    )
    await expectSound(other)
    await again.getByRole('region', { name: 'Changes that moved it most' }).locator('a.name').first().click()
    await other.waitForURL((url) => url.pathname.startsWith('/changes/'))
    expect([...watched.strangers, ...watched.complaints]).toEqual([])
    await own.close()
  })

  it('follow the system into the dark, and the reader’s choice before it', async () => {
    const page = await world.open('/')
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

  it('have no serious fault that axe would find, light or dark', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const paths = ['/', '/services/checkout', '/services/checkout?show=failures', '/services/nobody', '/nowhere']
    for (const path of paths) {
      const page = await world.open(path, own)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await seriousFaults(page, { colours: colorScheme === 'dark' }), `${path} ${colorScheme}`).toEqual([])
      }
      await page.close()
    }
    await own.close()
  })

  it('unfold, by keyboard alone, what other systems would count, with the rule of each number', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const watched = watch(own, new URL(world.url).origin)
    const page = await world.open(`/services/checkout?${inRange}`, own)
    const asked: string[] = []
    page.on('request', (request) => void asked.push(request.postData() ?? ''))
    const part = page.locator('leadline-other-systems')
    expect(await part.getByRole('table').count()).toBe(0)
    await part.getByText('As other systems count').first().focus()
    await part.locator('summary').first().press('Enter')
    await part.getByRole('table', { name: 'as several systems count them' }).waitFor()
    expect(asked.filter((body) => body.includes('query Presets'))).toHaveLength(1)

    const { service } = await world.ask<PresetsAnswer>('presets', { ...scope, name: 'checkout' })
    expect(service?.definitions).toHaveLength(4)
    expect(await part.getByRole('columnheader').allInnerTexts()).toEqual(['Metric', ...Object.values(presetNames)])
    for (const name of metricNames) {
      for (const [column, answers] of (service?.definitions ?? []).entries()) {
        const cell = part.locator(`tr[data-metric="${name}"] td`).nth(column)
        const { value, reason, samples, system, rule } = viewPreset(name, answers)
        const shown = (await cell.innerText()).replaceAll('\u00A0', ' ')
        expect(shown).toContain(samples.replaceAll('\u00A0', ' '))
        if (value === null) expect(shown).toContain(reason?.replaceAll('\u00A0', ' '))
        else expect(await cell.locator('data').getAttribute('value')).toBe(String(value))
        const summary = cell.locator('summary')
        expect((await summary.textContent())?.trim()).toMatch(new RegExp(`^Rule of ${system} for: [A-Z]`))
        if (column !== 1) continue
        await summary.press('Enter')
        await cell.getByText(rule, { exact: true }).waitFor({ state: 'visible' })
      }
    }
    await expectSound(page)
    expect([...watched.strangers, ...watched.complaints]).toEqual([])
    await own.close()
  })

  it('fit a telephone', async () => {
    const own = await world.newContext({ viewport: { width: 360, height: 740 } })
    for (const path of ['/', '/services/checkout']) {
      const page = await world.open(path, own)
      expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
      await page.close()
    }
    await own.close()
  })

  it('let the query behind them run in GraphiQL', async () => {
    const page = await world.open(`/?${inRange}`)
    await page.getByRole('link', { name: 'The query behind this' }).click()
    await page.locator('.graphiql-query-editor').getByText('Overview').waitFor()
    await settled(page)
    await page.getByRole('button', { name: /Execute query/ }).click()
    await page.locator('.result-window').getByText('"services"').first().waitFor()
    expect(page.url()).not.toContain(world.token)
    await page.close()
  })

  it('need less than 250 KB of compressed script, charts included', async () => {
    for (const path of ['/', '/services/checkout']) {
      const own = await world.newContext()
      const page = await newPage(own)
      const scripts: Promise<number>[] = []
      page.on('requestfinished', (request) => {
        if (request.resourceType() !== 'script') return
        scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
      })
      await world.load(page, path)
      const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0)
      expect(bytes).toBeGreaterThan(50_000)
      expect(bytes).toBeLessThan(250_000)
      await own.close()
    }
  })

  it('have spoken to nobody else and complained of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })

  it('show hostile names as what they are: names', async () => {
    const events = hostileNames.map((service) => ({
      type: 'deployment',
      service,
      environment: 'production',
      version: '"><script>document.title="owned"</script>',
      liveAt: new Date(lastMidnight - 86_400_000).toISOString(),
    }))
    await world.post(events)
    const own = await world.newContext({ viewport: { width: 1360, height: 900 } })
    const watched = watch(own, new URL(world.url).origin)
    const page = await world.open(`/?${inRange}`, own)
    for (const name of hostileNames) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.locator('h1').filter({ hasText: name }).waitFor()
      await page.locator('tr[data-deployment] button').first().click()
      await page.locator('leadline-deployment').getByText('Shipped').waitFor()
      expect(await page.title()).toBe(`${name.slice(0, 100)} · Leadline`)
      await page.reload()
      await page.locator('h1').filter({ hasText: name }).waitFor()
      await page.locator('a.mark').click()
    }
    expect(watched.complaints).toEqual([])
    await own.close()
  })
})
