import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../support/browser.ts'
import { type MadeEmbed, makeEmbed, revokeEmbed } from '../support/embed-world.ts'
import { type ForeignSite, openForeignSite } from '../support/foreign-site.ts'
import { OwnPages } from '../support/own-pages.ts'
import { stickingOut } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of embeds are skipped: no Chromium was found.\n')

const now = Date.now()
const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString()
const sha = (sign: string): string => sign.repeat(40)
const repository = 'github.com/acme/shop'
const hostile = `"><img src=x onerror="document.title='taken'">\u202e${'long'.repeat(60)}😀`
const commit = (name: string, parents: string[], hours: number) => ({
  type: 'commit',
  repository,
  sha: sha(name),
  parents: parents.map(sha),
  authoredAt: ago(hours),
  message: `Make ${name}`,
})
const live = (service: string, name: string, hours: number) => ({
  type: 'deployment',
  service,
  environment: 'production',
  repository,
  sha: sha(name),
  liveAt: ago(hours),
})
const told = [
  commit('a', [], 90),
  commit('b', ['a'], 80),
  commit('c', ['b'], 60),
  live('shop', 'a', 70),
  live('shop', 'b', 56),
  live('shop', 'c', 20),
  live(hostile, 'a', 20),
]

const files = createRequire(import.meta.url)
const react = (name: string): string =>
  readFileSync(join(dirname(files.resolve(`${name}/package.json`)), 'umd', `${name}.production.min.js`), 'utf8')

/** An example as its reader would change it. */
function example(name: string, origin: string, { publicId, token }: MadeEmbed): string {
  return readFileSync(`examples/embed/${name}`, 'utf8')
    .replaceAll('https://leadline.example', origin)
    .replaceAll('EMBED_ID', publicId)
    .replaceAll('EMBED_TOKEN', token)
}

/** What a PNG shows: whether all of it is opaque, how many colours there are, and that of its corner. In the browser. */
async function pixelsOf(base64: string) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.codePointAt(0) ?? 0)
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: new Uint8ClampedArray() }
  const pixels = new Uint32Array(data.buffer)
  return {
    opaque: pixels.every((pixel) => pixel >>> 24 === 255),
    colours: new Set(pixels).size,
    ground: Array.from(data.subarray(0, 3)),
  }
}

