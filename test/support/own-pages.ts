import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { newPage, openBrowser, settled, watch, type Watch } from './browser.ts'
import { buildLeadline } from './command.ts'
import { type Api, startApi } from './graphql-api.ts'

/** An empty Leadline on the run's Postgres with its pages, and a browser that looks at it. */
export class OwnPages {
  /** What the pages of the ordinary context complained of, and whom they spoke to. */
  readonly seen: Watch
  readonly api: Api
  readonly context: BrowserContext
  readonly #browser: Browser
  /** Of mirrors. */
  readonly #home: string

  private constructor(api: Api, browser: Browser, context: BrowserContext, home: string) {
    this.api = api
    this.#browser = browser
    this.context = context
    this.#home = home
    this.seen = watch(context, api.url)
  }

  static async begin(executable: string, now = (): number => Date.now()): Promise<OwnPages> {
    buildLeadline()
    const home = mkdtempSync(join(tmpdir(), 'leadline-mirrors-'))
    const api = await startApi(now, {
      pages: join(process.cwd(), 'dist', 'pages'),
      home,
    })
    const browser = await openBrowser(executable)
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' })
    context.setDefaultTimeout(15_000)
    return new OwnPages(api, browser, context, home)
  }

  newContext(options: BrowserContextOptions): Promise<BrowserContext> {
    return this.#browser.newContext(options)
  }

  /** A page that is signed in, as an administrator unless another token is given, and has nothing more to ask. */
  async open(path: string, token = this.api.tokens.admin, context = this.context): Promise<Page> {
    const page = await newPage(context)
    await page.goto(`${this.api.url}${path}#token=${token}`)
    await page.locator('h1').first().waitFor()
    await settled(page)
    return page
  }

  async end(): Promise<void> {
    await this.#browser.close()
    await this.api.close()
    rmSync(this.#home, { recursive: true, force: true })
  }
}
