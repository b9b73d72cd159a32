import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leadline } from '../support/command.ts'
import { findBrowser, settled } from '../support/browser.ts'
import { comparedRange, comparedServices, comparedWorld } from '../support/compared-world.ts'
import { measureNames } from '#reports/measures'
import { comparisonCsv } from '#reports/comparison-files'
import type { ComparisonReport, ReportMetric } from '#reports/comparison'
import { OwnPages } from '../support/own-pages.ts'
import { expectSound } from '../support/page-checks.ts'

const executable = findBrowser()
if (executable === null)
  process.stdout.write('The browser tests of the comparison are skipped: no Chromium was found.\n')

const window = { from: `${comparedRange.from}T00:00:00.000Z`, to: `${comparedRange.to}T00:00:00.000Z`, timeZone: 'UTC' }
const inRange = `from=${comparedRange.from}&to=${comparedRange.to}`

interface Certain {
  readonly sampleSize: number
  readonly unavailableReason: string | null
  readonly coverage: number | null
  readonly interval: { readonly low: number | null; readonly high: number | null } | null
}
interface Said {
  readonly deploymentFrequency: Certain & { readonly perWeek: number | null }
  readonly leadTimeForChanges: Certain & {
    readonly medianSeconds: number | null
    readonly stages: readonly { readonly stage: string; readonly meanSeconds: number | null }[]
  }
  readonly changeFailureRate: Certain & { readonly rate: number | null }
  readonly timeToRestore: Certain & { readonly medianSeconds: number | null }
  readonly deploymentReworkRate: Certain & { readonly rate: number | null }
}

interface Listed {
  readonly totalCount: number
  readonly nodes: readonly Readonly<Record<'id' | 'liveAt' | 'version' | 'sha' | 'kind' | 'outcome', string>>[]
}

const each = 'sampleSize unavailableReason coverage interval { low high }'
const asked = `fragment Said on Metrics {
  deploymentFrequency { ${each} perWeek } leadTimeForChanges { ${each} medianSeconds stages { stage meanSeconds } }
  changeFailureRate { ${each} rate } timeToRestore { ${each} medianSeconds } deploymentReworkRate { ${each} rate }
}`
const earlier = {
  from: new Date(2 * Date.parse(window.from) - Date.parse(window.to)).toISOString(),
  to: window.from,
  timeZone: 'UTC',
}

/** A value with its ends, n and reason; the interval of the frequency is told per day. */
function certain(value: number | null, { sampleSize, interval, unavailableReason }: Certain, times = 1) {
  const end = (given: number | null | undefined) => (typeof given === 'number' ? given * times : null)
  return { value, low: end(interval?.low), high: end(interval?.high), sampleSize, unavailableReason }
}

function five(said: Said) {
  return [
    certain(said.deploymentFrequency.perWeek, said.deploymentFrequency, 7),
    certain(said.leadTimeForChanges.medianSeconds, said.leadTimeForChanges),
    certain(said.changeFailureRate.rate, said.changeFailureRate),
    certain(said.timeToRestore.medianSeconds, said.timeToRestore),
    certain(said.deploymentReworkRate.rate, said.deploymentReworkRate),
  ]
}

/** What GraphQL says of each service by itself, one question a service. */
async function said20({ api }: OwnPages) {
  const question = `query ($name: String!, $now: WindowInput!, $earlier: WindowInput!) {
    service(name: $name) { now: metrics(window: $now) { ...Said } before: metrics(window: $earlier) { ...Said } }
  } ${asked}`
  const said = comparedServices.map(async (name) => {
    const { service } = await api.data<{ service: { now: Said; before: Said } }>(question, {
      name,
      now: window,
      earlier,
    })
    const before = five(service.before)
    const coverages = measureNames.map((metric) => service.now[metric].coverage)
    const numbers = five(service.now).map((now, at) => ({ ...now, coverage: coverages[at], before: before[at] }))
    return [name, { service: name, numbers, stages: service.now.leadTimeForChanges.stages }] as const
  })
  return new Map(await Promise.all(said))
}

