import { alertTitle } from '#alerts/words'
import { isPlainContent } from '#alerts/content'
import { processConfig } from '#config/config'
import { lastLook } from '#storage/stores/alert-looks'
import { loadReportingTimeZone } from '#storage/stores/settings'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { takeOn, whoTakesOn } from './alerts/acknowledge.ts'
import { alertNumber } from './alerts/alert-number.ts'
import { alertsText, findAlerts, furtherText, noAlertsText } from './alerts/list.ts'
import type { AskedAlerts } from './alerts/question.ts'
import { showAlert, shownText } from './alerts/show.ts'
import { withExistingLeadline } from './private-leadline.ts'
import { examples, print, printJson, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** As many as are listed at all. */
const mostListed = 10_000

const states = {
  open: { state: 'OPEN' },
  acknowledged: { state: 'ACKNOWLEDGED' },
  ended: { open: false },
  all: {},
} as const satisfies Readonly<Record<string, AskedAlerts>>

interface ListOptions {
  readonly service?: string
  readonly team?: string
  readonly environment?: string
  readonly state?: keyof typeof states
  readonly level?: 'alert' | 'watch'
  readonly first: number
  readonly json?: boolean
}

function count(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > mostListed)
    throw new InvalidArgumentError(`It must be 1 to ${mostListed}.`)
  return number
}

async function list({ state, level, first, json, ...of }: ListOptions): Promise<void> {
  const { service, team, environment } = of
  const filter: AskedAlerts = {
    ...(service === undefined ? {} : { service }),
    ...(team === undefined ? {} : { team }),
    ...(environment === undefined ? {} : { environment }),
    ...(level === undefined ? {} : { level: level.toUpperCase() }),
    ...(state === undefined ? { open: true } : states[state]),
  }
  await withExistingLeadline(async (leadline) => {
    const found = await findAlerts(leadline, filter, first)
    const further = furtherText(found)
    if (further !== null) say(further)
    if (json === true) return printJson(found.alerts.map((alert) => ({ number: alertNumber(alert.id), ...alert })))
    const isNarrowed = state !== undefined || Object.keys(filter).length > 1
    if (found.alerts.length === 0) return print(noAlertsText(isNarrowed, await lastLook(leadline.db)))
    print(alertsText(found.alerts, await loadReportingTimeZone(leadline.db)))
  })
}

async function show(number: number, options: { readonly json?: boolean }): Promise<void> {
  const shown = await withExistingLeadline((leadline) => showAlert(leadline, number, processConfig().publicUrl))
  if (options.json === true) return printJson({ number, ...shown.alert, ...shown.told })
  print(shownText(shown))
}

async function acknowledge(number: number, { by, json }: { readonly by?: string; readonly json?: boolean }) {
  const who = whoTakesOn(by)
  const alert = await withExistingDatabase((db) => takeOn(db, number, who, Date.now()))
  const { state, acknowledgedAt, acknowledgedBy } = alert
  if (json === true)
    return printJson({
      number,
      state,
      acknowledgedBy,
      acknowledgedAt: acknowledgedAt === null ? null : new Date(acknowledgedAt).toISOString(),
    })
  const title = alertTitle({ ...alert, isPlain: isPlainContent(alert.content) })
  print(`Alert ${number} is taken on by ${acknowledgedBy ?? who}: ${title}. It stays open until it is as usual again.`)
  if (acknowledgedBy !== who) say('Somebody took it on before, and it stays theirs.')
}

function listCommand(alert: Command): void {
  alert
    .command('list')
    .description(
      'Alerts, the latest first: those that are open, whether or not somebody took them on, unless asked otherwise',
    )
    .option('--service <name>', 'of this service')
    .option('--team <name>', 'of the services of this team')
    .option('--environment <name>', 'there, by name or by the name of a tier')
    .addOption(
      new Option('--state <state>', 'open: nobody took them on yet; acknowledged; ended; all').choices(
        Object.keys(states),
      ),
    )
    .addOption(
      new Option('--level <level>', 'alert: somebody is told; watch: shown only (default: both)').choices([
        'alert',
        'watch',
      ]),
    )
    .option('--first <number>', `how many at most, up to ${mostListed}`, count, 100)
    .option('--json', "for machines: the API's own answer, with the number of each")
    .addHelpText(
      'after',
      examples(
        'npx leadline alert list',
        'npx leadline alert list --team payments --state all',
        'npx leadline alert list --service checkout --level alert --json',
      ),
    )
    .action(list)
}

/** `leadline alert list|show|acknowledge`. */
export function alertCommand(program: Command): void {
  const alert = program.command('alert').description('What moved by more than chance explains, and who looks after it')
  listCommand(alert)
  alert
    .command('show')
    .argument('<id>', 'the number that the list shows', alertNumber)
    .description('All that is told of an alert: both values, since when, what moved it, what else moved, who was told')
    .option('--json', 'for machines')
    .addHelpText('after', examples('npx leadline alert show 17'))
    .action(show)
  alert
    .command('acknowledge')
    .argument('<id>', 'the number that the list shows', alertNumber)
    .description('Take an alert on: it stays open, says who looks after it, and those who were told of it hear so')
    .option('--by <name>', 'who looks after it (default: your account on this machine)')
    .option('--json', 'for machines')
    .addHelpText('after', examples('npx leadline alert acknowledge 17 --by ada'))
    .action(acknowledge)
}
