import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'
import { SlackServer } from '../support/slack-server.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of channels are skipped: no Chromium was found.\n')

describe.skipIf(executable === null)('the channels of the setup page', () => {
  let world: OwnPages
  let slack: SlackServer
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    slack = await SlackServer.begin()
  }, 240_000)
  afterAll(async () => {
    await world.end()
    await slack.receiver.end()
  })

  async function add(name: string, url: string): Promise<void> {
    const query = 'mutation ($input: ChannelInput!) { channelCreate(input: $input) { userErrors { message } } }'
    const input = { name, kind: 'SLACK', url, allowPrivate: true }
    const { body } = await world.api.ask(query, { input }, world.api.tokens.admin)
    expect(body.data).toEqual({ channelCreate: { userErrors: [] } })
  }

  it('say where there is none how one is added', async () => {
    const page = await world.open('/setup')
    await page.getByText('Nobody is told anything yet').waitFor()
    await page.getByText('npx leadline channel add --help').waitFor()
    await page.close()
  })

  it('are tried by a button, and say since when they fail and why', async () => {
    await add('shop-chat', slack.hook)
    await add('removed', `${slack.receiver.url}/services/T0/B0/another`)
    const page = await world.open('/setup')
    const list = page.locator('leadline-channel-list')
    const row = (name: string) => list.getByRole('row').filter({ hasText: name })
    await row('shop-chat').getByText('Not used yet').waitFor()
    await row('shop-chat').getByRole('button', { name: 'Test shop-chat' }).click()
    await row('shop-chat').getByText('It arrived.').waitFor()
    await row('shop-chat')
      .getByText(/^Works, last on/)
      .waitFor()
    expect(slack.posts.map(({ text }) => text)).toEqual(['A test of Leadline'])
    await row('removed').getByRole('button', { name: 'Test removed' }).click()
    await row('removed').getByText('It did not arrive.').waitFor()
    await row('removed')
      .getByText(/^Fails since/)
      .waitFor()
    await row('removed')
      .getByText(/no_service.*make another in the app/)
      .waitFor()
    expect(await page.content()).not.toContain('hidden')
    await page.close()
  })

  it('stand beside rules that change nothing, with the reason; of others nothing is said', async () => {
    const { api } = world
    const admin = (query: string, input: object) => api.ask(query, { input }, api.tokens.admin)
    await api.tell({
      type: 'deployment',
      id: 'd',
      service: 'shop',
      environment: 'production',
      version: '1',
      outcome: 'succeeded',
      finishedAt: new Date(Date.now() - 60_000).toISOString(),
    })
    const page = await world.open('/setup')
    await page.getByRole('button', { name: 'Test removed' }).waitFor()
    expect(await page.getByText('Rules that change nothing').count()).toBe(0)
    await page.close()
    const rule = 'mutation ($input: AlertRuleInput!) { alertRuleCreate(input: $input) { userErrors { message } } }'
    await admin(rule, { name: 'everything', channels: ['shop-chat'] })
    await admin(rule, { name: 'in staging', environment: 'staging', channels: ['shop-chat'] })
    const again = await world.open('/setup')
    const list = again.getByRole('region', { name: 'Rules that change nothing' }).first()
    await list.getByText('It is about nothing yet: nothing was deployed to staging.').waitFor()
    await list.getByText('in staging', { exact: true }).waitFor()
    expect(await list.getByText('everything').count()).toBe(0)
    await again.close()
  })

  it('have no serious fault that axe would find, and stick out nowhere', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const page = await world.open('/setup', world.api.tokens.admin, own)
    await page.getByRole('button', { name: 'Test removed' }).waitFor()
    await expectSound(page)
    await own.close()
  })

  it('speak to nobody else and complain of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })
})
