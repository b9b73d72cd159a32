import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, settled, watch } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of corrections are skipped: no Chromium was found.\n')

const hour = 3_600_000
const monday = Date.parse('2026-03-02T00:00:00Z')
const at = (hours: number) => new Date(monday + hours * hour).toISOString()
const live = { type: 'deployment', service: 'till', environment: 'production' }
const hostile = '<img src=x onerror="document.title=1"> No receipts \u202e'

/** Four deployments, and an incident that somebody blamed on the wrong one. */
const story = [
  ...[1, 2, 3, 4].map((day) => ({ ...live, id: `d${day}`, version: `1.${day}.0`, liveAt: at(24 * day) })),
  { ...live, id: 'k1', service: 'kiosk', version: '7.0.0', liveAt: at(30) },
  {
    type: 'incident',
    id: 'i1',
    service: 'till',
    title: hostile,
    severity: 2,
    deploymentId: 'd3',
    openedAt: at(73),
    resolvedAt: at(75),
  },
  {
    type: 'incident',
    id: 'i2',
    service: 'till',
    title: 'Still slow',
    url: 'https://tool.example/i2',
    openedAt: at(110),
  },
]
const week = { from: at(0), to: at(168), timeZone: 'UTC' }
const days = 'from=2026-03-02&to=2026-03-09'
const failRate = 'changeFailureRate { rate failed deployments } timeToRestore { medianSeconds sampleSize }'

interface FailRate {
  readonly changeFailureRate: { readonly rate: number; readonly failed: number; readonly deployments: number }
  readonly timeToRestore: { readonly medianSeconds: number | null; readonly sampleSize: number }
}

