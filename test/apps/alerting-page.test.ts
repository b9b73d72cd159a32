import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openedByFragment } from '#dashboards/graphiql/documents'
import { usualRule } from '#domain/alert-rule'
import { addAlertRule } from '#storage/stores/alert-rules'
import { addFreeze } from '#storage/stores/freezes'
import { findBrowser } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of alerting are skipped: no Chromium was found.\n')

const now = Date.parse('2026-11-23T10:00:00Z')
const stated =
  '{ alertRules { name services teams environment metrics falseAlarmsPerServiceYear threshold { above below last } quietHours { from to timeZone days } channels isOn } notifyRules { name services channels outcomes } }'
const hook = 'https://hooks.slack.com/services/T0/B0/hidden'

describe.skipIf(executable === null)('the page of what is stated of alerts', () => {
  let world: OwnPages
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '', () => now)
  }, 240_000)
  afterAll(() => world?.end())

  /** Makes something by the API, without a fault. */
  async function make(field: string, type: string, input: object): Promise<void> {
    const query = `mutation ($input: ${type}!) { made: ${field}(input: $input) { userErrors { message } } }`
    const { body } = await world.api.ask(query, { input }, world.api.tokens.admin)
    expect(body.data).toEqual({ made: { userErrors: [] } })
  }

  const item = (page: Page, name: string): Locator => page.getByRole('article', { name, exact: true })
  const fact = (of: Locator, term: string): Promise<string> =>
    of
      .locator('dl > div')
      .filter({ has: of.page().getByText(term, { exact: true }) })
      .locator('dd')
      .innerText()

  it('says what holds where nothing is stated, and how something is', async () => {
    const page = await world.open('/alerts', world.api.tokens.read)
    await page.getByRole('link', { name: 'Rules, freezes and channels' }).click()
    await page.getByRole('heading', { level: 1, name: 'What is stated of alerts' }).waitFor()
    await page.getByText('every service in production is watched, pages show its alerts, and nobody is told').waitFor()
    await page.getByText('None is on or coming.').waitFor()
    await page.getByText('npx leadline apply').waitFor()
    await page.close()
  })

  it('lists rules of the file and of the API in words, each with whose it is', async () => {
    const { api } = world
    await api.tell({
      type: 'deployment',
      id: 'd',
      service: 'shop',
      environment: 'production',
      version: '1',
      liveAt: new Date(now - 60_000).toISOString(),
    })
    await make('channelCreate', 'ChannelInput', { name: 'shop-chat', kind: 'SLACK', url: hook })
    await addAlertRule(
      api.db,
      {
        ...usualRule,
        name: 'every night',
        falseAlarmsPerServiceYear: 0.1,
        channels: ['shop-chat'],
        quietHours: { from: 22 * 60, to: 7 * 60, timeZone: 'Europe/Berlin', days: [] },
      },
      'FILE',
    )
    await addAlertRule(api.db, { ...usualRule, name: 'in staging', environment: 'staging', isOn: false }, 'FILE')
    await make('alertRuleCreate', 'AlertRuleInput', {
      name: 'shop is fast',
      services: ['shop'],
      metrics: ['leadTimeForChanges'],
      threshold: { above: 'P2D' },
      channels: ['shop-chat'],
    })
    await make('notifyRuleCreate', 'NotifyRuleInput', {
      name: 'shop is live',
      services: ['shop'],
      outcomes: ['LIVE'],
      channels: ['shop-chat'],
    })
    const page = await world.open('/alerting', api.tokens.read)
    const night = item(page, 'every night')
    expect(await fact(night, 'Of')).toBe('Every service in production')
    expect(await fact(night, 'Raises an alert by')).toBe('Tests: each may be wrong 0.1 times a year for a service')
    expect(await fact(night, 'Quiet hours')).toBe('22:00 to 07:00 Europe/Berlin, every day')
    expect(await fact(night, 'Tells')).toBe('shop-chat')
    expect(await fact(night, 'Stated in')).toBe('leadline.yaml')
    const fast = item(page, 'shop is fast')
    expect(await fact(fast, 'Watches')).toBe('Change lead time')
    expect(await fact(fast, 'Raises an alert by')).toBe('A plain threshold: above 2 days, over the last 28 days')
    expect(await fact(fast, 'Stated in')).toBe('the API')
    expect(await fast.getByRole('link', { name: 'shop', exact: true }).getAttribute('href')).toBe('/services/shop')
    await item(page, 'in staging').getByText('off', { exact: true }).waitFor()
    await item(page, 'in staging').getByText('It is about nothing yet: nothing was deployed to staging.').waitFor()
    expect(await fact(item(page, 'shop is live'), 'Tells')).toBe('What went live')
    await page.close()
  })

  it('says how each is changed: the entry of the file, or the mutation with what holds, which changes nothing as it is', async () => {
    const page = await world.open('/alerting', world.api.tokens.read)
    const night = item(page, 'every night')
    await night.locator('summary').press('Enter')
    await night.getByText('- name: every night').waitFor()
    await night.getByText('an entry that is taken out is gone').waitFor()
    expect(await night.getByRole('link', { name: 'change it' }).count()).toBe(0)
    const before = await world.api.data(stated)
    for (const name of ['shop is fast', 'shop is live']) {
      const one = item(page, name)
      await one.locator('summary').press('Enter')
      const href = await one.getByRole('link', { name: 'change it' }).getAttribute('href')
      const { query, variables } = openedByFragment(new URL(href ?? '', world.api.url).hash)
      const { body } = await world.api.ask(query ?? '', JSON.parse(variables ?? ''), world.api.tokens.admin)
      expect(Object.values(body.data ?? {})).toMatchObject([{ userErrors: [] }])
    }
    expect(await world.api.data(stated)).toEqual(before)
    await page.close()
  })

  it('parts freezes by when they are, in the zone in which they were stated', async () => {
    const freeze = { services: [], teams: [], timeZone: 'Europe/Berlin', reason: 'Nobody repairs it.' }
    const at = (date: string): number => Date.parse(`${date}T00:00:00+01:00`)
    await addFreeze(
      world.api.db,
      { ...freeze, name: 'last year', from: at('2025-12-24'), to: at('2026-01-02') },
      'FILE',
    )
    await addFreeze(world.api.db, { ...freeze, name: 'audit', from: at('2026-11-20'), to: at('2026-11-25') }, 'FILE')
    await make('freezeWindowCreate', 'FreezeWindowInput', {
      ...freeze,
      name: 'holidays',
      from: '2026-12-24',
      to: '2027-01-02',
    })
    const page = await world.open('/alerting', world.api.tokens.read)
    const listed = page.getByRole('region', { name: 'Freezes', exact: true })
    await listed.getByRole('heading', { name: 'Freezes (2)' }).waitFor()
    await item(page, 'audit').getByText('on now').waitFor()
    expect(await fact(item(page, 'holidays'), 'When')).toBe('24 Dec 2026 – 1 Jan 2027, Europe/Berlin')
    expect(await item(page, 'holidays').getByText('on now').count()).toBe(0)
    expect(await fact(item(page, 'holidays'), 'Why')).toBe('Nobody repairs it.')
    await page.locator('summary').filter({ hasText: 'Freezes that are over (1)' }).press('Enter')
    expect(await fact(item(page, 'last year'), 'When')).toBe('24 Dec 2025 – 1 Jan 2026, Europe/Berlin')
    await page.close()
  })

  it('shows digests and channels with their state to administrators alone, and no secret to anybody', async () => {
    await make('reportScheduleCreate', 'ReportScheduleInput', {
      name: 'Shop digest',
      channel: 'shop-chat',
      kind: 'DIGEST',
      services: ['shop'],
      every: 'WEEK',
      day: 1,
      at: '09:00',
      timeZone: 'Europe/Berlin',
    })
    const admin = await world.open('/setup')
    await admin.getByRole('link', { name: 'rules of alerts, freezes, digests and channels' }).click()
    const digest = item(admin, 'Shop digest')
    expect(await fact(digest, 'When')).toBe('Every Monday at 09:00 Europe/Berlin')
    expect(await fact(digest, 'Told last')).toBe('Not yet')
    await digest.locator('summary').press('Enter')
    await digest
      .getByText(
        /npx leadline schedule remove 'Shop digest'\s+npx leadline schedule add 'Shop digest' --channel shop-chat --digest --services shop/,
      )
      .waitFor()
    const channels = admin.getByRole('region', { name: 'Channels' }).first()
    await channels.getByText('Not used yet').waitFor()
    expect(await admin.locator('leadline-alerting').innerText()).not.toContain('hidden')
    await admin.close()
    const reader = await world.open('/alerting', world.api.tokens.read)
    await reader.getByText('is shown for a token with the scope admin').waitFor()
    expect(await reader.locator('leadline-schedule-list, leadline-channel-list').count()).toBe(0)
    await reader.close()
  })

  it('has no serious fault that axe would find, light or dark, and sticks out nowhere', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const page = await world.open('/alerting', world.api.tokens.admin, own)
    await item(page, 'Shop digest').locator('summary').click()
    await item(page, 'shop is fast').locator('summary').click()
    await page.getByText('Freezes that are over').click()
    await expectSound(page)
    await own.close()
  })

  it('spoke to nobody else and complained of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })
})
