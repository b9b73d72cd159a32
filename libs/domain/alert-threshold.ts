import { parseDuration } from './duration.ts'
import { DAY, HOUR, MINUTE, SECOND } from './instant.ts'

/** Metrics that a plain threshold can be set for, with the unit that it is in. */
export const thresholdUnits = {
  deploymentFrequency: 'PER_WEEK',
  leadTimeForChanges: 'SECONDS',
  changeFailureRate: 'SHARE',
  timeToRestore: 'SECONDS',
  deploymentReworkRate: 'SHARE',
} as const satisfies Readonly<Record<string, ThresholdUnit>>
export type ThresholdMetric = keyof typeof thresholdUnits
export type ThresholdUnit = 'SECONDS' | 'SHARE' | 'PER_WEEK'

/** A value of a metric, over a window that ends when it is looked at, that is not to be passed. */
export interface AlertThreshold {
  readonly metric: ThresholdMetric
  /** An alert while the value is higher, in the unit of the metric; null: no value is too high. */
  readonly above: number | null
  /** An alert while it is lower; null: none is too low. */
  readonly below: number | null
  /** ISO 8601 duration of the window. */
  readonly last: string
}

export const usualThresholdWindow = 'P28D'

/** What to write, by unit. */
export const thresholdExamples: Readonly<Record<ThresholdUnit, string>> = {
  SECONDS: 'an ISO 8601 duration without months and years: PT12H, P2D',
  SHARE: 'a share from 0 to 1, or in percent: 0.15, 15%',
  PER_WEEK: 'deployments a week: 3',
}

export function isThresholdMetric(metric: string): metric is ThresholdMetric {
  return Object.hasOwn(thresholdUnits, metric)
}

function numberOf(text: string): number | null {
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : null
}

function secondsOf(text: string): number | null {
  const duration = parseDuration(text)
  return duration === null || duration.months > 0 ? null : (duration.days * DAY + duration.exact) / SECOND
}

function shareOf(text: string): number | null {
  const [, percent] = /^(.*?)\s?%$/.exec(text) ?? []
  if (percent === undefined) return numberOf(text)
  const read = numberOf(percent)
  // By way of text, so that 7% is 0.07 and not what seven hundredths of a float are.
  return read === null ? null : Number(`${percent}e-2`)
}

/** Reads a value as people write it, in the unit of its metric; null where it is none of that unit. */
export function thresholdValue(unit: ThresholdUnit, stated: string | number): number | null {
  const text = String(stated)
  if (unit === 'SECONDS') return secondsOf(text)
  return unit === 'SHARE' ? shareOf(text) : numberOf(text)
}

/** As it is written: what `thresholdValue` reads as this value. */
export function thresholdText(unit: ThresholdUnit, value: number): string {
  if (unit !== 'SECONDS') return String(value)
  const [days, rest] = [Math.floor((value * SECOND) / DAY), (value * SECOND) % DAY]
  const parts = [
    [Math.floor(rest / HOUR), 'H'],
    [Math.floor((rest % HOUR) / MINUTE), 'M'],
    [Math.floor((rest % MINUTE) / SECOND), 'S'],
  ] as const
  const time = parts.map(([count, unitName]) => (count === 0 ? '' : `${count}${unitName}`)).join('')
  return `P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`
}