describe.skipIf(executable === null)('an error is corrected where it is seen', () => {
  let world: OwnPages
  let context: BrowserContext
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    context = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    context.setDefaultTimeout(15_000)
    watch(context, world.api.url)
  }, 240_000)
  afterAll(() => world?.end())

  const open = (path: string, token?: string): Promise<Page> => world.open(path, token, context)
  const dialog = (page: Page): Locator => page.getByRole('dialog')

  async function numbers(): Promise<FailRate> {
    const question = `query ($w: WindowInput!) { service(name: "till") { metrics(window: $w) { ${failRate} } } }`
    const { service } = await world.api.data<{ service: { metrics: FailRate } }>(question, { w: week })
    return service.metrics
  }

  async function corrected(page: Page, said: RegExp): Promise<void> {
    await page.getByText(said).waitFor()
    expect(await page.evaluate(() => document.querySelector('leadline-app')?.shadowRoot?.activeElement?.id)).toBe(
      'done',
    )
    await settled(page)
  }

  it('and until a tool is connected the page of incidents says how to connect one', async () => {
    const page = await open(`/incidents?${days}`)
    await page.getByRole('heading', { name: 'No incidents in this window' }).waitFor()
    await page.getByText('No tool is connected that tells of incidents.').waitFor()
    expect(await page.getByRole('link', { name: 'PagerDuty' }).getAttribute('href')).toContain('/setup?')
    await page.close()
    await world.api.tell(...story)
  })

  it('a wrong link is seen in the list, repaired on the page with what moves shown before, and undone', async () => {
    const page = await open(`/incidents?${days}`)
    const rows = page.locator('tr[data-incident]')
    expect(await rows.count()).toBe(2)
    await page.getByText('Of 2 incidents 1 is blamed on a deployment.').waitFor()
    const wrong = page.locator('tr[data-incident="i1"]')
    expect(await wrong.innerText()).toMatch(/1\.3\.0\s+named by the incident\s+high confidence/)
    await expectSound(page)
    await page.getByRole('button', { name: 'Only open ones' }).click()
    await page.waitForURL((url) => url.searchParams.get('only') === 'open')
    await page.locator('tr[data-incident="i1"]').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Show all' }).click()
    await wrong.getByRole('link', { name: /No receipts/ }).click()
    await page.getByRole('heading', { level: 1, name: /No receipts/ }).waitFor()
    expect(await page.title()).toBe('Incident · Leadline')
    expect(await page.locator('h1 img').count()).toBe(0)
    await page.getByRole('row', { name: /Restored .* it was resolved then/ }).waitFor()

    const before = await numbers()
    expect(before.changeFailureRate).toEqual({ rate: 0.25, failed: 1, deployments: 4 })
    const button = page.getByRole('button', { name: /^Not this deployment/ })
    await button.focus()
    await page.keyboard.press('Enter')
    await dialog(page).waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await expect.poll(() => button.evaluate((found) => found.matches(':focus'))).toBe(true)

    await button.click()
    const now = dialog(page).getByRole('option', { name: /^Now: / })
    await now.waitFor({ state: 'attached' })
    expect(await now.allTextContents()).toEqual(['Now: till in production, 5 Mar 2026, 00:00: 1.3.0, code'])
    await dialog(page)
      .getByLabel('Which deployment caused it?')
      .selectOption({ label: 'None: no deployment caused it' })
    const moves = dialog(page).getByRole('status', { name: 'What moves' })
    await moves.getByText('What moves, 2 Mar 2026 – 8 Mar 2026:').waitFor()
    expect((await moves.innerText()).replaceAll(/\s+/g, ' ')).toContain(
      'Change fail rate: 25 % (1 of 4 deployments) → 0 % (0 of 4 deployments)',
    )
    await moves.getByText('Deployment 1.3.0 no longer counts as failed').waitFor()
    await expectSound(page)
    await dialog(page).getByLabel('Why? It is kept with the name of your token: admin.').fill('the provider was down')
    await dialog(page).getByRole('button', { name: 'Correct it' }).click()
    await corrected(page, /^It is corrected: the numbers follow it\.$/)
    await page.getByText('No deployment, as somebody settled.').waitFor()
    await button.click()
    await now.waitFor({ state: 'attached' })
    expect(await now.allTextContents()).toEqual(['Now: none: no deployment caused it'])
    await page.keyboard.press('Escape')
    await page
      .getByText(/admin settled on .* that no deployment caused incident “.* No receipts ”: the provider was down/)
      .first()
      .waitFor()
    expect((await numbers()).changeFailureRate).toEqual({ rate: 0, failed: 0, deployments: 4 })

    await page.getByRole('button', { name: /^Undo/ }).click()
    await dialog(page).getByText('Deployment 1.3.0 counts as failed').waitFor()
    expect((await moves.innerText()).replaceAll(/\s+/g, ' ')).toContain(
      'Change fail rate: 0 % (0 of 4 deployments) → 25 % (1 of 4 deployments)',
    )
    await dialog(page).getByLabel('Why? It is kept').fill('it was ours')
    await dialog(page).getByRole('button', { name: 'Undo it' }).click()
    await corrected(page, /^It is undone: the numbers follow it\.$/)
    await page.getByText(/taken back by admin: it was ours/).waitFor()
    expect(await numbers()).toEqual(before)
    await page.close()
  })

  it('on the page of a service the other corrections say what moves, and the numbers on it follow', async () => {
    const page = await open(`/services/till?${days}&show=failures`)
    await page.getByRole('button', { name: /^Wrong service/ }).click()
    await dialog(page).getByLabel('Which service is it of?').fill('nobody')
    await dialog(page).getByLabel('Why? It is kept').fill('the kiosk was out')
    await dialog(page).getByText('No service is called so').waitFor()
    expect(await dialog(page).getByRole('button', { name: 'Correct it' }).isDisabled()).toBe(true)
    await dialog(page).getByLabel('Which service is it of?').fill('kiosk')
    await dialog(page).getByLabel('Why? It is kept').focus()
    await dialog(page)
      .getByText(/^Incident .* no longer concerns till$/)
      .waitFor()
    await dialog(page).getByRole('heading', { name: 'kiosk in production' }).waitFor()
    await dialog(page).getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: /^Not an incident/ }).click()
    await dialog(page).getByLabel('What is it?').selectOption({ label: 'A drill' })
    await dialog(page)
      .getByText(/^Incident .* counts as drill, not as incident$/)
      .waitFor()
    await dialog(page).getByLabel('Why? It is kept').fill('practice')
    await dialog(page).getByRole('button', { name: 'Correct it' }).click()
    await corrected(page, /^It is corrected/)
    await page.getByText('No deployment of this time failed in use.').waitFor()
    await page.getByRole('heading', { name: 'Incidents that people corrected' }).waitFor()
    await page.getByText('0 of 4 deployments').first().waitFor()
    await page.getByRole('button', { name: /^Undo/ }).waitFor()
    await page.close()
  })

  it('an incident counts in pairs of service and environment, and no other pair is offered', async () => {
    const deployed = { type: 'deployment', version: '1', liveAt: at(10) }
    await world.api.tell(
      { ...deployed, id: 'lamp1', service: 'lamp', environment: 'production' },
      { ...deployed, id: 'desk1', service: 'desk', environment: 'live' },
      { type: 'incident', id: 'i9', services: ['lamp', 'desk'], title: 'Dark', openedAt: at(20), resolvedAt: at(21) },
    )
    const { incidents } = await world.api.data<{ incidents: { nodes: readonly object[] } }>(
      '{ incidents(filter: { service: "desk" }) { nodes { places { service { name } environment { name } } } } }',
    )
    expect(incidents.nodes).toEqual([
      {
        places: [
          { service: { name: 'desk' }, environment: { name: 'live' } },
          { service: { name: 'lamp' }, environment: { name: 'production' } },
        ],
      },
    ])
    const page = await open(`/incidents?${days}&env=production`)
    await page.getByRole('link', { name: 'Dark' }).click()
    await page.getByRole('button', { name: /^Not this deployment/ }).click()
    const offered = dialog(page).getByRole('option', { name: / in / })
    await offered.nth(1).waitFor({ state: 'attached' })
    expect(await offered.allTextContents()).toEqual([
      expect.stringMatching(/^(?:Now: )?desk in live, .*: 1, code$/),
      expect.stringMatching(/^(?:Now: )?lamp in production, .*: 1, code$/),
    ])
    await page.close()
  })

  it('a step of a trend leads the keyboard to the rows that its key announces, and back', async () => {
    const page = await open(`/services/till?${days}`)
    const trend = page.getByRole('group', { name: /^Change fail rate, trend: .*, Enter: show failures$/ })
    await trend.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.has('focus') && url.searchParams.get('show') === 'failures')
    const focused = (found: Locator) => expect.poll(() => found.evaluate((each) => each.matches(':focus'))).toBe(true)
    await focused(page.getByRole('heading', { name: 'Behind the numbers' }))
    await page.getByRole('button', { name: /^Back to the trend.*Change fail rate$/ }).click()
    await focused(trend)
    await page.close()
  })

  it('a card without a trend that stands beside a tall one keeps the words of a fact at its label', async () => {
    const page = await open(`/services/till?${days}`)
    const between = await page.locator('leadline-metric-card.leadTimeForChanges').evaluate(async (card) => {
      const text = 'two words '.repeat(30)
      const facts = [{ label: 'Merged, not live', text }]
      const shown = Object.assign(card as HTMLElement & { updateComplete: Promise<boolean> }, { facts, drawing: null })
      shown.style.height = '700px'
      await shown.updateComplete
      const [label, words] = ['dt', 'dd'].map((name) => card.shadowRoot?.querySelector(name)?.getBoundingClientRect())
      return (words?.top ?? Number.NaN) - (label?.top ?? Number.NaN)
    })
    expect(Math.abs(between), 'pixels from the one to the other').toBeLessThan(40)
    await page.close()
  })

  it('a deployment of the wrong kind is made another, which nobody may who only reads', async () => {
    const { deployments } = await world.api.data<{ deployments: { nodes: { id: string }[] } }>(
      '{ deployments(filter: { service: "till", environment: "production" }, first: 1) { nodes { id } } }',
    )
    const path = `/deployments/${deployments.nodes[0]?.id}?${days}`
    const page = await open(path)
    await page.getByRole('button', { name: /^Wrong kind/ }).click()
    await dialog(page).getByLabel('What did the deployment do?').selectOption('REDEPLOY')
    await dialog(page).getByText('Deployment 1.4.0 is of kind redeployment, not code').waitFor()
    await dialog(page).getByLabel('Why? It is kept').fill('the same build')
    await dialog(page).getByRole('button', { name: 'Correct it' }).click()
    await corrected(page, /^It is corrected/)
    await page.getByText('Redeployment (said by a person; computed code)').waitFor()
    await page.getByRole('button', { name: /^Undo/ }).waitFor()
    await page.close()

    const read = await open(path, world.api.tokens.read)
    await read.getByText('Wrong? Whoever has a token with the scope “admin” can correct it here.').waitFor()
    expect(await read.getByRole('button', { name: /^(?:Wrong kind|Undo)/ }).count()).toBe(0)
    await read.close()
  })
})
