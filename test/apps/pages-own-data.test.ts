import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkConfidenceAttribute, linkMethodAttribute } from '#domain/statement-attributes'
import { findBrowser, settled, watch } from '../support/browser.ts'
import { brokenWords, stickingOut } from '../support/page-checks.ts'
import { lastMidnight, PagesWorld } from '../support/pages-world.ts'

const executable = findBrowser()
if (executable === null) {
  process.stdout.write('The browser tests of own data are skipped: no Chromium was found.\n')
}

const hour = 3_600_000
/** Long before the demo begins. */
const monday = lastMidnight - 700 * 24 * hour
const at = (hours: number) => new Date(monday + hours * hour).toISOString()

/** A service of one's own whose last deployment is long ago: two changes, a failure, a rollback, a fix. */
const story = [
  { type: 'commit', service: 'till', sha: 'c0', authoredAt: at(0) },
  { type: 'deployment', id: 'd0', service: 'till', environment: 'production', sha: 'c0', liveAt: at(2) },
  { type: 'commit', service: 'till', sha: 'c1', parents: ['c0'], authoredAt: at(24) },
  { type: 'deployment', id: 'd1', service: 'till', environment: 'production', sha: 'c1', liveAt: at(48) },
  {
    type: 'incident',
    id: 'i1',
    service: 'till',
    title: 'No receipts',
    deploymentId: 'd1',
    openedAt: at(49),
    resolvedAt: at(51),
  },
  { type: 'incident', id: 'i2', service: 'till', title: 'No power', openedAt: at(53), resolvedAt: at(53.5) },
  {
    type: 'override',
    id: 'o2',
    at: at(60),
    by: 'ana',
    reason: 'a fuse blew',
    incidentId: 'i2',
    noDeployment: true,
  },
  { type: 'deployment', id: 'd2', service: 'till', environment: 'production', sha: 'c0', liveAt: at(50) },
  { type: 'commit', service: 'till', sha: 'c2', parents: ['c1'], authoredAt: at(52) },
  {
    type: 'deployment',
    id: 'd3',
    service: 'till',
    environment: 'production',
    sha: 'c2',
    liveAt: at(54),
    remediates: ['i1'],
  },
  { type: 'deployment', id: 'p1', service: 'depot', environment: 'production', version: '1', liveAt: at(2) },
  { type: 'deployment', id: 'p2', service: 'depot', environment: 'production', version: '2', liveAt: at(3) },
  { type: 'incident', id: 'i3', service: 'depot', deploymentId: 'p2', openedAt: at(4), resolvedAt: at(5) },
  { type: 'override', id: 'o3', at: at(9), by: 'ana', reason: 'same build', deploymentId: 'p2', kind: 'REDEPLOY' },
  { type: 'deployment', service: 'kiosk', environment: 'staging', version: '1', liveAt: at(54) },
  {
    type: 'deployment',
    service: 'kiosk',
    environment: 'test',
    image: 'registry.example/kiosk',
    tag: '1.0.0',
    sha: 'c0',
    liveAt: at(55),
    attributes: { [linkMethodAttribute]: 'TAG_LIKE_GIT_TAG', [linkConfidenceAttribute]: 'MEDIUM' },
  },
]
const days = (from: number, to: number) => {
  const day = (count: number) => new Date(monday + count * 24 * hour).toISOString().slice(0, 10)
  return `from=${day(from)}&to=${day(to)}`
}

