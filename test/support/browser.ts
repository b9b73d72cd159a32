import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
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

/** Until nothing is being asked any more and every chart that is shown is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
}
