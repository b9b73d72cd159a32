import { type EmbedFault, type EmbedMetric, embedMetrics, type EmbedTheme, type EmbedWindow } from '#access/embed'
import type { Dashboard } from '#domain/dashboard'
import { leadlineCommand } from '#domain/shell-command'
import { CatalogueReads } from '#graphql/catalogue-reads'
import { embedOf, stateOf } from '#graphql/embed/embed-view'
import { type MadeEmbed, newEmbed, type StatedEmbed } from '#graphql/embed/new-embed'
import type { Database } from '#storage/database'
import { listEmbeds, revokeEmbed } from '#storage/stores/embeds'
import { loadDashboards } from '#storage/stores/settings'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { secretBox } from './secret-box.ts'
import { several } from './source-options.ts'
import { examples, harmless, print, printJson, say, table } from './terminal.ts'
import { usualWindow, windowOf, zone } from './window-options.ts'
import { withExistingDatabase } from './with-database.ts'

interface CreateOptions {
  readonly address: string
  readonly service?: string
  readonly dashboard?: string
  readonly show: string
  readonly environment?: string
  readonly origin?: readonly string[]
  readonly last?: string
  readonly from?: string
  readonly to?: string
  readonly timeZone?: string
  readonly theme: string
  readonly days: number
  readonly name?: string
  readonly json?: boolean
}

type Shown = Pick<StatedEmbed, 'part' | 'metric'>

const shown: ReadonlyMap<string, Shown> = new Map<string, Shown>([
  ...embedMetrics.map((metric: EmbedMetric) => [metric, { part: 'METRIC', metric }] as const),
  ['stages', { part: 'STAGES', metric: null }],
  ['service', { part: 'SERVICE', metric: null }],
])
const themes: Readonly<Record<string, EmbedTheme>> = { auto: 'AUTO', light: 'LIGHT', dark: 'DARK' }
const day = 86_400_000

function days(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 366)
    throw new InvalidArgumentError('It must be 1 to 366 days.')
  return number
}

/** A window that ends whenever somebody looks, or a fixed one, whose dates are local days as those of `report`. */
function shownWindow({ last, from, to }: CreateOptions, timeZone: string, usual: string): EmbedWindow {
  if (from !== undefined && to === undefined) throw new Error('Give either --last, or both --from and --to.')
  const asked = windowOf('--last', last, {
    timeZone,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  })
  if (!('from' in asked)) return { last: last ?? usual }
  return { from: Date.parse(asked.from), to: Date.parse(asked.to) }
}

/** Options by the field of GraphQL that a fault names. */
const optionOf: Readonly<Record<string, string>> = {
  address: '--address',
  expiresAt: '--days',
  last: '--last',
  from: '--from',
  to: '--to',
  metric: '--show',
  name: '--name',
  origins: '--origin',
  timeZone: '--time-zone',
}

function words({ field, message }: EmbedFault): string {
  const option = optionOf[field]
  return option === undefined ? message : `${option}: ${message}`
}

function statedOf(options: CreateOptions, service: string | null, dashboard: Dashboard | null): StatedEmbed {
  const { address, environment, origin, timeZone, theme, name } = options
  const localZone = timeZone ?? dashboard?.variables.timeZone ?? 'UTC'
  const part: Shown = shown.get(options.show) ?? { part: 'SERVICE', metric: null }
  return {
    ...(dashboard === null ? part : { part: 'DASHBOARD', metric: null }),
    address,
    service,
    dashboard: dashboard?.name ?? null,
    environment: environment ?? dashboard?.variables.environments[0] ?? 'production',
    origins: origin ?? [],
    window: shownWindow(options, localZone, dashboard?.variables.last ?? usualWindow),
    timeZone: localZone,
    theme: themes[theme] ?? 'AUTO',
    name: name ?? null,
    expiresAt: null,
  }
}

/** The service or the dashboard that is meant, as it is called today. */
async function subjectOf(
  db: Database,
  { service, dashboard }: CreateOptions,
): Promise<{ readonly service: string | null; readonly dashboard: Dashboard | null }> {
  if ((service === undefined) === (dashboard === undefined)) throw new Error('Give either --service or --dashboard.')
  if (dashboard !== undefined) {
    const found = (await loadDashboards(db)).find(({ name }) => name === dashboard)
    if (found === undefined) throw new Error(`No dashboard is called "${dashboard}".`)
    return { service: null, dashboard: found }
  }
  const found = await new CatalogueReads(db, false).serviceByName.load(service ?? '')
  if (found === null) throw new Error(`No service is called "${service}".`)
  return { service: found.name, dashboard: null }
}

async function make(options: CreateOptions): Promise<Exclude<MadeEmbed, { faults: unknown }>> {
  const now = Date.now()
  return withExistingDatabase(async (db) => {
    const named = await subjectOf(db, options)
    const stated = { ...statedOf(options, named.service, named.dashboard), expiresAt: now + options.days * day }
    const made = await newEmbed({ db, secrets: secretBox() }, stated, { by: 'command line', now })
    if ('faults' in made) throw new Error(made.faults.map(words).join('\n'))
    return made
  })
}