function numbersOf({ value, low, high, sampleSize, unavailableReason, coverage, before }: ReportMetric) {
  return { value, low, high, sampleSize, unavailableReason, coverage, before }
}

describe.skipIf(executable === null)('the comparison', () => {
  let world: OwnPages
  let page: Page
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leadline-report-'))
    world = await OwnPages.begin(executable ?? '')
    await world.api.tell(...comparedWorld())
    const context = await world.newContext({ bypassCSP: true })
    page = await world.open(`/compare?${inRange}`, world.api.tokens.read, context)
  }, 60_000)
  afterAll(async () => {
    await world?.end()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What a click on a button of the page saves. */
  async function saved(words: string): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download ${words}` }).click(),
    ])
    const stream = await download.createReadStream()
    return Buffer.concat(await stream.toArray()).toString('utf8')
  }

  it('of twenty services is right to the digit against what GraphQL says of each', async () => {
    const report = JSON.parse(await saved('JSON')) as ComparisonReport
    expect(report.rows.map(({ service }) => service)).toEqual(comparedServices.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(report.window).toEqual(window)
    const said = await said20(world)
    for (const row of report.rows)
      expect({
        service: row.service,
        numbers: row.metrics.map(numbersOf),
        stages: row.stages.map(({ stage, meanSeconds }) => ({ stage, meanSeconds })),
      }).toEqual(said.get(row.service))
    const lead = report.rows.map(({ metrics }) => metrics[1])
    expect(new Set(lead.map((metric) => metric?.verdict)).size).toBeGreaterThan(2)
    expect(await saved('CSV')).toBe(comparisonCsv(report))
  })

  it('shows the same numbers as it saves, without a rank, by name', async () => {
    const report = JSON.parse(await saved('JSON')) as ComparisonReport
    const shown = await page.locator('section[data-service]').evaluateAll((rows) =>
      rows.map((row) => ({
        service: row.getAttribute('data-service'),
        values: [...row.querySelectorAll('[data-metric]')].map(
          (cell) => cell.querySelector('data')?.getAttribute('value') ?? null,
        ),
      })),
    )
    expect(shown).toEqual(
      report.rows.map(({ service, metrics }) => ({
        service,
        values: metrics.map(({ value }) => (value === null ? null : String(value))),
      })),
    )
    const markdown = await saved('Markdown')
    expect(markdown.match(/^## /gm)?.length).toBe(20)
    expect(markdown).toContain('- **Stages, plain mean:**')
    expect(markdown).toContain(String.raw`## =1+1\|\<b\>bold\</b\>`)
  })

  it('stays of what it was asked for while another is asked, and saves nothing then or when that failed', async () => {
    const other = await world.open(`/compare?${inRange}&service=service-01`)
    let refuse = () => {}
    const refused = new Promise<void>((resolve) => (refuse = resolve))
    await other.route('**/graphql', async (route) => {
      if (!(route.request().postData() ?? '').includes('"environment":"staging"')) return route.continue()
      await refused
      return route.fulfill({ json: { data: null, errors: [{ message: 'Not today.' }] } })
    })
    const scope = other.getByText(/1 service in /)
    const save = other.getByRole('button', { name: 'Download CSV' })
    expect(await save.isEnabled()).toBe(true)
    await other.evaluate(() => {
      history.pushState(null, '', `${location.href}&env=staging`)
      dispatchEvent(new PopStateEvent('popstate'))
    })
    await other.locator('.rows[aria-busy="true"]').waitFor()
    expect(await scope.innerText()).toMatch(/^1 service in production,/)
    expect(await save.isEnabled()).toBe(false)
    refuse()
    await other.getByText('Not today.').waitFor()
    expect(await scope.innerText()).toMatch(/^1 service in production,/)
    expect(await save.isEnabled()).toBe(false)
    await other.close()
  })

  const ask = (...args: string[]) =>
    leadline(['report', '--from', comparedRange.from, '--to', comparedRange.to, ...args, '--url', world.api.url], {
      env: { LEADLINE_TOKEN: world.api.tokens.read, CHROMIUM_PATH: executable ?? '' },
    }).ended

  it('is the same file by the command, and fits a terminal', async () => {
    const [csv, text] = await Promise.all([ask('--format', 'csv'), ask('--services', 'service-01,service-02')])
    expect(csv).toMatchObject({ code: 0, err: '', out: await saved('CSV') })
    expect(text.out).toContain('service-02\n  METRIC')
    expect(text.out).toContain('Stages, plain mean:')
    expect(text.out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('has no colours in a file, and no PDF for a token that is not known, which is said at once', async () => {
    const report = (token: string, file: string) =>
      leadline(['report', '--url', world.api.url, '--output', join(folder, file)], {
        env: { LEADLINE_TOKEN: token, CHROMIUM_PATH: executable ?? '', FORCE_COLOR: '1' },
      }).ended
    const [text, refused] = await Promise.all([
      report(world.api.tokens.read, 'report.txt'),
      report('llt_nobody', 'bad.pdf'),
    ])
    expect(text).toMatchObject({ code: 0 })
    const written = readFileSync(join(folder, 'report.txt'), 'utf8')
    expect(written).toContain('METRIC')
    expect(written).not.toContain('\u001b')
    rmSync(join(folder, 'report.txt'))
    expect(refused.err).toContain('The page cannot be printed: The token is missing, wrong, expired or revoked.')
  }, 30_000)

  it('is printed by the command, and not with a service that nobody knows', async () => {
    const file = join(folder, 'report.pdf')
    const [printed, refused] = await Promise.all([
      ask('--services', 'service-01', '--output', file),
      ask('--services', 'nobody', '--output', join(folder, 'none.pdf')),
    ])
    expect(printed).toMatchObject({ code: 0, err: `Written to ${file}.\n` })
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('nobody')
    expect(readdirSync(folder)).toEqual(['report.pdf'])
  })

  it('hands on every row behind a number, those that are not shown too', async () => {
    const name = 'service-08'
    const rows = await world.open(`/services/${name}?last=P365D`)
    const [download] = await Promise.all([
      rows.waitForEvent('download'),
      rows.getByRole('button', { name: `JSON of deployments of ${name}` }).click(),
    ])
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString('utf8')
    const question = `query ($name: String!) { deployments(filter: { service: $name, environment: "production" }, first: 100) {
      totalCount nodes { id liveAt version sha kind outcome changes(first: 1) { totalCount } } } }`
    const { deployments } = await world.api.data<{ deployments: Listed }>(question, { name })
    expect(deployments.totalCount).toBeGreaterThan(10)
    expect(JSON.parse(text)).toMatchObject({
      format: 'leadline/table',
      total: deployments.totalCount,
      rows: deployments.nodes.map(({ id, liveAt, version, sha, kind, outcome }) => ({
        deployment_id: id,
        live_at: liveAt,
        version,
        commit_sha: sha,
        kind,
        outcome,
      })),
    })
    await rows.close()
  })

  it('shows the services that are chosen, sound in the browser and without buttons on paper', async () => {
    await page.getByLabel('Service to add').fill('service-02')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByLabel('Service to add').fill(comparedServices[0] ?? '')
    await page.getByRole('button', { name: 'Add' }).click()
    await settled(page)
    expect(new URL(page.url()).searchParams.getAll('service')).toEqual([comparedServices[0], 'service-02'])
    expect(await page.locator('section[data-service]').count()).toBe(2)
    await expectSound(page)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('button:not(.opens):visible').count()).toBe(0)
    expect(world.seen.complaints).toEqual([])
  })
})
