import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { type Command, Option } from 'commander'
import { serverToken } from '#config/server-token'
import type { ComparedAnswer } from '#dashboards/comparison-answers'
import { comparisonMarkdown } from '#dashboards/comparison-markdown'
import { defaultState, formatUrl } from '#dashboards/url-state'
import { comparisonReport } from '#reports/comparison'
import { comparisonCsv, comparisonJson } from '#reports/comparison-files'
import { type Against, comparisonBases, comparisonQuestion } from '#reports/comparison-question'
import { answer, withExistingLeadline } from './private-leadline.ts'
import { printPage } from './report/print-page.ts'
import { reportText } from './report/text.ts'
import { writeWhole } from './report/whole-file.ts'
import { listWords, nameList } from './name-list.ts'
import { examples, say } from './terminal.ts'
import { type AskedWindow, usualWindow, windowOf, zone } from './window-options.ts'

const formats = ['terminal', 'csv', 'markdown', 'json', 'pdf'] as const
type Format = (typeof formats)[number]

interface ReportOptions {
  readonly services?: readonly string[]
  readonly team?: string
  readonly environment: string
  readonly last?: string
  readonly from?: string
  readonly to?: string
  readonly timeZone: string
  readonly against: Against
  readonly format?: Format
  readonly output?: string
  readonly url?: string
  readonly tokenFile?: string
}

const endings: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.json': 'json',
  '.pdf': 'pdf',
  '.txt': 'terminal',
}

/**
 * As it is said, else by the ending of the file; a name without one gets what a terminal gets.
 *
 * @throws an error for an ending that says nothing
 */
export function formatOf({ format, output = '' }: Pick<ReportOptions, 'format' | 'output'>): Format {
  const ending = extname(output).toLowerCase()
  const found = format ?? (ending === '' ? 'terminal' : endings[ending])
  if (found !== undefined) return found
  throw new Error(
    `The ending ${ending} says no format: write ${Object.keys(endings).join(', ')}, or name one with --format ${formats.join('|')}.`,
  )
}

/** A Leadline to ask: the one that runs at an address, or one that this command starts on the database of the settings. */
interface Asked {
  readonly url: string
  readonly token: string
  settle(): Promise<void>
}

async function withLeadline<T>(
  { url, tokenFile }: ReportOptions,
  built: URL,
  work: (asked: Asked) => Promise<T>,
): Promise<T> {
  if (url === undefined) return withExistingLeadline(work, { pages: fileURLToPath(new URL('pages', built)) })
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(`${url} is no address; write it as https://leadline.example.com.`)
  const token = await serverToken(tokenFile)
  return work({ url: url.replace(/\/+$/, ''), token, settle: async () => undefined })
}

/** The address of the same report on the pages. */
function addressOf(
  { environment, services, team, against }: ReportOptions,
  { timeZone, ...range }: AskedWindow,
): string {
  return formatUrl({
    ...defaultState,
    page: { name: 'compare' },
    range,
    timeZone,
    environment,
    services: services ?? [],
    team: team ?? '',
    against,
  })
}

function textOf(format: Exclude<Format, 'pdf'>, found: ComparedAnswer, { environment, output }: ReportOptions): string {
  switch (format) {
    case 'csv':
      return comparisonCsv(comparisonReport(found, environment))
    case 'json':
      return comparisonJson(comparisonReport(found, environment))
    case 'markdown':
      return comparisonMarkdown(found, environment)
    case 'terminal':
      return `${reportText(found, environment, output === undefined ? (process.stdout.columns ?? 80) : 80)}\n`
  }
}

async function contentOf(options: ReportOptions, asked: Asked): Promise<string | Uint8Array> {
  const { last, environment, services, team, against } = options
  const window = windowOf('--last', last, options)
  const format = formatOf(options)
  await asked.settle()
  if (format === 'pdf') return printPage(`${asked.url}${addressOf(options, window)}`, asked.token)
  const variables = {
    services: services ?? null,
    team: team ?? null,
    environment,
    window,
    against: comparisonBases[against],
  }
  const found = await answer<ComparedAnswer>(asked.url, asked.token, { query: comparisonQuestion, variables })
  return textOf(format, found, options)
}

async function run(options: ReportOptions, built: URL): Promise<void> {
  const file = options.output === '-' ? undefined : options.output
  if (formatOf(options) === 'pdf' && file === undefined && process.stdout.isTTY)
    throw new Error('A PDF is nothing for a terminal: write it to a file with --output report.pdf.')
  const content = await withLeadline(options, built, (asked) => contentOf(options, asked))
  if (file === undefined) return void process.stdout.write(content)
  // Colours are for a terminal alone, whatever this one can show.
  await writeWhole(file, typeof content === 'string' ? stripVTControlCharacters(content) : content)
  say(`Written to ${file}.`)
}

/** `leadline report`. */
export function reportCommand(program: Command, built: URL): void {
  program
    .command('report')
    .description(
      'Compare services over a window and the one before: five numbers each with their intervals, what changed, stages, and what is doubtful',
    )
    .option('--services <names>', `these, ${listWords} (default: all)`, nameList)
    .option('--team <name>', 'those of this team')
    .option('--environment <name>', 'where', 'production')
    .option('--last <duration>', `how long a window that ends now (default: ${usualWindow})`)
    .option('--from <date>', 'in its place: the first day, or moment, of the window')
    .option('--to <date>', 'with --from: the first day, or moment, that is no longer in it (default: now)')
    .option('--time-zone <zone>', 'zone in which days are cut', zone, 'UTC')
    .addOption(
      new Option(
        '--against <base>',
        'what to hold it against: the time before, the same days a year earlier, or nothing',
      )
        .choices(Object.keys(comparisonBases))
        .default('previous'),
    )
    .addOption(
      new Option(
        '--format <format>',
        `as what (default: by the ending of the file, ${Object.keys(endings).join(' ')}, else terminal)`,
      ).choices(formats),
    )
    .option('--output <file>', 'into this file, which is whole or not there; - or without it: to standard output')
    .option('--url <url>', 'ask the Leadline that runs there (default: the database of the settings)')
    .option('--token-file <file>', 'with --url: file that holds a token that may read (default: LEADLINE_TOKEN)')
    .addHelpText(
      'after',
      `
The page /compare shows the same; --format pdf prints it through a Chromium of this machine (CHROMIUM_PATH, or on the PATH).
Services stand in the order of their names: there is no rank and no sum.
${examples(
  'npx leadline report --team payments',
  'npx leadline report --services checkout,search --last P30D --format markdown > report.md',
  `npx leadline report --services '"Billing, legacy",checkout'`,
  'npx leadline report --from 2026-07-01 --to 2026-10-01 --against last-year --output quarter.pdf',
  'npx leadline report --url https://leadline.example.com --token-file token.txt --output report.csv',
)}`,
    )
    .action((options: ReportOptions) => run(options, built))
}
