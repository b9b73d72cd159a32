import type { AlertRule } from '#domain/alert-rule'
import {
  isThresholdMetric,
  thresholdExamples,
  type ThresholdUnit,
  thresholdUnits,
  thresholdValue,
} from '#domain/alert-threshold'
import { isNoTime, parseDuration } from '#domain/duration'
import { DAY } from '#domain/instant'
import type { FileAlertRule, FileFreeze } from './alert-schema.ts'
import type { Contradiction } from './problem.ts'
import { alertRuleOf, freezeOf } from './wanted-alert.ts'

/** A freeze, and the window of a threshold, is a year at most. */
const longestDays = 366

type Side = 'above' | 'below'

/** Why a value of this unit is passed always or never; null where it is neither. */
function uselessness(unit: ThresholdUnit, side: Side, value: number): string | null {
  const more = side === 'above'
  if (value < 0 || (value === 0 && !more)) return more ? 'is always reached: no value is below 0' : 'is never reached'
  if (unit !== 'SHARE' || value < 1) return null
  if (more) return 'is never reached: a share is at most 1'
  return value > 1 ? 'is always reached: a share is at most 1' : 'is reached by every share but 1'
}

function valueFaults({ metrics, threshold }: FileAlertRule): Contradiction[] {
  const metric = metrics?.[0]
  if (!threshold || metric === undefined || !isThresholdMetric(metric)) return []
  const unit = thresholdUnits[metric]
  const found: Contradiction[] = []
  const read: Partial<Record<Side, number>> = {}
  for (const side of ['above', 'below'] as const) {
    const stated = threshold[side]
    if (stated === null || stated === undefined) continue
    const value = thresholdValue(unit, stated)
    const path = ['threshold', side]
    const useless = value === null ? null : uselessness(unit, side, value)
    if (value === null) {
      const wrong =
        unit === 'SECONDS' && isNoTime(String(stated)) ? 'has to be longer than zero' : `is no value of ${metric}`
      found.push({ path, message: `${wrong}; write ${thresholdExamples[unit]}.` })
    } else if (useless !== null) {
      found.push({ path, message: `${useless}; write ${thresholdExamples[unit]}.` })
    } else read[side] = value
  }
  const { above, below } = read
  if (above !== undefined && below !== undefined && above <= below)
    found.push({ path: ['threshold'], message: 'is always reached: every value is above the one or below the other.' })
  return found
}

/** What of the threshold of a rule cannot hold, or means nothing. */
export function thresholdFaults(rule: FileAlertRule): Contradiction[] {
  const { metrics, threshold, falseAlarmsPerServiceYear } = rule
  if (!threshold) return []
  const found: Contradiction[] = []
  const known = Object.keys(thresholdUnits).join(', ')
  const [metric] = metrics ?? []
  if (metrics?.length !== 1)
    found.push({ path: ['threshold'], message: `is of one metric; name it: metrics: [one of ${known}].` })
  else if (metric !== undefined && !isThresholdMetric(metric))
    found.push({ path: ['metrics', 0], message: `${metric} has no threshold; a threshold is of one of ${known}.` })
  if (typeof falseAlarmsPerServiceYear === 'number')
    found.push({
      path: ['falseAlarmsPerServiceYear'],
      message: 'has no meaning beside a threshold, which no test decides; keep one of the two.',
    })
  if ((threshold.above ?? null) === null && (threshold.below ?? null) === null)
    found.push({ path: ['threshold'], message: 'needs above or below; write one.' })
  const last = parseDuration(threshold.last ?? 'P28D')
  if (last !== null && last.months * 30.5 + last.days + last.exact / DAY > longestDays)
    found.push({ path: ['threshold', 'last'], message: 'is longer than a year; write P28D, P90D, P1Y.' })
  return [...found, ...valueFaults(rule)]
}

/** The same of its quiet hours. */
export function quietFaults({ quietHours, channels }: FileAlertRule): Contradiction[] {
  if (!quietHours) return []
  const { from, to, days } = quietHours
  const path = ['quietHours']
  if (from === to)
    return [
      { path, message: `begin when they end; write other times, or 00:00 to 24:00 with the days that are quiet.` },
    ]
  const always = from === '00:00' && to === '24:00' && new Set(days ?? []).size % 7 === 0
  if (always) return [{ path, message: 'are all hours: nobody would ever be told; name days, or take out channels.' }]
  if (!channels || channels.length === 0)
    return [{ path, message: 'have no meaning without channels: nobody is told; write channels, or take them out.' }]
  return []
}

/** What of one rule cannot hold, or means nothing. */
export function ruleFaults(rule: FileAlertRule): Contradiction[] {
  return [...thresholdFaults(rule), ...quietFaults(rule)]
}

/** What of one freeze cannot hold. */
export function freezeFaults(freeze: FileFreeze): Contradiction[] {
  const { from, to } = freezeOf(freeze)
  if (to === from)
    return [{ path: ['to'], message: 'is when it begins; write the date after the last that is frozen.' }]
  if (to < from) return [{ path: ['to'], message: 'is before it begins; exchange from and to.' }]
  if (to - from <= longestDays * DAY) return []
  return [
    {
      path: ['to'],
      message: 'is more than a year after it begins; switch alerts off instead: a rule with isOn: false.',
    },
  ]
}

function holds<T>(all: readonly T[], some: readonly T[]): boolean {
  return some.every((one) => all.includes(one))
}

/** Whether a rule says nothing that another does not say of the same services, or more of them. */
function covers(other: AlertRule, rule: AlertRule): boolean {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  const isOfAll = ({ services, teams }: AlertRule): boolean => services.length + teams.length === 0
  return (
    other.environment === rule.environment &&
    other.isOn === rule.isOn &&
    other.falseAlarmsPerServiceYear === rule.falseAlarmsPerServiceYear &&
    same(other.threshold, rule.threshold) &&
    same(other.quietHours, rule.quietHours) &&
    isOfAll(other) === isOfAll(rule) &&
    holds(other.services, rule.services) &&
    holds(other.teams, rule.teams) &&
    holds(other.channels, rule.channels) &&
    (other.metrics.length === 0 || (rule.metrics.length > 0 && holds(other.metrics, rule.metrics)))
  )
}

/** The rule that makes another useless; null where none does. Of two that say the same the first makes the second. */
export function coveringRule(
  rule: AlertRule,
  earlier: readonly AlertRule[],
  later: readonly AlertRule[],
): string | null {
  const found =
    earlier.find((other) => covers(other, rule)) ?? later.find((other) => covers(other, rule) && !covers(rule, other))
  return found?.name ?? null
}

function below(path: readonly (string | number)[], faults: readonly Contradiction[]): Contradiction[] {
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
}

/** What of the alert rules and freezes of a file cannot hold or means nothing, beside names that are there twice. */
export function alertContradictions(alerts: readonly FileAlertRule[], freezes: readonly FileFreeze[]): Contradiction[] {
  const found = [
    ...alerts.flatMap((rule, at) => below(['alerts', at], ruleFaults(rule))),
    ...freezes.flatMap((freeze, at) => below(['freezes', at], freezeFaults(freeze))),
  ]
  if (found.length > 0) return found
  const rules = alerts.map(alertRuleOf)
  return rules.flatMap((rule, at) => {
    const other = coveringRule(rule, rules.slice(0, at), rules.slice(at + 1))
    if (other === null) return []
    return [{ path: ['alerts', at], message: `says nothing that ${other} does not say already; take it out.` }]
  })
}