describe.skipIf(executable === null)('embeds in pages of another origin', () => {
  let world: OwnPages
  let site: ForeignSite
  let lead: MadeEmbed
  let page: Page
  const strangers: string[] = []

  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    site = await openForeignSite()
    await world.api.tell(...told)
    lead = await makeEmbed(world.api, { service: 'shop', metric: 'leadTimeForChanges', origins: [site.origin] })
    page = await world.context.newPage()
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && origin !== site.origin && origin !== world.api.url)
        strangers.push(request.url())
    })
  })
  afterAll(async () => {
    await site.close()
    await world.end()
  })

  async function show(path: string, body: string): Promise<void> {
    site.files.set(path, `<!doctype html><meta charset="utf-8"><title>theirs</title>${body}`)
    await page.goto(`${site.origin}${path}`)
  }
  const seen = (where: Page | FrameLocator) => where.locator('leadline-embed')
  const value = async (where: Page | FrameLocator): Promise<string | null> =>
    seen(where).locator('data').getAttribute('value')

  it('shows by script and in a frame what GraphQL tells, chart, table and all, and keeps nothing', async () => {
    site.files.set('/', example('index.html', world.api.url, lead))
    await page.goto(`${site.origin}/`)
    const { service } = await world.api.data<{
      service: { metrics: { leadTimeForChanges: { medianSeconds: number } } }
    }>(
      '{ service(name: "shop") { metrics(environment: "production", window: {last: "P90D"}) { leadTimeForChanges { medianSeconds } } } }',
    )
    const median = String(service.metrics.leadTimeForChanges.medianSeconds)
    const frame = page.frameLocator('iframe')
    expect(await value(page)).toBe(median)
    expect(await value(frame)).toBe(median)
    for (const where of [page, frame]) {
      const drawn = () =>
        seen(where)
          .locator('canvas')
          .evaluate((canvas: HTMLCanvasElement) => {
            const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
            return data.some((part) => part > 0)
          })
      await expect.poll(drawn).toBe(true)
      await seen(where).getByText('Show as table').click()
      expect(await seen(where).locator('tbody tr').count()).toBeGreaterThan(0)
    }
    expect(await page.context().cookies()).toEqual([])
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)
    expect(strangers).toEqual([])
  })

  it('shows the same in a page made with React', async () => {
    site.files.set('/react.production.min.js', react('react'))
    site.files.set('/react-dom.production.min.js', react('react-dom'))
    site.files.set('/react', example('react.html', world.api.url, lead))
    await page.goto(`${site.origin}/react`)
    await expect.poll(() => seen(page).locator('data').count()).toBe(1)
    expect(await value(page)).toMatch(/^\d+$/)
  })

  it('is refused where it is not for, in words and with no number, and in no frame', async () => {
    const other = await makeEmbed(world.api, { service: 'shop', part: 'SERVICE', origins: ['https://wiki.example'] })
    await show('/refused', other.snippets.script + other.snippets.iframe)
    await seen(page).getByText(`This embed is not for pages of ${site.origin}.`).waitFor()
    expect(await seen(page).locator('data').count()).toBe(0)
    const framed = page.frames().find((frame) => frame !== page.mainFrame())
    expect(await framed?.locator('leadline-embed').count()).toBe(0)
  })

  it('says why it shows nothing: changed, revoked, no data', async () => {
    const forHere = { service: 'shop', metric: 'leadTimeForChanges', origins: [site.origin] }
    const revoked = await makeEmbed(world.api, forHere)
    await revokeEmbed(world.api, revoked.id)
    const empty = await makeEmbed(world.api, { ...forHere, from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' })
    const changed = lead.snippets.script.replace(/token="(.*)(.{8})"/, 'token="$1AAAAAAAA"')
    const frame = revoked.snippets.iframe.replace('loading="lazy"', '')
    await show('/why', [changed, revoked.snippets.script, empty.snippets.script, frame].join('\n'))
    const [first, second, third] = [0, 1, 2].map((at) => seen(page).nth(at))
    await first?.getByText('is not one of this Leadline, or was changed').waitFor()
    await second?.getByText('This embed was revoked.').waitFor()
    await third?.locator('.reason').waitFor()
    expect(await third?.locator('.reason').textContent()).toMatch(/\w/)
    await page.frameLocator('iframe').getByText('This embed was revoked.').waitFor()
    expect(await seen(page).locator('data').count()).toBe(0)
  })

  it('says that Leadline does not answer, and that it cannot draw what it does not understand', async () => {
    const gone = await openForeignSite()
    await gone.close()
    await show('/away', lead.snippets.script.replace(`src="${world.api.url}" embed`, `src="${gone.origin}" embed`))
    await seen(page).getByText(`Leadline at ${gone.origin} does not answer.`).waitFor()

    const notDrawn = 'This embed could not be drawn. Load the page again'
    const answer = { viewer: { embed: { part: 'METRIC', metric: 'leadTimeForChanges' } }, service: { metrics: {} } }
    const headers = { 'access-control-allow-origin': site.origin }
    await page.route('**/graphql?*', (route) => route.fulfill({ headers, json: { data: answer } }))
    await show('/newer', lead.snippets.script)
    await seen(page).getByText(notDrawn).waitFor()
    await page.unroute('**/graphql?*')

    await page.evaluate(() => {
      const card = customElements.get('leadline-metric-card')?.prototype as { render: () => unknown }
      card.render = () => {
        throw new Error('a part that throws')
      }
      const [here] = document.querySelectorAll('leadline-embed')
      here?.replaceWith(here.cloneNode())
    })
    await seen(page).getByText(notDrawn).waitFor()
    expect(await seen(page).locator('leadline-metric-card').count()).toBe(0)
  })

  it('keeps what it shows while it is asked for patience, and asks again by itself', async () => {
    const headers = { 'access-control-allow-origin': site.origin }
    const errors = [{ message: 'Asked too often.', extensions: { code: 'EMBED_BUSY', retryAfterSeconds: 0 } }]
    const busy = { status: 429, headers, json: { data: null, errors } }
    let asked = 0
    let kept = 0
    await page.route('**/graphql?*', async (route) => {
      asked += 1
      if (asked === 2) return route.fulfill(busy)
      if (asked === 3) kept = await seen(page).locator('data').count()
      return route.continue()
    })
    await show('/busy', lead.snippets.script)
    expect(await value(page)).toMatch(/^\d+$/)
    await seen(page).evaluate((element) => document.body.append(element))
    await expect.poll(() => kept, { timeout: 15_000 }).toBe(1)
    expect(asked).toBe(3)
    await page.unroute('**/graphql?*')
  })

  it('shows nothing any more where it is not told of its own limit but of that of its network', async () => {
    const headers = { 'access-control-allow-origin': site.origin }
    const errors = [{ message: 'Too many.', extensions: { code: 'EMBED_SLOWED', retryAfterSeconds: 60 } }]
    await show('/slowed', lead.snippets.script)
    expect(await value(page)).toMatch(/^\d+$/)
    await page.route('**/graphql?*', (route) => route.fulfill({ status: 429, headers, json: { data: null, errors } }))
    await seen(page).evaluate((element) => document.body.append(element))
    await seen(page).getByText('Too many.').waitFor()
    expect(await seen(page).locator('data').count()).toBe(0)
    await page.unroute('**/graphql?*')
  })

  it('are made by a dialog, shown elsewhere, listed and revoked', async () => {
    const own = await world.open('/services/shop')
    await own.setViewportSize({ width: 320, height: 700 })
    const opener = own.locator('leadline-metric-card.leadTimeForChanges').getByRole('button', { name: /^Embed/ })
    const dialog = own.getByRole('dialog', { name: 'Embed numbers of shop' })
    await opener.click()
    await dialog.getByLabel('What').waitFor()
    expect(await dialog.getByLabel('What').inputValue()).toBe('leadTimeForChanges')
    expect(await own.evaluate(stickingOut)).toEqual([])
    await own.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await opener.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button)).toBe(true)

    await opener.press('Enter')
    const origins = dialog.getByLabel('Origins of the pages')
    await origins.fill(`${site.origin}/page`)
    await dialog.getByRole('button', { name: 'Make the embed' }).click()
    await dialog.getByText(`Line 1: leave out all but ${site.origin}.`).waitFor()
    expect(await origins.getAttribute('aria-invalid')).toBe('true')
    await origins.fill(site.origin)
    await dialog.getByLabel('Colours').selectOption('DARK')
    await dialog.getByRole('button', { name: 'Make the embed' }).click()
    const made = own.getByRole('dialog', { name: 'Put this into a page: shop' })
    const snippet = (name: string) => made.getByRole('region', { name }).innerText()
    await show('/made', await snippet('Script and element'))
    expect(await value(page)).toMatch(/^\d+$/)
    expect(await seen(page).getAttribute('data-theme')).toBe('dark')
    for (const name of ['Frame', 'React']) expect(await snippet(name)).toMatch(/token="?=?[\w.-]+/)
    expect(await own.evaluate(stickingOut)).toEqual([])
    await made.getByRole('button', { name: 'Close' }).click()
    await own.close()

    const setup = await world.open('/setup')
    const row = setup.locator('leadline-embed-list tbody tr').first()
    expect(await row.innerText()).toMatch(/Change lead time of shop[^]*last 90 days[^]*localhost[^]*Valid until/)
    // The name of the token, as corrections and the account page call it.
    await row.getByText('by admin').waitFor()
    await row.getByRole('button', { name: /^Revoke/ }).click()
    await row.getByRole('button', { name: /^Yes, revoke/ }).click()
    await row.getByText('Revoked').waitFor()
    await setup.close()
    await page.reload()
    await seen(page).getByText('This embed was revoked.').waitFor()
  })

  it('a chart is kept as a PNG, and a badge offered to who may read; who may make embeds is said', async () => {
    const own = await world.open('/services/shop?last=P30D', world.api.tokens.read)
    const card = own.locator('leadline-metric-card.leadTimeForChanges')
    const [download] = await Promise.all([
      own.waitForEvent('download'),
      card.getByRole('button', { name: /^Save as PNG/ }).press('Enter'),
    ])
    expect(download.suggestedFilename()).toMatch(/^shop-leadTimeForChanges-production-\d{4}-.*\.png$/)
    const png = readFileSync(await download.path())
    const width = await card.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.clientWidth)
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16)]).toEqual(['PNG', 2 * (Math.max(width, 420) + 36)])
    const { opaque, colours, ground } = await own.evaluate(pixelsOf, png.toString('base64'))
    expect(opaque).toBe(true)
    expect(colours).toBeGreaterThan(20)
    expect(ground).toEqual([255, 255, 255])
    await own.emulateMedia({ colorScheme: 'dark' })
    const [dark] = await Promise.all([
      own.waitForEvent('download'),
      card.getByRole('button', { name: /^Save as PNG/ }).click(),
    ])
    const night = await own.evaluate(pixelsOf, readFileSync(await dark.path()).toString('base64'))
    expect(Math.max(...night.ground)).toBeLessThan(80)

    await card.getByRole('button', { name: /^Embed/ }).click()
    const dialog = own.getByRole('dialog')
    await dialog.getByText('Embeds are made by administrators').waitFor()
    await dialog.getByText('A badge is one number that anybody may see').waitFor()
    expect(await dialog.getByRole('button', { name: /show badges/ }).count()).toBe(0)
    await own.close()
  })

  it('a badge of a service that was let show them answers in a README', async () => {
    const before = world.seen.complaints.length
    const own = await world.open('/services/shop')
    await own
      .locator('leadline-metric-card.leadTimeForChanges')
      .getByRole('button', { name: /^Embed/ })
      .click()
    await own.getByRole('button', { name: 'Let shop show badges' }).click()
    const markdown = await own.getByRole('region', { name: 'Markdown: Change lead time' }).innerText()
    const readme = readFileSync('examples/embed/in-a-readme.md', 'utf8').replaceAll(
      'https://leadline.example',
      world.api.url,
    )
    const [first] = readme.match(/^\[!\[.*$/m) ?? []
    expect(first?.replaceAll('checkout', 'shop')).toBe(markdown)
    const [, badge = '', page = ''] = /^\[!\[[^\]]*\]\((\S+)\)\]\((\S+)\)$/.exec(markdown) ?? []
    expect(await (await fetch(badge)).text()).toMatch(/^<svg [^>]*><title>shop[^<]*lead time/i)
    expect((await fetch(page)).status).toBe(200)
    const dialog = own.getByRole('dialog')
    await dialog.getByText('Badges of shop are on').waitFor()
    await dialog.getByRole('status').getByText('Switched on').waitFor()
    const off = dialog.getByRole('button', { name: 'Switch badges of shop off' })
    await off.press('Enter')
    await dialog.getByRole('status').getByText('Switched off').waitFor()
    const on = dialog.getByRole('button', { name: 'Let shop show badges' })
    await on.waitFor()
    expect(await on.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button)).toBe(true)
    expect(await dialog.getByRole('region', { name: /^Markdown/ }).count()).toBe(0)
    expect((await fetch(badge.replace('leadTimeForChanges', 'timeToRestore'))).status).toBe(404)
    expect(world.seen.complaints.slice(before)).toEqual([])
    await own.close()
  })

  it('renders a hostile name inert', async () => {
    const made = await makeEmbed(world.api, { service: hostile, part: 'SERVICE', origins: [site.origin] })
    await show('/hostile', made.snippets.script + made.snippets.iframe)
    const of = seen(page).locator('.of .name').first()
    await of.waitFor()
    expect(await of.textContent()).toBe(hostile)
    expect(await seen(page).locator('img').count()).toBe(0)
    expect(await page.title()).toBe('theirs')
    await seen(page.frameLocator('iframe')).locator('.of').waitFor()
  })
})
