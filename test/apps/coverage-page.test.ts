import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { findBrowser } from '../support/browser.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null)
  process.stdout.write('The browser tests of the coverage page are skipped: no Chromium was found.\n')

const hour = 3_600_000
const now = Date.now()
const ago = (hours: number): string => new Date(now - hours * hour).toISOString()
const sha = (sign: string): string => sign.repeat(40)
const deployed = { type: 'deployment', environment: 'production' }
const commit = (repository: string, name: string, parents: string[], hours: number) => ({
  type: 'commit',
  repository,
  sha: sha(name),
  parents: parents.map(sha),
  authoredAt: ago(hours),
})
const [shop, fine] = ['github.com/acme/shop', 'github.com/acme/fine']

/**
 * Of `fine` everything is known. `shop` lacks the commit of one deployment of two, and its one incident has no deployment
 * before it. Nobody told the commit of `slow` in staging. All that is known of `held` is which commit of the configuration was applied. `slow` was begun and never ended; `slow` in staging is under way; a preview is nobody's matter.
 */
const told: object[] = [
  commit(fine, 'a', [], 90),
  commit(fine, 'b', ['a'], 80),
  { ...deployed, service: 'fine', sha: sha('a'), liveAt: ago(85), repository: fine },
  {
    type: 'pull_request',
    repository: fine,
    number: 7,
    openedAt: ago(79),
    state: 'merged',
    mergedAt: ago(78),
    mergeSha: sha('b'),
  },
  { ...deployed, service: 'fine', sha: sha('b'), liveAt: ago(70), repository: fine },
  { type: 'incident', id: 'power', service: 'fine', openedAt: ago(60), resolvedAt: ago(59), cause: 'infrastructure' },
  { type: 'incident', id: 'drill', service: 'fine', openedAt: ago(50), resolvedAt: ago(49), classification: 'drill' },
  { type: 'incident', id: 'early', service: 'shop', openedAt: ago(88), resolvedAt: ago(87) },
  commit(shop, 'c', [], 90),
  { ...deployed, service: 'shop', sha: sha('c'), liveAt: ago(30), repository: shop },
  { ...deployed, service: 'shop', image: 'ghcr.io/acme/shop', tag: 'v2', liveAt: ago(20) },
  { ...deployed, service: 'slow', version: '9', startedAt: ago(50) },
  { ...deployed, service: 'slow', environment: 'staging', sha: sha('d'), startedAt: ago(1) },
  { ...deployed, service: 'fine', environment: 'pr-12', version: '1', liveAt: ago(5) },
  {
    ...deployed,
    service: 'held',
    configRepository: 'github.com/acme/deploy',
    configRevision: sha('e'),
    finishedAt: ago(40),
    outcome: 'succeeded',
  },
]

interface Listed {
  readonly coverageOfStreams: {
    readonly pageInfo: { readonly endCursor: string | null }
    readonly nodes: readonly { readonly service: { name: string }; readonly environment: { name: string } }[]
  }
}

