import type { AlertRule } from '#domain/alert-rule'
import { type AlertThreshold, thresholdText, thresholdUnits } from '#domain/alert-threshold'
import type { CatalogueChange, ChangedRule } from '#domain/catalogue'
import type { FreezeWindow } from '#domain/freeze-window'
import type { NotifyRule } from '#domain/notify-rule'
import { clockText, type QuietHours } from '#domain/quiet-hours'

function subjectWords({ services, teams }: Pick<AlertRule, 'services' | 'teams'>): string {
  const named = [...services, ...teams.map((team) => `all of ${team}`)]
  return named.length === 0 ? 'every service' : named.join(', ')
}

function thresholdWords({ metric, above, below, last }: AlertThreshold): string {
  const unit = thresholdUnits[metric]
  const sides = [
    above === null ? '' : `above ${thresholdText(unit, above)}`,
    below === null ? '' : `below ${thresholdText(unit, below)}`,
  ]
  return `${sides.filter((side) => side !== '').join(' or ')} over ${last}`
}

function quietWords(hours: QuietHours | null): string {
  if (hours === null) return 'none'
  const { from, to, timeZone, days } = hours
  return `${clockText(from)} to ${clockText(to)} ${timeZone}${days.length === 0 ? '' : ` on ${days.join(', ')}`}`
}

function limitWords({ threshold, falseAlarmsPerServiceYear }: AlertRule): string {
  if (threshold !== null) return thresholdWords(threshold)
  return `${falseAlarmsPerServiceYear} false alarms of each test a service and year`
}

/** What a rule says, by its parts. */
function partsOfRule(rule: AlertRule): Readonly<Record<string, string>> {
  return {
    of: subjectWords(rule),
    environment: rule.environment,
    metrics: rule.metrics.length === 0 ? 'all' : rule.metrics.join(', '),
    limit: limitWords(rule),
    'quiet hours': quietWords(rule.quietHours),
    tells: rule.channels.length === 0 ? 'nobody; pages show it' : rule.channels.join(', '),
    'is on': rule.isOn ? 'yes' : 'no',
  }
}

function partsOfFreeze(freeze: FreezeWindow): Readonly<Record<string, string>> {
  return {
    of: subjectWords(freeze),
    from: new Date(freeze.from).toISOString(),
    to: new Date(freeze.to).toISOString(),
    'time zone': freeze.timeZone,
    reason: freeze.reason,
  }
}

function changedLines<T extends { readonly name: string }>(
  kind: string,
  { before, after }: ChangedRule<T>,
  partsOf: (rule: T) => Readonly<Record<string, string>>,
): string[] {
  const [was, is] = [partsOf(before), partsOf(after)]
  const taken = before.origin === 'API' ? ' (made by the API, stated by this file from now on)' : ''
  const moved = Object.keys(is).filter((part) => was[part] !== is[part])
  return [`~ ${kind} ${after.name}${taken}`, ...moved.map((part) => `    ${part}: ${was[part]} -> ${is[part]}`)]
}

function freshRule(rule: AlertRule): string {
  const { of, environment, metrics, limit, tells, 'quiet hours': quiet } = partsOfRule(rule)
  const hours = rule.quietHours === null ? '' : `; not from ${quiet}`
  const off = rule.isOn ? '' : '; off'
  return `+ alert rule ${rule.name}: ${of} in ${environment}; metrics ${metrics}; ${limit}; tells ${tells}${hours}${off}`
}

export function alertLines({ fresh, changed, gone }: Extract<CatalogueChange, { type: 'ALERTS_CHANGED' }>): string[] {
  return [
    ...fresh.map(freshRule),
    ...changed.flatMap((change) => changedLines('alert rule', change, partsOfRule)),
    ...gone.map((name) => `- alert rule ${name}`),
  ]
}

export function freezeLines({ fresh, changed, gone }: Extract<CatalogueChange, { type: 'FREEZES_CHANGED' }>): string[] {
  return [
    ...fresh.map((freeze) => {
      const { of, from, to, reason } = partsOfFreeze(freeze)
      return `+ freeze ${freeze.name}: ${of}; ${from} to ${to}; ${reason}`
    }),
    ...changed.flatMap((change) => changedLines('freeze', change, partsOfFreeze)),
    ...gone.map((name) => `- freeze ${name}; what happened in it may raise alerts`),
  ]
}

function partsOfNotify(rule: NotifyRule): Readonly<Record<string, string>> {
  return {
    of: subjectWords(rule),
    environment: rule.environment,
    outcomes: rule.outcomes.join(', '),
    tells: rule.channels.join(', '),
  }
}

export function notifyLines({ fresh, changed, gone }: Extract<CatalogueChange, { type: 'NOTIFY_CHANGED' }>): string[] {
  return [
    ...fresh.map((rule) => {
      const { of, environment, outcomes, tells } = partsOfNotify(rule)
      return `+ deployments told by ${rule.name}: ${of} in ${environment}; ${outcomes}; tells ${tells}`
    }),
    ...changed.flatMap((change) => changedLines('deployments told by', change, partsOfNotify)),
    ...gone.map((name) => `- deployments told by ${name}`),
  ]
}
