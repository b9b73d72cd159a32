/** What is stated of alerting as it is written: an entry of `leadline.yaml`, an input of the API, a command. Pure. */
import { leadlineCommand } from '../libs/domain/shell-command.ts'
import { comparisonBases } from '../libs/reports/comparison-question.ts'
import type { ListedSchedule, StatedFreeze, StatedNotifyRule, StatedRule } from './alerting-answers.ts'

type Scalar = string | number | boolean
type Value = Scalar | readonly string[] | Readonly<Record<string, Scalar | readonly string[]>>
/** A statement by its fields, as the file and the API both take it; what is as by default is left out. */
export type Statement = Readonly<Record<string, Value>>

function without(fields: Readonly<Record<string, Value | null>>): Statement {
  const said = Object.entries(fields).filter(
    (entry): entry is [string, Value] => entry[1] !== null && !(Array.isArray(entry[1]) && entry[1].length === 0),
  )
  return Object.fromEntries(said)
}

function record(fields: Readonly<Record<string, Scalar | readonly string[] | null>>) {
  return without(fields) as Readonly<Record<string, Scalar | readonly string[]>>
}

export function ruleStatement(rule: StatedRule): Statement {
  const { name, services, teams, environment, metrics, falseAlarmsPerServiceYear, channels } = rule
  const { threshold, quietHours } = rule
  return without({
    name,
    services,
    teams,
    environment,
    metrics,
    falseAlarmsPerServiceYear: threshold === null ? falseAlarmsPerServiceYear : null,
    threshold:
      threshold === null ? null : record({ above: threshold.above, below: threshold.below, last: threshold.last }),
    quietHours:
      quietHours === null
        ? null
        : record({ from: quietHours.from, to: quietHours.to, timeZone: quietHours.timeZone, days: quietHours.days }),
    channels,
    isOn: rule.isOn ? null : false,
  })
}

/** An instant as a local date where it is the midnight of one, else as it came. */
function dateOf(iso: string, timeZone: string): string {
  const options = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const
  // Swedish writes dates as ISO 8601 does.
  const [date = '', time] = new Intl.DateTimeFormat('sv-SE', options).format(Date.parse(iso)).split(' ')
  return time === '00:00:00' ? date : iso
}

export function freezeStatement({ name, services, teams, from, to, timeZone, reason }: StatedFreeze): Statement {
  const dates = { from: dateOf(from, timeZone), to: dateOf(to, timeZone) }
  return without({ name, ...dates, timeZone, services, teams, reason })
}

export function notifyStatement(rule: StatedNotifyRule): Statement {
  const { name, services, teams, environment, outcomes, channels } = rule
  return without({ name, services, teams, environment, outcomes, channels })
}

/** Words that YAML takes for something else than a text. */
const reserved: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])

function scalar(value: Scalar): string {
  if (typeof value !== 'string') return String(value)
  const isPlain = /^\p{L}[\p{L}\p{N}_./-]*(?: [\p{L}\p{N}_./-]+)*$/u.test(value) && !reserved.has(value.toLowerCase())
  return isPlain ? value : JSON.stringify(value)
}

function flow(value: Value): string {
  if (typeof value !== 'object') return scalar(value)
  if (Array.isArray(value)) return `[${value.map(scalar).join(', ')}]`
  const fields = Object.entries(value as Readonly<Record<string, Scalar | readonly string[]>>)
  return `{ ${fields.map(([name, each]) => `${name}: ${flow(each)}`).join(', ')} }`
}

/** An entry of one of the lists of `leadline.yaml`. */
export function yamlEntry(statement: Statement): string {
  return Object.entries(statement)
    .map(([name, value], at) => `  ${at === 0 ? '-' : ' '} ${name}: ${flow(value)}`)
    .join('\n')
}

/** A name in a list of an option: in double quotes where a comma or a quote would end it (RFC 4180). */
function listed(name: string): string {
  return /[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

/** The command that makes a schedule as it is. */
export function scheduleAdd(schedule: ListedSchedule): string {
  const { name, channel, kind, services, team, environment, last, against, every, day, at, timeZone } = schedule
  const base = Object.entries(comparisonBases).find(([, value]) => value === against)?.[0]
  const words = ['schedule', 'add', name, '--channel', channel]
  if (kind === 'DIGEST') words.push('--digest')
  if (services.length > 0) words.push('--services', services.map(listed).join(','))
  if (team !== null) words.push('--team', team)
  words.push('--environment', environment, '--last', last)
  if (kind !== 'DIGEST' && base !== undefined) words.push('--against', base)
  words.push('--every', every.toLowerCase())
  if (day !== null) words.push('--day', String(day))
  return leadlineCommand(...words, '--at', at, '--time-zone', timeZone)
}

/** The commands that end a schedule, and make it again. */
export function scheduleCommands(schedule: ListedSchedule): string {
  return [leadlineCommand('schedule', 'remove', schedule.name), scheduleAdd(schedule)].join('\n')
}
