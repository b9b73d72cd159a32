import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { findBrowser, newPage, openBrowser, settled } from './browser.ts'
import { LeadlineProcess } from './leadline-process.ts'

/**
 * Takes the pictures of the README from a running demo: `npm run screenshots`. It starts one, unless `LEADLINE_URL` and
 * `LEADLINE_TOKEN` name one that runs.
 */
const folder = 'docs/images'
const schemes = ['light', 'dark'] as const
const width = 1360
/** Of a part, what does not fit is left out. */
const tallest = 600

/** The newest deployment of the service whose configuration request and build are known; else its newest. */
async function wholeDeployment(url: string, token: string, service: string): Promise<string> {
  const query = `query ($s: String!) { deployments(filter: { service: $s, environment: "production", kinds: [CODE], outcomes: [SUCCEEDED] }, first: 50) {
    nodes { id change { number } builds { name } configChange { id } artifacts { tag } } } }`
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { s: service } }),
  })
  const { data } = (await response.json()) as { data: { deployments: { nodes: Pictured[] } } }
  const known = ({ change, builds, configChange, artifacts }: Pictured): number =>
    Number(change?.number != null) +
    Number(builds.length > 0) +
    Number(configChange !== null) +
    Number(artifacts.length > 0)
  return data.deployments.nodes.toSorted((a, b) => known(b) - known(a))[0]?.id ?? ''
}

interface Pictured {
  readonly id: string
  readonly change: { readonly number: number | null } | null
  readonly builds: readonly object[]
  readonly configChange: object | null
  readonly artifacts: readonly object[]
}

/** A service of the demo that goes to several clusters. */
const manyPlaces = 'gateway'

async function takeAll(browser: Browser, url: string, token: string, service: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const deployment = await wholeDeployment(url, token, manyPlaces)
  const pictures = [
    { name: 'overview', path: '/', height: 940 },
    { name: 'service', path: `/services/${encodeURIComponent(service)}`, height: 1420 },
    {
      name: 'why',
      path: `/services/${encodeURIComponent(service)}?why=1`,
      height: 1500,
      only: 'light',
      part: 'leadline-why-changed',
    },
    { name: 'compare', path: '/compare?team=payments', height: 760, only: 'light' },
    { name: 'incidents', path: '/incidents', height: 620, only: 'light' },
    { name: 'team', path: '/teams/payments', height: 900, only: 'light' },
    { name: 'coverage', path: '/coverage', height: 760, only: 'light' },
    { name: 'deployment', path: `/deployments/${deployment}`, height: 620, only: 'light' },
    { name: 'running', path: '/running', height: 620, only: 'light' },
    { name: 'setup', path: '/setup?add=github', height: 620, only: 'light' },
  ]
  for (const scheme of schemes) {
    const context = await browser.newContext({ colorScheme: scheme, deviceScaleFactor: 1.25 })
    for (const { name, path, height, only = scheme, part = null } of pictures) {
      if (only !== scheme) continue
      const file = join(folder, `${name}${scheme === 'dark' ? '-dark' : ''}.png`)
      const page = await newPage(context)
      await page.setViewportSize({ width, height })
      await page.goto(`${url}${path}#token=${token}`)
      await page.locator('data, h1').first().waitFor()
      await settled(page)
      await page.evaluate(() => document.fonts.ready)
      const box = part === null ? null : await page.locator(part).boundingBox()
      await page.screenshot({
        path: file,
        ...(box === null ? {} : { clip: { ...box, height: Math.min(box.height, tallest) } }),
      })
      await page.close()
      process.stdout.write(`${file} ${Math.round(statSync(file).size / 1024)} KB\n`)
    }
    await context.close()
  }
}

/** The service whose lead time regresses makes the most telling picture. */
const shown = process.env['LEADLINE_PICTURED'] ?? 'checkout'

async function main(): Promise<void> {
  const executable = findBrowser()
  if (executable === null) throw new Error('No Chromium was found. Install one, or name it in CHROMIUM_PATH.')
  const given = { url: process.env['LEADLINE_URL'], token: process.env['LEADLINE_TOKEN'] }
  const own = given.url === undefined ? new LeadlineProcess({ demo: true }) : null
  const browser = await openBrowser(executable)
  try {
    if (own) await own.startWithDemo()
    await takeAll(browser, own?.url ?? given.url ?? '', own?.token ?? given.token ?? '', shown)
  } finally {
    await browser.close()
    await own?.close()
  }
}

await main()