describe.skipIf(executable === null)('the pages beside one’s own data', () => {
  let world: PagesWorld
  const banner = (page: Page) => page.getByRole('note', { name: 'Demo data' })
  const offer = (page: Page) => page.getByRole('link', { name: /^Show the .* up to then$/ })

  beforeAll(async () => {
    world = await PagesWorld.begin(executable ?? '')
    await world.post(story)
  }, 240_000)
  afterAll(() => world.end())

  it('offer the last window with data on the page of a service that has none in the chosen one', async () => {
    const page = await world.open('/services/till?last=P30D&show=failures')
    const note = page.getByText('Nothing was deployed to production in this window.')
    await note.waitFor()
    await page.getByText(/^The last deployment was on /).waitFor()
    expect(await offer(page).innerText()).toBe('Show the 30 days up to then')
    await offer(page).click()
    await page.waitForURL((url) => url.search.includes(days(-27, 3)) && url.search.includes('show=failures'))
    await settled(page)
    await page.getByText('1 of 1 failure').waitFor()
    expect(await note.count()).toBe(0)
    await page.close()
  })

  it('offer it on the overview too, and at each service that stands without', async () => {
    const page = await world.open('/?from=2010-01-01&to=2010-01-15')
    await page.getByText('Nothing was counted in this window.').waitFor()
    expect(await offer(page).innerText()).toBe('Show the 14 days up to then')
    await offer(page).click()
    await page.locator('data[value]:not([value="0"])').first().waitFor()
    expect(await offer(page).count()).toBe(0)

    const own = page.locator('tr[data-service="till"] .col-last a').first()
    expect(await own.innerText()).toMatch(/ago/)
    expect(await own.getAttribute('class')).toContain('button')
    await own.click()
    await page.waitForURL((url) => url.pathname === '/services/till' && url.search.includes(days(-11, 3)))
    await page.locator('tr[data-deployment]').first().waitFor()
    await page.close()
  })

  it('say what of an address they could not use, and what they show instead', async () => {
    const page = await world.open('/services/till?from=2026-03-09&to=2026-03-02&tz=Mars/Phobos')
    const told = await page.getByRole('note', { name: 'The address' }).getByRole('paragraph').allInnerTexts()
    expect(told).toEqual([
      expect.stringMatching(/ends before it begins\. Shown instead: the last 90 days\.$/),
      expect.stringMatching(/^tz=Mars\/Phobos is no time zone/),
    ])
    await page.close()
  })

  it('say where a service is deployed that never was in the chosen environment', async () => {
    const page = await world.open('/services/kiosk?last=P7D')
    await page.getByText('Nothing was ever deployed to production.').waitFor()
    await page.getByRole('link', { name: 'staging' }).click()
    await page.waitForURL((url) => url.searchParams.get('env') === 'staging')
    await offer(page).click()
    await page.locator('tr[data-deployment]').waitFor()
    await page.close()
  })

  it('say that nobody knows what a version without a commit shipped, and lead to the repair', async () => {
    const page = await world.open(`/services/kiosk?env=staging&${days(0, 7)}`)
    const row = page.locator('tr[data-deployment]')
    await row.getByText('unknown', { exact: true }).waitFor()
    await row.locator('.toggle').click()
    const opened = page.locator('leadline-deployment')
    await opened.getByText('What it shipped is not known').waitFor()
    await opened.getByText('No record joins this version to a commit.').waitFor()
    await opened.getByRole('link', { name: /^See what is missing/ }).click()
    await page.locator('li[data-service="kiosk"] [data-gap="MISSING_COMMIT"]').waitFor()
    await page.close()
  })

  it('say of a commit that it was guessed, and offer the command that corrects it', async () => {
    const page = await world.open(`/services/kiosk?env=test&${days(0, 7)}`)
    const row = page.locator('tr[data-deployment]')
    const chip = row.locator('.chip', { hasText: 'guessed' })
    await chip.waitFor()
    const meaning = chip.locator('+ .meaning')
    expect(await meaning.isVisible()).toBe(false)
    await chip.press('Enter')
    expect(await meaning.innerText()).toMatch(/^It is not certain which commit it was built from/)
    await page.keyboard.press('Escape')
    expect(await meaning.isVisible()).toBe(false)
    await row.locator('.toggle').click()
    const command = page.locator('leadline-deployment leadline-copyable pre')
    expect(await command.innerText()).toBe(
      String.raw`printf '%s\n' '{"type":"artifact","image":"registry.example/kiosk","tag":"1.0.0","sha":"SHA","publishedAt":"WHEN, BEFORE ${at(55).replace('.000Z', 'Z')}"}' | npx leadline import -`,
    )
    await page.close()
  })

  it('list what the rework rate counted, each with why', async () => {
    const page = await world.open(`/services/till?${days(0, 7)}&show=rework`)
    await page.getByText('2 of 2 deployments').waitFor()
    const remarks = await page.locator('tr[data-deployment]').allInnerTexts()
    expect(remarks.map((row) => /rework: ([^:\n]+)/.exec(row)?.[1])).toEqual(['repairs i1', 'rolled back from c1'])
    await page.close()
  })

  it('count no failure of a deployment of which a person said that it was none of the counted kinds', async () => {
    const page = await world.open(`/services/depot?${days(0, 7)}`)
    const row = page.locator('tr[data-deployment]').filter({ hasText: 'Redeployment' })
    expect(await row.innerText()).toContain('no failure')
    await row.locator('.toggle').click()
    await page.getByText(/Does not count as a failure: .* is of kind redeployment\. What points at it: named/).waitFor()
    await page.close()
  })

  it('tell beside the failures what people corrected: who, what and why', async () => {
    const page = await world.open(`/services/till?${days(0, 7)}&show=failures`)
    const corrected = page.getByRole('region', { name: 'Incidents that people corrected' })
    await corrected.waitFor()
    expect(await corrected.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/No power[^]*ana settled on .* that no deployment caused incident “No power”: a fuse blew/),
    ])
    await page.close()
  })

  it('call made up what is made up, and nothing else', async () => {
    const overview = await world.open('/')
    expect(await banner(overview).innerText()).toContain('12 of the 15 services')
    expect(await overview.locator('tr[data-service="checkout"] .chip', { hasText: /^demo/ }).count()).toBe(1)
    expect(await overview.locator('tr[data-service="till"] .chip', { hasText: /^demo/ }).count()).toBe(0)
    await overview.getByRole('link', { name: 'till', exact: true }).click()
    await overview.locator('h1').filter({ hasText: 'till' }).waitFor()
    await settled(overview)
    expect(await banner(overview).count()).toBe(0)
    await overview.close()

    await world.post([
      { type: 'deployment', service: 'ledger', environment: 'production', version: 'own', liveAt: at(0) },
    ])
    for (const service of ['checkout', 'ledger']) {
      const page = await world.open(`/services/${service}`)
      expect(await banner(page).innerText()).toContain(service)
      await page.close()
    }
  })

  it('name deployments and grounds as people do, and keep the keys for who wants to copy them', async () => {
    const page = await world.open(`/services/till?${days(0, 7)}`)
    const version = page.getByText('c1', { exact: true })
    await page.locator('tr[data-deployment]').filter({ has: version }).locator('.toggle').click()
    const opened = page.locator('leadline-deployment')
    const failure = opened.getByRole('region', { name: 'Evidence of the failure' })
    await failure.waitFor()
    const text = await failure.innerText()
    expect(text).toContain('deployment d2, reported by api')
    expect(text).toContain('incident i1, reported by api')
    expect(text).toMatch(/git ancestry/)
    expect(text).toMatch(/remediates/)
    expect(text).not.toContain('|')
    expect(text).not.toContain('0 records')

    await failure.getByText(/git ancestry/).click()
    await failure.getByText('deployment deployment|api|d2', { exact: true }).waitFor()
    await opened.locator('li.change summary').first().click()
    const change = opened.getByRole('region', { name: 'Evidence of this change' })
    expect(await change.innerText()).toContain('deployment d1, reported by api')
    expect(await change.innerText()).not.toContain('|')
    await page.close()
  })

  it('explain the words that a newcomer meets first', async () => {
    const page = await world.open(`/services/till?${days(0, 7)}`)
    const explained = async (place: Locator) => [await place.getAttribute('title'), await place.innerText()].join(' ')
    expect(await explained(page.getByTitle(/^Version 1 of the rules/))).toMatch(/may move numbers/)
    const badge = page.locator('tr[data-deployment] .chip', { hasText: 'first deployment' })
    expect(await badge.locator('.unseen').textContent()).toMatch(/baseline/)
    await page.close()
  })

  const shown = `/services/till?${days(0, 7)}`
  it.each(['/', '/services/checkout', '/services/checkout?show=failures', shown, '/services/till'])(
    'stick out nowhere at any width: %s',
    async (path) => {
      const page = await world.open(path)
      if (path === shown) {
        await page.locator('tr[data-deployment] button').first().click()
        await page.locator('leadline-deployment').getByText('Shipped').waitFor()
      }
      for (const width of [1280, 768, 390, 320]) {
        await page.setViewportSize({ width, height: 800 })
        await expect.poll(() => page.evaluate(stickingOut), { message: `at ${width} px` }).toEqual([])
      }
      await page.close()
    },
  )

  it('are as wide as a telephone there, and break no word', async () => {
    const page = await world.open('/')
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of [
      '/',
      '/services/checkout?why=1',
      `/services/till?${days(0, 7)}&show=failures`,
      '/teams/payments?why=1',
      '/incidents',
      '/running',
      '/coverage',
      '/compare',
    ]) {
      await world.load(page, path)
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth <= globalThis.innerWidth)
      await expect.poll(wide, { message: path }).toBe(true)
      expect(await page.evaluate(brokenWords), path).toEqual([])
    }
    const why = page.getByRole('link', { name: 'Why? Lead time of checkout' })
    expect(await why.getAttribute('href')).toBe('/services/checkout?why=1')
    await page.close()
  })

  it('tell at the sign-in how to come by a token when the first one is lost', async () => {
    const own = await world.newContext()
    const watched = watch(own, new URL(world.url).origin)
    const page = await own.newPage()
    await page.goto(world.url)
    await page.getByText('npx leadline token create --scope admin --name "Your name"', { exact: true }).waitFor()
    expect(watched.complaints).toEqual([])
    await own.close()
  })
})