describe.skipIf(executable === null)('the coverage page', () => {
  let world: OwnPages
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    await world.api.tell(...told)
    await world.api.ask(
      'mutation { sourceCreate(system: "events", name: "quiet") { userErrors { code } } }',
      {},
      world.api.tokens.admin,
    )
    // Ten days in a row, three weeks ago, and then nothing.
    const last = new Date(now - 20 * 24 * hour)
    await world.api.db.query(sql`
      insert into source_tally (source, lane, accepted, last_event_at) values ('quiet', 0, 10, ${last.toISOString()}::timestamptz)`)
    await world.api.db.query(sql`
      update source set active_days = ${Array.from({ length: 10 }, (_, at) => Math.floor(Number(last) / 86_400_000) - 9 + at)}::integer[]
       where name = 'quiet'`)
    await world.api.db.query(sql`
      insert into source (name, system, settings, message)
      values ('lost', 'github', '{"url": "http://127.0.0.1:9/lost"}', 'The host refuses the token.')`)
  }, 240_000)
  afterAll(() => world.end())

  const rows = (page: Page) => page.locator('leadline-stream-coverage .rows > li')
  const row = (page: Page, service: string, environment = 'production') =>
    page.locator(`li[data-service="${service}"][data-environment="${environment}"]`)

  it('lists services in their environments, the least known first, without previews', async () => {
    const page = await world.open('/')
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Coverage' }).click()
    await rows(page).first().waitFor()
    const names = await rows(page).evaluateAll((items) =>
      items.map(({ dataset }) => `${dataset['service']} ${dataset['environment']}`),
    )
    expect(names).toEqual(['shop production', 'slow production', 'held production', 'slow staging', 'fine production'])
    const question =
      'query ($a: String) { coverageOfStreams(first: 3, after: $a) { totalCount pageInfo { hasNextPage endCursor } nodes { service { name } environment { name } } } }'
    const first = await world.api.data<Listed>(question)
    const rest = await world.api.data<Listed>(question, { a: first.coverageOfStreams.pageInfo.endCursor })
    const listed = [first, rest].flatMap(({ coverageOfStreams }) => coverageOfStreams.nodes)
    expect(listed.map(({ service, environment }) => `${service.name} ${environment.name}`)).toEqual(names)
    const text = (await row(page, 'shop').innerText()).replaceAll('\u00A0', ' ')
    expect(text).toContain('50 %')
    expect(text).toContain('1 of 2')
    expect(await row(page, 'fine').isVisible()).toBe(false)
    await page.getByText('Nothing is missing of the other 1').click()
    await row(page, 'fine').waitFor()
    await page.close()
  })

  it('opens each gap with its meaning, its mend and the command of leadline unattributed, by a link too', async () => {
    const page = await world.open('/coverage?last=P30D')
    await row(page, 'shop').getByRole('button', { name: /gaps/ }).click()
    const gap = row(page, 'shop').locator('[data-gap="MISSING_COMMIT"]')
    await gap.getByText('1 of 2 deployments without a known commit').waitFor()
    expect(page.url()).toContain('open=')
    await page.reload()
    await gap.getByText('What these deployments shipped is not known').waitFor()
    const { unattributed } = await world.api.data<{ unattributed: { nodes: { name: string; mend: string }[] } }>(
      '{ unattributed { nodes { name mend } } }',
    )
    const mend = unattributed.nodes.find(({ name }) => name === 'shop')?.mend
    expect(await gap.locator('pre').innerText()).toBe(mend)
    const claims = page.locator('leadline-unattributed-list li pre')
    expect(await claims.allInnerTexts()).toEqual(unattributed.nodes.map((each) => each.mend))
    const untold = row(page, 'slow', 'staging')
    await untold.getByRole('button', { name: /1 gap/ }).click()
    await untold.locator('[data-gap="COMMIT_NOT_TOLD"] pre').getByText('source add git NAME --url').waitFor()
    await row(page, 'shop').getByRole('button', { name: /gaps/ }).click()
    await row(page, 'shop').locator('[data-gap="UNLINKED_INCIDENT"]').getByText('1 of 1 incident without').waitFor()
    await row(page, 'slow').getByRole('button', { name: /gap/ }).click()
    await row(page, 'slow').getByText('1 of 1 deployment without an outcome').waitFor()
    await row(page, 'held').getByRole('button', { name: /gap/ }).click()
    const held = row(page, 'held').locator('[data-gap="HELD_BACK_SYNC"]')
    await held.getByText('1 of 1 sync or deployment held back').waitFor()
    await held.getByRole('link', { name: 'Connect the repository' }).waitFor()
    await page.getByRole('button', { name: '7 days' }).click()
    await page.waitForURL((url) => url.searchParams.get('last') === 'P7D' && !url.searchParams.has('open'))
    await page.close()
  })

  it('names sources that went silent, and to administrators what was not understood', async () => {
    const refused = await fetch(`${world.api.url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${world.api.tokens.admin}` },
      body: '{"type":"deploymemt"}',
    })
    expect(refused.status).toBe(400)
    const admin = await world.open('/coverage')
    await admin.locator('[data-source="quiet"][data-gap="SILENT"]').getByText('silent since').waitFor()
    await admin.locator('[data-source="api"][data-gap="QUARANTINED"]').getByText('1 delivery').waitFor()
    await admin.locator('[data-source="api"]').getByText(/^1 × /).waitFor()
    await admin.locator('[data-source="lost"][data-gap="FAILING"]').getByText('The host refuses the token.').waitFor()
    await admin.close()
    const reader = await world.open('/coverage', world.api.tokens.read)
    await reader.locator('[data-source="quiet"]').waitFor()
    await reader.locator('[data-source="lost"]').getByText('cannot be read, never read').waitFor()
    expect(await reader.locator('[data-gap="QUARANTINED"]').count()).toBe(0)
    expect(await reader.getByText('The host refuses the token.').count()).toBe(0)
    await reader.close()
    const setup = await world.open('/setup')
    await setup.locator('li[data-source="quiet"]').getByText('Silent', { exact: true }).waitFor()
    await setup.close()
  })

  it('has no serious fault that axe would find, light or dark, and sticks out nowhere', async () => {
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    const page = await world.open('/coverage', world.api.tokens.admin, own)
    await row(page, 'shop').getByRole('button', { name: /gaps/ }).click()
    await expectSound(page)
    await own.close()
  })

  it('spoke to nobody else and complained of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })
})
