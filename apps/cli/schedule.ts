import { leadlineCommand } from '#domain/shell-command'
import { keptReport, type ScheduledReport, type StatedSchedule } from '#reports/scheduled-report'
import type { Timing } from '#reports/timing'
import { comparisonBases } from '#reports/comparison-question'
import { newSchedule } from '#graphql/report-schedule/new-schedule'
import type { Database } from '#storage/database'
import { channelNamed } from '#storage/stores/channels'
import { listSchedules, removeSchedule, type ReportSchedule, wishSchedule } from '#storage/stores/report-schedules'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { listWords, nameList } from './name-list.ts'
import { examples, harmless, print, printJson, say, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'
import { warnWithoutMail } from './without-mail.ts'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

interface AddOptions {
  readonly channel: string
  readonly services?: readonly string[]
  readonly team?: string
  readonly environment: string
  readonly digest?: boolean
  readonly last?: string
  readonly against?: keyof typeof comparisonBases
  readonly every: 'day' | 'week' | 'month'
  readonly day?: number
  readonly at: string
  readonly timeZone: string
  readonly json?: boolean
}

/** A day of the week by its name or number, or of the month. */
function day(text: string): number {
  const named = weekdays.findIndex((name) => name === text.toLowerCase())
  const number = named < 0 ? Number(text) : named + 1
  if (!Number.isInteger(number)) throw new InvalidArgumentError(`Write ${weekdays.join(', ')}, or 1 to 28.`)
  return number
}

const every = { day: 'DAY', week: 'WEEK', month: 'MONTH' } as const

async function scheduleNamed(db: Database, name: string): Promise<ReportSchedule | undefined> {
  return (await listSchedules(db)).find((each) => each.name === name)
}

async function add(name: string, options: AddOptions): Promise<void> {
  const stated: StatedSchedule = {
    ...options,
    every: every[options.every],
    kind: options.digest === true ? 'DIGEST' : 'COMPARISON',
    against: options.against === undefined ? null : comparisonBases[options.against],
    day: options.day ?? null,
    team: options.team ?? null,
  }
  const { schedule, kind } = await withExistingDatabase(async (db) => {
    const wrong = await newSchedule(db, { ...stated, name, channel: options.channel }, Date.now())
    if (wrong !== null) throw new Error(`${wrong.field === 'name' ? '' : `${wrong.field}: `}${wrong.message}`)
    const [made, channel] = await Promise.all([scheduleNamed(db, name), channelNamed(db, options.channel)])
    return { schedule: made, kind: channel?.kind }
  })
  if (schedule === undefined) throw new Error(`${name} was removed meanwhile.`)
  warnWithoutMail(kind)
  if (options.json === true) return printJson(shown(schedule))
  print(`${name} is told next at ${new Date(schedule.nextAt).toISOString()}.`)
  say(`Have it told now: ${leadlineCommand('schedule', 'run', name)}`)
}

function shown({ name, channel, report, timing, nextAt, lastAt, message }: ReportSchedule) {
  return {
    name,
    channel,
    report: keptReport(report),
    timing: timing as Timing,
    nextAt: new Date(nextAt).toISOString(),
    lastAt: lastAt === null ? null : new Date(lastAt).toISOString(),
    message,
  }
}

function when({ every: unit, day: chosen, minute, timeZone }: Timing): string {
  const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
  const on = { DAY: 'every day', WEEK: `every ${weekdays[chosen - 1]}`, MONTH: `on day ${chosen} of each month` }[unit]
  return `${on} at ${clock} ${timeZone}`
}

const mostNamed = 3

/** Whose numbers are told. */
function subject({ services, team, environment }: ScheduledReport): string {
  const more = services.length - mostNamed
  const named = [...services.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ')
  const of = team === null ? '' : `team ${team}`
  const whose = named === '' ? of : [named, of].filter((part) => part !== '').join(' of ')
  return `${whose === '' ? 'all services' : whose}${environment === 'production' ? '' : ` in ${environment}`}`
}

async function list(options: { readonly json?: boolean }): Promise<void> {
  const schedules = (await withExistingDatabase(listSchedules)).map(shown)
  if (options.json === true) return printJson(schedules)
  const rows = schedules.map(({ name, channel, report, timing, nextAt, message }) => [
    name,
    report.kind.toLowerCase(),
    subject(report),
    channel,
    when(timing),
    nextAt,
    message ?? '',
  ])
  print(table([['NAME', 'KIND', 'OF', 'CHANNEL', 'WHEN', 'NEXT', 'WHY NOT'], ...rows].map((row) => row.map(harmless))))
}

const unknown = (name: string): Error => new Error(`There is no schedule ${name}. See: npx leadline schedule list`)

async function run(name: string): Promise<void> {
  const kind = await withExistingDatabase(async (db) => {
    const schedule = await scheduleNamed(db, name)
    if (schedule === undefined || !(await wishSchedule(db, name, Date.now()))) throw unknown(name)
    return (await channelNamed(db, schedule.channel))?.kind
  })
  warnWithoutMail(kind)
  print(
    `${name} is told now, if a Leadline with the role all or worker runs, else as soon as one does; and then as scheduled.`,
  )
}

async function remove(name: string, options: { readonly json?: boolean }): Promise<void> {
  if (!(await withExistingDatabase((db) => removeSchedule(db, name)))) throw unknown(name)
  if (options.json === true) return printJson({ removed: name })
  print(`Removed ${name}.`)
}

function addCommand(schedule: Command): void {
  schedule
    .command('add')
    .argument('<name>', 'what it is called; the subject begins with it')
    .description(
      'Have the comparison of services told regularly, or a digest of what changed, waits, is open and is missing',
    )
    .requiredOption('--channel <name>', 'over which channel')
    .option('--digest', 'a digest instead of the comparison; sent only when there is something to say')
    .option('--services <names>', `these, ${listWords} (default: all)`, nameList)
    .option('--team <name>', 'those of this team')
    .option('--environment <name>', 'where', 'production')
    .option('--last <duration>', 'how long a window that ends when it is told (default: P28D, of a digest P7D)')
    .addOption(
      new Option('--against <base>', 'what to hold a comparison against (default: previous)').choices(
        Object.keys(comparisonBases),
      ),
    )
    .addOption(new Option('--every <unit>', 'how often').choices(['day', 'week', 'month']).default('week'))
    .option('--day <day>', 'of a week monday to sunday, of a month 1 to 28 (default: the first)', day)
    .option('--at <time>', 'the local time', '09:00')
    .option('--time-zone <zone>', 'of that time, and of the days of the window', 'UTC')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      examples(
        'npx leadline schedule add "Payments weekly" --channel payments-leads --team payments --time-zone Europe/Berlin',
        'npx leadline schedule add "Payments digest" --digest --channel payments-chat --team payments --day monday',
        'npx leadline schedule add monthly --channel warehouse --every month --day 1 --last P1M --against last-year',
      ),
    )
    .action(add)
}

/** `leadline schedule add|list|run|remove`. */
export function scheduleCommand(program: Command): void {
  const schedule = program.command('schedule').description('Reports that are told regularly over a channel')
  addCommand(schedule)
  schedule
    .command('list')
    .description('All of them, and when they are told')
    .option('--json', 'for machines')
    .action(list)
  schedule.command('run').argument('<name>', 'the report').description('Have one told now').action(run)
  schedule
    .command('remove')
    .argument('<name>', 'the report')
    .description('End one')
    .option('--json', 'for machines')
    .action(remove)
}
