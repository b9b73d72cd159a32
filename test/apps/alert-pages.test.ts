import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '#apps/server/alerting/evaluate'
import { tellDemo } from '#apps/server/demo'
import { usualRule } from '#domain/alert-rule'
import { DAY } from '#domain/instant'
import { addAlertRule } from '#storage/stores/alert-rules'
import { findBrowser, settled, watch, type Watch } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of alerts are skipped: no Chromium was found.\n')

const now = Date.parse('2026-11-23T10:00:00Z')
const ofLeadTime = 'leadline-alert-item[data-alert="leadTimeForChanges"]'

describe.skipIf(executable === null)('the page of alerts', () => {
  let world: OwnPages
  let context: BrowserContext
  let seen: Watch
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '', () => now)
    context = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    context.setDefaultTimeout(15_000)
    seen = watch(context, world.api.url)
  }, 240_000)
  afterAll(() => world?.end())

  it('teaches where nothing is open', async () => {
    const page = await world.open('/alerts', undefined, context)
    await page.getByRole('heading', { name: 'Nothing is open' }).waitFor()
    await page.getByText('Nobody is told until a rule says who').waitFor()
    await page.close()
  })

  it('has the alert of the demo in words, which leads to Why? and from the page of its service', async () => {
    await tellDemo(world.api.db, now)
    await world.api.drain()
    await evaluate(world.api.db, now)
    const page = await world.open('/services/checkout', undefined, context)
    await page.getByRole('region', { name: 'Open alerts' }).getByRole('link', { name: 'Lead time got longer' }).click()
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor()
    expect(new URL(page.url()).search).toBe('?q=checkout')
    const alert = page.getByRole('region', { name: 'Open', exact: true }).locator(ofLeadTime)
    await alert.getByText(/^Lead time got longer \(checkout in production\): .* since/).waitFor()
    await alert.getByText(/false alarm in .* years is to be expected of a service like this/).waitFor()
    await alert.getByText('What was told of it').click()
    await alert.getByText('Nobody was told: It was raised long before it was seen here.').waitFor()
    await expectSound(page)
    await alert.getByRole('link', { name: 'Why?' }).click()
    await page.getByRole('heading', { level: 1, name: 'checkout' }).waitFor()
    const { searchParams } = new URL(page.url())
    expect(searchParams.get('why')).toBe('1')
    expect(Date.parse(searchParams.get('from') ?? '')).toBeLessThan(Date.parse(searchParams.get('to') ?? ''))
    await page.close()
  })

  it('is counted in words beside its service, on the overview, and found once for all services', async () => {
    world.api.statements.length = 0
    const page = await world.open('/', world.api.tokens.read, context)
    const row = page.locator('tr[data-service="checkout"]')
    const mark = row.getByRole('link', { name: '1 open alert of checkout' })
    expect(await mark.innerText()).toMatch(/^1 open alert/)
    const { services } = await world.api.data<{ services: { nodes: { name: string; openAlerts: number }[] } }>(
      '{ services { nodes { name openAlerts } } }',
    )
    const alerted = services.nodes.filter(({ openAlerts }) => openAlerts > 0)
    expect(alerted.length).toBeLessThan(services.nodes.length)
    expect(await page.getByRole('link', { name: /open alerts? of/ }).count()).toBe(alerted.length)
    expect(world.api.statements.filter((name) => name === 'open-alerts')).toHaveLength(2)
    await expectSound(page)
    await mark.press('Enter')
    await page.getByRole('region', { name: 'Open', exact: true }).locator(ofLeadTime).waitFor()
    expect(new URL(page.url()).search).toBe('?q=checkout')
    await page.close()
  })

  it('stands on the page of the team, which leads to all alerts of it', async () => {
    const page = await world.open('/services/checkout', world.api.tokens.read, context)
    await page.getByRole('link', { name: 'payments' }).first().click()
    const now = page.getByRole('region', { name: 'Open now' })
    await now.getByText(/Lead time got longer in production, begun/).waitFor()
    expect(await page.locator('tr[data-service="checkout"]').getByRole('link', { name: '1 open alert' }).count()).toBe(
      1,
    )
    await expectSound(page)
    await now.getByRole('link', { name: /^\d+ alerts? open$/ }).click()
    await page.getByRole('region', { name: 'Open', exact: true }).locator(ofLeadTime).waitFor()
    expect(new URL(page.url()).search).toBe('?team=payments')
    await page.close()
  })

  it('says on the page of a service what is watched of it, and what each detector sees or lacks', async () => {
    const page = await world.open('/services/checkout', world.api.tokens.read, context)
    await page.locator('summary').filter({ hasText: 'What is watched' }).press('Enter')
    const table = page.getByRole('region', { name: 'What is watched' }).getByRole('table')
    const leadTime = table.locator('tr[data-metric="leadTimeForChanges"]')
    await leadTime.getByRole('rowheader', { name: 'lead time' }).waitFor()
    await leadTime.getByText('watching', { exact: true }).waitFor()
    await leadTime.getByText(/^×\d\.\d: from \d+\.\d (hours|days) to/).waitFor()
    await leadTime.getByText(/^0\.\d+$/).waitFor()
    expect(await table.getByRole('row').count()).toBe(9)
    const lacking = table.getByRole('row').filter({ hasText: 'insufficient data' })
    expect(await lacking.count()).toBeGreaterThan(0)
    expect(await lacking.first().innerText()).toMatch(/It has \d+ of \d+ /)
    await expectSound(page)
    await page.getByRole('link', { name: 'The query behind this' }).first().waitFor()
    await page.close()
  })

  it('says so where no rule watches, and where it was never deployed', async () => {
    const page = await world.open('/services/checkout?env=staging', undefined, context)
    await page.getByText('What is watched').click()
    const table = page.getByRole('region', { name: 'What is watched' }).getByRole('table')
    await table.getByText('No rule watches this environment.').first().waitFor()
    expect(await table.getByText('off', { exact: true }).count()).toBe(8)
    await page.close()
  })

  it('lets only who may administer take it on, by the keyboard too', async () => {
    const reader = await world.open('/alerts', world.api.tokens.read, context)
    await reader
      .getByRole('region', { name: 'Open', exact: true })
      .locator(ofLeadTime)
      .getByRole('link', { name: 'Why?' })
      .waitFor()
    expect(await reader.getByRole('button', { name: 'Take on' }).count()).toBe(0)
    await reader.close()
    const page = await world.open('/alerts?only=open', world.api.tokens.admin, context)
    const alert = page.getByRole('region', { name: 'Open', exact: true }).locator(ofLeadTime)
    await alert.getByRole('button', { name: 'Take on' }).press('Enter')
    await page.getByText('Taken on: Lead time got longer, checkout.').waitFor()
    await settled(page)
    await alert.getByText('took it on').waitFor()
    expect(await alert.getByRole('button', { name: 'Take on' }).count()).toBe(0)
    await page.close()
  })

  it('leads to Why? over the window of a plain threshold, whatever the alert is called', async () => {
    const threshold = { metric: 'leadTimeForChanges', above: 3_600, below: null, last: 'P14D' } as const
    const rule = {
      ...usualRule,
      name: 'fast',
      services: ['ledger'],
      metrics: ['leadTimeForChanges'] as const,
      threshold,
    }
    await addAlertRule(world.api.db, rule, 'API')
    await evaluate(world.api.db, now)
    const page = await world.open('/alerts?q=ledger', world.api.tokens.read, context)
    const alert = page.getByRole('region', { name: 'Open', exact: true }).locator(ofLeadTime)
    await alert.getByRole('heading', { name: 'Lead time is past its threshold' }).waitFor()
    const href = await alert.getByRole('link', { name: 'Why?' }).getAttribute('href')
    const { searchParams } = new URL(href ?? '', world.api.url)
    const [from = Number.NaN, to = Number.NaN] = ['from', 'to'].map((end) => Date.parse(searchParams.get(end) ?? ''))
    expect(to - from).toBe(14 * DAY)
    await page.close()
  })

  it('spoke to nobody else and complained of nothing', () => {
    expect(seen.strangers).toEqual([])
    expect(seen.complaints).toEqual([])
  })
})
