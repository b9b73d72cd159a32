import type { Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../support/browser.ts'
import { until } from '../support/leadline-process.ts'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null) process.stdout.write('The browser tests of live pages are skipped: no Chromium was found.\n')

const now = Date.now()
const live = (service: string, version: number) => ({
  type: 'deployment',
  id: `${service}-${version}`,
  service,
  environment: 'production',
  version: String(version),
  liveAt: new Date(now - 3_600_000 + version * 1_000).toISOString(),
})

/** Every page looks through it, so that it can be cut. */
class Wire {
  #open: WebSocketRoute[] = []
  #isCut = false

  take(route: WebSocketRoute): void {
    if (this.#isCut) {
      void route.close({ code: 1012, reason: 'cut' })
      return
    }
    route.connectToServer()
    this.#open.push(route)
  }

  async cut(): Promise<void> {
    this.#isCut = true
    const open = this.#open
    this.#open = []
    await Promise.all(open.map((route) => route.close({ code: 1012, reason: 'cut' })))
  }

  mend(): void {
    this.#isCut = false
  }
}

describe.skipIf(executable === null)('pages of numbers', () => {
  let world: OwnPages
  const wire = new Wire()
  let version = 0
  beforeAll(async () => {
    world = await OwnPages.begin(executable ?? '')
    await world.context.routeWebSocket(/\/graphql$/, (route) => wire.take(route))
    await world.api.tell(live('shop', ++version), live('till', ++version))
    await world.api.ask(
      'mutation { serviceUpdate(name: "shop", team: "sales") { userErrors { code } } }',
      {},
      world.api.tokens.admin,
    )
  }, 240_000)
  afterAll(() => world.end())

  const isLive = (page: Page) => page.getByText('Live', { exact: true }).waitFor()
  const counted = async (page: Page): Promise<number> =>
    Number.parseInt(
      await page
        .getByText(/^\d+ deployments?$/)
        .first()
        .innerText(),
      10,
    )

  /** Nothing says when the server has taken the subscription up: another deployment is told until one is seen. */
  async function grows(page: Page): Promise<void> {
    const before = await counted(page)
    await until('another number', 20, async () => {
      await world.api.tell(live('shop', ++version))
      return (await counted(page)) > before ? true : null
    })
  }

  it.each(['/', '/services/shop', '/teams/sales'])('%s follow new events by themselves', async (path) => {
    const page = await world.open(path)
    await isLive(page)
    await page.evaluate(() => Object.assign(globalThis, { stayed: true }))
    await grows(page)
    expect(await page.evaluate(() => 'stayed' in globalThis)).toBe(true)
    await page.close()
  })

  it('say that the connection is lost, and catch up when it is back', async () => {
    const page = await world.open('/services/shop')
    await isLive(page)
    const before = await counted(page)
    await wire.cut()
    const note = page.getByText('The connection to Leadline is lost')
    await note.waitFor()
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0)
    await world.api.tell(live('shop', ++version))
    wire.mend()
    await note.waitFor({ state: 'detached' })
    await until('the deployment that was missed', 20, async () => ((await counted(page)) > before ? true : null))
    await isLive(page)
    await page.close()
  })

  it('say so where no connection can be made, without a serious fault that axe would find', async () => {
    await wire.cut()
    const own = await world.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true })
    await own.routeWebSocket(/\/graphql$/, (route) => wire.take(route))
    const page = await world.open('/', world.api.tokens.read, own)
    await page.getByText('A proxy before Leadline has to pass it on').waitFor()
    await expectSound(page)
    await own.close()
    wire.mend()
  })

  it('hold no connection once a page is shown that follows nothing', async () => {
    const page = await world.open('/setup')
    const opened: string[] = []
    page.on('websocket', (socket) => opened.push(socket.url()))
    await page.getByRole('link', { name: 'Coverage' }).click()
    await page.getByRole('heading', { level: 1, name: 'Coverage' }).waitFor()
    expect(opened).toEqual([])
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0)
    await page.close()
  })

  it('spoke to nobody else and complained of nothing', () => {
    expect(world.seen.strangers).toEqual([])
    expect(world.seen.complaints).toEqual([])
  })
})
