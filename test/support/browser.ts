import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const names = [
  // First: without a window to draw for, the pages cost less than half.
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
]
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** A Chromium of this machine: that of `CHROMIUM_PATH`, else one on the path or where installers put it; null: none. */
export function findBrowser(): string | null {
  const named = process.env['CHROMIUM_PATH']
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  const downloaded = chromium.executablePath()
  return [named ?? '', ...found, ...places, downloaded].find((path) => path !== '' && existsSync(path)) ?? null
}

/** Opens it without a window; it asks no other host for anything of its own. */
export function openBrowser(executablePath: string): Promise<Browser> {
  const root = process.getuid?.() === 0
  return chromium.launch({
    executablePath,
    args: [
      ...(root ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--disable-features=OptimizationHints,MediaRouter',
      '--force-color-profile=srgb',
      '--hide-scrollbars',
    ],
  })
}

/** What a page must never do: complain, fail, or speak to another host. */
export interface Watch {
  readonly complaints: string[]
  readonly strangers: string[]
}

/** Listens to all pages of a context. `expected` are complaints that the test provokes. */
export function watch(context: BrowserContext, origin: string, expected: RegExp = /(?!)/): Watch {
  const seen: Watch = { complaints: [], strangers: [] }
  const note = (text: string) => {
    if (!expected.test(text)) seen.complaints.push(text)
  }
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(`${message.type()}: ${message.text()}`)
  })
  context.on('weberror', (error) => note(`thrown: ${error.error().message}`))
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) seen.strangers.push(request.url())
  })
  return seen
}

/** Requests of a page that have no answer yet, and how many it made so far. */
interface Traffic {
  open: number
  made: number
}

const traffics = new WeakMap<Page, Traffic>()

/** A page whose requests are counted from the first, so that `settled` knows when there are none. */
export async function newPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  const traffic: Traffic = { open: 0, made: 0 }
  traffics.set(page, traffic)
  page.on('request', () => {
    traffic.open += 1
    traffic.made += 1
  })
  const ended = () => {
    traffic.open -= 1
  }
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  return page
}

/** Twice in a row the page had nothing left to do, and asked for nothing between. */
async function isQuiet(page: Page, traffic: Traffic): Promise<boolean> {
  const { made } = traffic
  for (let look = 0; look < 2; look += 1) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve))))
    if (traffic.open > 0 || traffic.made > made) return false
  }
  return true
}

/** Until nothing is being asked any more and every chart that is shown is drawn. */
export async function settled(page: Page): Promise<void> {
  const traffic = traffics.get(page)
  if (traffic === undefined) throw new Error('Open the page with newPage, which counts what it asks for.')
  await page.waitForLoadState('load')
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  const end = performance.now() + 30_000
  while (!(await isQuiet(page, traffic)))
    if (performance.now() > end)
      throw new Error(`${page.url()} goes on asking: ${traffic.open} requests have no answer.`)
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
}
