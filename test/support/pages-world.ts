import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { MetricAnswers, OverviewAnswer, OverviewService } from '#dashboards/answers'
import { type MetricName, metricValue, viewMetric } from '#dashboards/metric-view'
import { windowInput } from '#dashboards/window-choice'
import { newPage, openBrowser, settled, watch, type Watch } from './browser.ts'
import { LeadlineProcess, until } from './leadline-process.ts'

const queries = new URL('../../dashboards/queries/', import.meta.url)
const day = 86_400_000

/** The end of the window that the tests look at. It is fixed, so that the page and the test ask exactly the same. */
export const lastMidnight = Math.floor(Date.now() / day) * day
const range = {
  from: new Date(lastMidnight - 90 * day).toISOString().slice(0, 10),
  to: new Date(lastMidnight).toISOString().slice(0, 10),
}
export const inRange = `from=${range.from}&to=${range.to}`
export const scope = { environment: 'production', window: windowInput(range, 'UTC') }

/** A whole Leadline with the demo, and a browser that looks at it. */
export class PagesWorld {
  /** What the pages of the ordinary context complained of, and whom they spoke to. */
  readonly seen: Watch
  readonly #leadline: LeadlineProcess
  readonly #browser: Browser
  readonly #context: BrowserContext

  private constructor(leadline: LeadlineProcess, browser: Browser, context: BrowserContext) {
    this.#leadline = leadline
    this.#browser = browser
    this.#context = context
    this.seen = watch(context, new URL(leadline.url).origin)
  }

  static async begin(executable: string): Promise<PagesWorld> {
    const leadline = new LeadlineProcess({ demo: true })
    try {
      await leadline.startWithDemo()
      const browser = await openBrowser(executable)
      const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, colorScheme: 'light' })
      return new PagesWorld(leadline, browser, context)
    } catch (error) {
      await leadline.close()
      throw error
    }
  }

  get url(): string {
    return this.#leadline.url
  }

  get token(): string {
    return this.#leadline.token
  }

  async end(): Promise<void> {
    await this.#browser.close()
    await this.#leadline.close()
  }

  newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return this.#browser.newContext(options)
  }

  /** A page that is signed in and has nothing more to ask. */
  async open(path: string, context: BrowserContext = this.#context): Promise<Page> {
    const page = await newPage(context)
    await this.load(page, path)
    return page
  }

  /** Loads another path into a page of `open`: a process of the browser for each page costs half as much as the page. */
  async load(page: Page, path: string): Promise<void> {
    await page.goto(`${this.url}${path}#token=${this.token}`)
    await page.locator('data, h1').first().waitFor()
    await settled(page)
  }

  /** The answer of GraphQL to a document of the pages. */
  async ask<T>(name: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
    const query = readFileSync(new URL(`${name}.graphql`, queries), 'utf8')
    const response = await this.#fetch('/graphql', { query, variables })
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
    expect(errors).toBeUndefined()
    return data
  }

  async services(): Promise<readonly OverviewService[]> {
    return (await this.ask<OverviewAnswer>('overview', { ...scope, after: null })).services.nodes
  }

  /** Posts events and waits until every answer holds them. */
  async post(events: readonly unknown[]): Promise<void> {
    const response = await this.#fetch('/api/events', events)
    expect(await response.json()).toMatchObject({ accepted: events.length })
    await until('the worker to have nothing to do', 120, async () => {
      const status = await fetch(`${this.url}/api/ingest`, { headers: { authorization: `Bearer ${this.token}` } })
      const { pending } = (await status.json()) as { pending: number }
      return pending === 0 ? true : null
    })
  }

  #fetch(path: string, body: unknown): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify(body),
    })
  }
}

/** The number in machine form equals GraphQL's, and so do its words; without a number the reason stands there. */
export async function expectCell(cell: Locator, name: MetricName, answers: MetricAnswers): Promise<void> {
  const value = metricValue(name, answers)
  const view = viewMetric(name, answers)
  const text = (await cell.first().innerText()).replaceAll('\u00A0', ' ')
  const has = (words: string | undefined) => expect(text).toContain(words?.replaceAll('\u00A0', ' '))
  if (value !== null || view.sampleSize > 0) has(view.samples)
  if (value === null) {
    has(view.reason ?? '')
    expect(await cell.locator('data').count()).toBe(0)
    return
  }
  expect(await cell.locator('data').first().getAttribute('value')).toBe(String(value))
  has(view.words?.text)
  if (view.interval) has(view.interval.text)
}
