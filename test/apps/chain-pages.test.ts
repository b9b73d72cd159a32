import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { liveRuleAttribute } from '#domain/statement-attributes'
import { findBrowser } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of the chain are skipped: no Chromium was found.\n')

const begin = Math.floor(Date.now() / 60_000) * 60_000 - 3 * 86_400_000
const at = (minutes: number): string => new Date(begin + minutes * 60_000).toISOString()
const sha = (sign: string): string => sign.repeat(40)
const digest = `sha256:${'2'.repeat(64)}`
const [shop, config] = ['github.com/acme/shop', 'github.com/acme/config']
const commit = (repository: string, name: string, parents: string[], minutes: number) => ({
  type: 'commit',
  repository,
  sha: sha(name),
  parents: parents.map(sha),
  authoredAt: at(minutes),
  message: `Make ${name}`,
})
const request = (repository: string, number: number, title: string, merge: string, times: [number, number]) => ({
  type: 'pull_request',
  repository,
  number,
  title,
  state: 'merged',
  openedAt: at(times[0]),
  mergedAt: at(times[1]),
  mergeSha: sha(merge),
  commits: [sha(merge)],
})
const deployed = { type: 'deployment', service: 'shop', environment: 'production', image: 'ghcr.io/acme/shop' }

/** A commit that reached two clusters by its image and a configuration request, and waits for staging; of no build is known. */
const told: object[] = [
  commit(shop, 'a', [], 0),
  commit(shop, 'b', ['a'], 100),
  commit(config, 'e', [], 0),
  commit(config, 'f', ['e'], 190),
  request(shop, 7, 'Sell more', 'b', [110, 140]),
  request(config, 3, 'Ship v2', 'f', [200, 220]),
  {
    type: 'artifact',
    image: 'ghcr.io/acme/shop',
    tag: 'v2',
    digest,
    publishedAt: at(155),
    repository: shop,
    sha: sha('b'),
  },
  { ...deployed, placement: 'east', sha: sha('a'), repository: shop, liveAt: at(60) },
  {
    ...deployed,
    environment: 'staging',
    sha: sha('a'),
    repository: shop,
    configRepository: config,
    configRevision: sha('e'),
    liveAt: at(50),
    attributes: { [liveRuleAttribute]: 'SYNC' },
  },
  {
    ...deployed,
    environment: 'staging',
    sha: sha('b'),
    repository: shop,
    configRepository: config,
    configSha: sha('f'),
    liveAt: at(220),
    attributes: { [liveRuleAttribute]: 'CONFIG_MERGE' },
  },
  ...['east', 'west'].map((placement, place) => ({
    ...deployed,
    id: `sync-${placement}`,
    placement,
    digest,
    configRepository: config,
    configSha: sha('f'),
    startedAt: at(230 + place * 20),
    finishedAt: at(233 + place * 20),
    outcome: 'succeeded',
    ...(place === 0 ? { liveAt: at(240), attributes: { [liveRuleAttribute]: 'ROLLOUT' } } : {}),
  })),
]

