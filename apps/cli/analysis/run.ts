import { writeFile } from 'node:fs/promises'
import type { Analysis } from '#dashboards/analysis'
import type { ConfigRules } from '#sources/config-repository/settings'
import { type PrivateLeadline, withKeptLeadline, withPassingLeadline } from '../private-leadline.ts'
import { progressBar } from '../progress.ts'
import { rulesIn } from '../source-repository.ts'
import { print, printJson, say } from '../terminal.ts'
import { checkRepositories, gather } from './gather.ts'
import { bucketOf, measureStreams } from './measure.ts'
import { analysisPage } from './page.ts'
import { analysisText } from './text.ts'

export interface AnalyzeOptions {
  readonly config?: string
  readonly service?: string
  readonly tags?: string
  readonly branch?: string
  readonly path?: readonly string[]
  readonly rules?: string
  readonly since?: string
  readonly timeZone: string
  readonly html?: string
  readonly json?: boolean
  readonly save?: boolean
}

const mostSkipped = 100

function sinceOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new Error(`--since ${text} is no date; write it as 2025-01-31.`)
  return at
}

function zoneOf(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    throw new Error(`--time-zone ${name} is no time zone; write it as Europe/Berlin.`)
  }
}

async function settle(leadline: PrivateLeadline): Promise<void> {
  let progress: ReturnType<typeof progressBar> | null = null
  let most = 0
  try {
    await leadline.settle((pending) => {
      if (pending > most) {
        progress?.end()
        most = pending
        progress = progressBar('Computing', most)
      }
      progress?.to(most - pending)
    })
  } finally {
    ;(progress as ReturnType<typeof progressBar> | null)?.end()
  }
}

interface Wanted extends Omit<AnalyzeOptions, 'rules'> {
  readonly from: number | null
  readonly rules: ConfigRules
}

async function analyse(leadline: PrivateLeadline, path: string, options: Wanted): Promise<Analysis> {
  const gathered = await gather(leadline, {
    path,
    config: options.config ?? null,
    service: options.service ?? null,
    tags: options.tags ?? null,
    branch: options.branch ?? null,
    paths: options.path ?? [],
    rules: options.rules,
    now: Date.now(),
  })
  await settle(leadline)
  const { repository, configRepository, deploymentsFrom, services, skipped, notes } = gathered
  const from = new Date(Math.min(options.from ?? gathered.from ?? gathered.to - 1, gathered.to - 1)).toISOString()
  const window = { from, to: new Date(gathered.to).toISOString(), timeZone: options.timeZone }
  return {
    repository,
    configRepository,
    deploymentsFrom,
    notes,
    window,
    by: bucketOf(window),
    streams: await measureStreams(leadline, services, window),
    skipped: skipped.slice(0, mostSkipped),
    skippedCount: skipped.length,
  }
}

/** @param built folder in which the build left the parts of the page */
export async function runAnalysis(path: string, options: AnalyzeOptions, built: string): Promise<void> {
  const [from, timeZone] = [sinceOf(options.since), zoneOf(options.timeZone)]
  if (options.path !== undefined && options.service === undefined)
    throw new Error('--path says which files belong to one service: say which, with --service NAME.')
  const wanted = { ...options, from, timeZone, rules: await rulesIn(options.rules) }
  // Before a database is started for what cannot be read.
  await checkRepositories({ path, config: options.config ?? null })
  const within = options.save === true ? withKeptLeadline : withPassingLeadline
  const analysis = await within((leadline) => analyse(leadline, path, wanted))
  if (options.html !== undefined) {
    await writeFile(options.html, await analysisPage(analysis, built))
    say(`Wrote ${options.html}; open it in a browser.`)
  }
  if (options.json === true) printJson(analysis)
  else if (options.html === undefined) print(analysisText(analysis))
  if (analysis.streams.length === 0) process.exitCode = 2
}