async function create(options: CreateOptions): Promise<void> {
  const { embed, token, snippets } = await make(options)
  const { publicId, name, origins } = embed
  const expiresAt = new Date(embed.expiresAt).toISOString()
  if (options.json === true) return printJson({ id: publicId, name, origins, expiresAt, token, snippets })
  print(`${snippets.script}\n\n${snippets.iframe}`)
  const where = origins.length === 0 ? 'at its own address alone' : `on pages of ${origins.join(', ')}`
  say(
    `Shown once: put one of the two into a page. ${harmless(name)}, ${where}, until ${expiresAt}. ${leadlineCommand('embed', 'revoke', publicId)} ends it.`,
  )
}

async function list(options: { json?: boolean }): Promise<void> {
  const now = Date.now()
  const embeds = (await withExistingDatabase(listEmbeds)).map(embedOf).map((embed) => ({
    id: embed.publicId,
    name: embed.name,
    part: embed.part,
    metric: embed.metric,
    service: embed.service,
    dashboard: embed.dashboard,
    environment: embed.environment,
    origins: embed.origins,
    state: stateOf(embed, now).toLowerCase(),
    createdBy: embed.createdBy,
    createdAt: new Date(embed.createdAt).toISOString(),
    expiresAt: new Date(embed.expiresAt).toISOString(),
  }))
  if (options.json === true) return printJson(embeds)
  if (embeds.length === 0) return print('There are no embeds. See: npx leadline embed create --help')
  const rows = embeds.map(({ id, name, origins, state, createdBy, expiresAt }) =>
    [id, name, origins.join(',') || '-', state, createdBy, expiresAt.slice(0, 10)].map(harmless),
  )
  print(table([['ID', 'NAME', 'ORIGINS', 'STATE', 'MADE BY', 'UNTIL'], ...rows]))
}

async function revoke(id: string, options: { json?: boolean }): Promise<void> {
  const row = await withExistingDatabase((db) => revokeEmbed(db, id, Date.now()))
  if (row === null) throw new Error(`There is no embed ${id}. See: npx leadline embed list`)
  if (options.json === true) return printJson({ revoked: id })
  print(`Revoked ${id}. Pages that show it say so the next time that they ask, within five minutes.`)
}

const explanation = `
An embed shows numbers of one service, or a dashboard, on a page elsewhere, to whoever sees that page, without an account. Its token is
signed, ends, and is kept nowhere: what is printed is shown once. Pages of other origins than those named show nothing.`

function createCommand(embed: Command): void {
  embed
    .command('create')
    .description('Make an embed; prints a script with its element, and a frame')
    .requiredOption('--address <url>', 'how browsers reach this Leadline')
    .option('--service <name>', 'whose numbers it shows')
    .option('--dashboard <name>', 'the dashboard that it shows as a whole, in place of a service')
    .addOption(
      new Option('--show <what>', 'a metric with its trend, where lead time goes, or all five')
        .choices([...shown.keys()])
        .default('service'),
    )
    .option('--environment <name>', 'an environment, or a tier (default: production, or that of the dashboard)')
    .option('--origin <origin>', 'pages that may show it, such as https://wiki.example; repeatable', several)
    .option('--last <duration>', 'a window that ends whenever somebody looks (default: P90D, or that of the dashboard)')
    .option('--from <time>', 'a fixed window, with --to: its first day, or moment')
    .option('--to <time>', 'with --from: the first day, or moment, that is no longer in it')
    .option('--time-zone <zone>', 'the zone in which its days are cut (default: UTC, or that of the dashboard)', zone)
    .addOption(new Option('--theme <theme>', 'its colours').choices(Object.keys(themes)).default('auto'))
    .option('--days <number>', 'days until it ends, a year at most', days, 90)
    .option('--name <name>', 'what you will know it by (default: what it shows)')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `${explanation}\n${examples(
        'npx leadline embed create --address https://leadline.example --service checkout --origin https://wiki.example',
        'npx leadline embed create --address https://leadline.example --service checkout --show leadTimeForChanges --last P30D --theme dark',
        'npx leadline embed create --address https://leadline.example --service checkout --show stages --from 2026-01-01 --to 2026-04-01',
      )}`,
    )
    .action(create)
}

/** `leadline embed create|list|revoke`. */
export function embedCommand(program: Command): void {
  const embed = program.command('embed').description('Show numbers on pages elsewhere: make, list and end embeds')
  createCommand(embed)
  embed.command('list').description('All embeds, newest first').option('--json', 'for machines').action(list)
  embed
    .command('revoke')
    .argument('<id>', 'its id, as the list shows it')
    .description('End an embed at once')
    .option('--json', 'for machines')
    .addHelpText('after', examples('npx leadline embed revoke Ab3dE9'))
    .action(revoke)
}
