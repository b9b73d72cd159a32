import { type AlertRule, usualRule } from '#domain/alert-rule'
import {
  type AlertThreshold,
  isThresholdMetric,
  thresholdUnits,
  thresholdValue,
  usualThresholdWindow,
} from '#domain/alert-threshold'
import { type FreezeWindow, freezeInstant } from '#domain/freeze-window'
import { minuteOf, type QuietHours } from '#domain/quiet-hours'
import type { FileAlertRule, FileFreeze } from './alert-schema.ts'

function thresholdOf({ metrics, threshold }: FileAlertRule): AlertThreshold | null {
  const metric = metrics?.[0]
  if (!threshold || metric === undefined || !isThresholdMetric(metric)) return null
  const read = (stated: string | number | null | undefined): number | null =>
    stated === null || stated === undefined ? null : thresholdValue(thresholdUnits[metric], stated)
  return {
    metric,
    above: read(threshold.above),
    below: read(threshold.below),
    last: threshold.last ?? usualThresholdWindow,
  }
}

function quietHoursOf({ quietHours }: FileAlertRule): QuietHours | null {
  if (!quietHours) return null
  const { from, to, timeZone, days } = quietHours
  return { from: minuteOf(from) ?? 0, to: minuteOf(to) ?? 0, timeZone: timeZone ?? 'UTC', days: days ?? [] }
}

/** A rule that has no contradictions, with what it leaves out. */
export function alertRuleOf(stated: FileAlertRule): AlertRule {
  return {
    name: stated.name,
    services: stated.services ?? [],
    teams: stated.teams ?? [],
    environment: stated.environment ?? usualRule.environment,
    metrics: stated.metrics ?? [],
    falseAlarmsPerServiceYear: stated.falseAlarmsPerServiceYear ?? usualRule.falseAlarmsPerServiceYear,
    threshold: thresholdOf(stated),
    quietHours: quietHoursOf(stated),
    channels: stated.channels ?? [],
    isOn: stated.isOn ?? true,
  }
}

/** A freeze that has no contradictions, with what it leaves out. */
export function freezeOf({ name, from, to, timeZone, services, teams, reason }: FileFreeze): FreezeWindow {
  const zone = timeZone ?? 'UTC'
  return {
    name,
    services: services ?? [],
    teams: teams ?? [],
    from: freezeInstant(from, zone) ?? 0,
    to: freezeInstant(to, zone) ?? 0,
    timeZone: zone,
    reason,
  }
}