describe.skipIf(executable === null)('the pages of a deployment and of a change', () => {
  let world: OwnPages
  let ids: { readonly deployment: string; readonly change: string }
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    await world.api.tell(...told)
    const { deployments, change } = await world.api.data<{
      deployments: { nodes: { id: string }[] }
      change: { id: string }
    }>(
      `query ($r: String!) { deployments(filter: { service: "shop", environment: "production" }, first: 1) { nodes { id } }
        change(repository: $r, number: 7) { id } }`,
      { r: shop },
    )
    ids = { deployment: deployments.nodes[0]?.id ?? '', change: change.id }
  }, 240_000)
  afterAll(() => world.end())

  const steps = (page: Page, within = 'leadline-chain') =>
    page
      .locator(`${within} .step`)
      .evaluateAll((items) =>
        items.map((item) => `${item.getAttribute('data-step')} ${item.getAttribute('data-state')}`),
      )
  const joints = (page: Page) =>
    page.locator('leadline-chain .joint').evaluateAll((items) => items.map((item) => item.textContent?.trim() ?? ''))

  it('draw a deployment from its commit to each cluster, with the times between and the hole', async () => {
    const page = await world.open(`/services/shop?last=P7D`)
    const { deployment } = ids
    await page.locator(`tr[data-deployment="${deployment}"] a`).click()
    await page.waitForURL((url) => url.pathname === `/deployments/${deployment}`)
    await page.getByRole('heading', { name: 'From commit to live' }).waitFor()
    expect(await steps(page)).toEqual([
      'commit known',
      'request known',
      'build missing',
      'artifact known',
      'config known',
      'sync known',
      'rollout known',
      'live known',
      'sync known',
      'rollout none',
      'live known',
    ])
    const times = (await joints(page)).map((text) => text.replaceAll(/\s+/g, ' '))
    const east = ['10 min', '', '']
    const west = ['30 min', '', '']
    expect(times).toEqual(['', '10 min', '', '15 min since request', '45 min', ...east, ...west])
    await page.locator('[data-rule="FINISHED"]').getByText('its run ended').waitFor()
    await page.locator('[data-gap="Build"]').getByText('post its build event').waitFor()
    await page.close()
  })

  it('have a table that says the same, and link to the changes', async () => {
    const page = await world.open(`/deployments/${ids.deployment}`)
    const chain = page.locator('leadline-chain')
    await chain.getByText('Show as table').press('Enter')
    const rows = chain.getByRole('row')
    expect(await rows.count()).toBe(1 + 5 + 2 * 3)
    expect(await rows.nth(1).innerText()).toContain('Known by: image digest')
    expect(await rows.nth(8).innerText()).toContain('its rollout took all traffic')
    await chain.locator('[data-step="request"]').getByRole('link', { name: '#7' }).click()
    await page.waitForURL((url) => url.pathname === `/changes/${ids.change}`)
    await page.getByRole('heading', { name: 'Sell more', level: 1 }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'Back to Deployment' }).click()
    await page.waitForURL((url) => url.pathname === `/deployments/${ids.deployment}`)
    await page.close()
  })

  it('tell of a change where it is live, how it came there, and where it waits', async () => {
    const page = await world.open(`/changes/${ids.change}`)
    const lane = '[data-lane="shop production"]'
    await page.locator(lane).getByText('2 h 33 min').waitFor()
    expect(await steps(page, `${lane} leadline-chain`)).toEqual([
      'artifact known',
      'config known',
      'sync known',
      'rollout known',
      'live known',
      'sync known',
      'rollout none',
      'live known',
    ])
    await page.locator('[data-waiting="shop staging"]').waitFor()
    const onItsWay = '[data-lane="shop staging"]'
    await page.locator(onItsWay).getByRole('heading', { name: 'On its way to staging of shop' }).waitFor()
    expect(await steps(page, `${onItsWay} leadline-chain`)).toEqual([
      'artifact missing',
      'config known',
      'sync missing',
      'rollout waiting',
      'live waiting',
    ])
    await page.getByText('look at the application in the reconciler').first().waitFor()
    await page.close()
  })

  it('are found by a commit, or by a request', async () => {
    const page = await world.open('/')
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Find a commit' }).click()
    const field = page.getByLabel('Commit or request')
    await field.fill(sha('b').slice(0, 9))
    await field.press('Enter')
    await page.locator(`[data-found="${ids.change}"]`).getByText('Live: shop in production').waitFor()
    await field.fill(`https://${shop}/pull/7`)
    await field.press('Enter')
    await page.getByRole('link', { name: 'Sell more' }).click()
    await page.waitForURL((url) => url.pathname === `/changes/${ids.change}`)
    await page.goto(`${world.api.url}/changes?q=0123456`)
    await page.getByText('Nothing is known of it').waitFor()
    await page.goto(`${world.api.url}/changes?q=main`)
    await page.getByText('is neither a hash').waitFor()
    await page.close()
  })

  it('say so where nothing is known under an id', async () => {
    const gone = Buffer.from(JSON.stringify(['Deployment', 'shop', 'production', 'gone'])).toString('base64url')
    const page = await world.open(`/deployments/${gone}`)
    await page.getByRole('heading', { name: 'No such deployment' }).waitFor()
    await page.goto(`${world.api.url}/changes/${ids.deployment}`)
    await page.getByRole('heading', { name: 'No such change' }).waitFor()
    await page.close()
  })

  it('have no serious fault that axe would find, light or dark, and stick out nowhere', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    for (const path of [`/deployments/${ids.deployment}`, `/changes/${ids.change}`, `/changes?q=${sha('b')}`]) {
      const page = await world.open(path, world.api.tokens.read, own)
      if (!path.includes('?')) await page.locator('leadline-chain').first().getByText('Show as table').click()
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
