import { calendarDay, dateText } from '#domain/calendar'
import { HOUR, type Instant, MINUTE, SECOND } from '#domain/instant'

/** What words are made of: an alert with the names of what it is about. */
export interface Worded {
  readonly service: string
  readonly environment: string
  readonly detector: string
  readonly direction: 'WORSE' | 'BETTER'
  readonly state: string
  readonly onsetFrom: Instant
  readonly onsetTo: Instant
  readonly before: number | null
  readonly after: number | null
  /** Why it was withdrawn. */
  readonly reason: string | null
  /** A plain threshold, `before`, was passed. */
  readonly isPlain?: boolean
}

/** A span of time in its largest unit with one decimal: 3.3 days, 26.0 hours, 40 minutes. */
export function spanText(seconds: number): string {
  const hours = (seconds * SECOND) / HOUR
  if (hours >= 48) return `${(hours / 24).toFixed(1)} days`
  if (hours >= 1) return `${hours.toFixed(1)} hours`
  return `${Math.round((seconds * SECOND) / MINUTE)} minutes`
}

/** What is usual: of several deployments a day, most pauses round to nothing. */
function usualText(seconds: number): string {
  return seconds * SECOND < HOUR ? 'less than an hour' : spanText(seconds)
}

/** A share in percent with one decimal. */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function times(before: number, after: number): string {
  const ratio = after / before
  return Number.isFinite(ratio) && ratio > 0 ? ` (${ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1)} times)` : ''
}

function moved(
  { before, after, isPlain }: Pick<Worded, 'before' | 'after' | 'isPlain'>,
  text: (value: number) => string,
): string {
  if (before === null || after === null) return ''
  if (isPlain === true) return `${text(after)}, and the threshold is ${text(before)}`
  return `${text(before)} before, ${text(after)} since${times(before, after)}`
}

const thresholdNames: Readonly<Record<string, string>> = {
  leadTimeForChanges: 'Lead time',
  deploymentFrequency: 'Deployment frequency',
  changeFailureRate: 'Change fail rate',
  deploymentReworkRate: 'Deployment rework rate',
  timeToRestore: 'Recovery time',
}

/** What happened, in a few words without numbers, such as "Lead time got longer". */
export function alertTitle({
  detector,
  direction,
  isPlain,
}: Pick<Worded, 'detector' | 'direction' | 'isPlain'>): string {
  if (isPlain === true) return `${thresholdNames[detector] ?? detector} is past its threshold`
  const isWorse = direction === 'WORSE'
  const titles: Readonly<Record<string, string>> = {
    leadTimeForChanges: isWorse ? 'Lead time got longer' : 'Lead time got shorter',
    pendingAge: 'Merged changes do not reach it',
    deploymentFrequency: isWorse ? 'Deployments became rarer' : 'Deployments became more frequent',
    silence: 'Nothing is deployed any more',
    changeFailureRate: isWorse ? 'More deployments fail' : 'Fewer deployments fail',
    deploymentReworkRate: isWorse ? 'More deployments are rework' : 'Fewer deployments are rework',
    timeToRestore: 'Failures last longer',
    openFailure: 'A failure lasts for unusually long',
  }
  return titles[detector] ?? detector
}

/** Its numbers in words, such as "10.0 hours before, 3.3 days since (7.9 times)"; empty where there are none. */
export function alertNumbers(alert: Pick<Worded, 'detector' | 'before' | 'after' | 'isPlain'>): string {
  const { detector, before, after } = alert
  if (detector === 'deploymentFrequency') return moved(alert, (value) => `${value.toFixed(1)} a week`)
  if (detector === 'changeFailureRate' || detector === 'deploymentReworkRate') return moved(alert, percentText)
  if (detector === 'leadTimeForChanges' || detector === 'timeToRestore') return moved(alert, spanText)
  if (after === null) return ''
  const usual = before === null ? '' : `; ${usualText(before)} is usual`
  if (detector === 'openFailure') return `for longer than ${spanText(after)}${usual}`
  const span = `${spanText(after)} of working time`
  // It is told some time after the limit was passed: *What is watched* says when at the earliest.
  return detector === 'pendingAge'
    ? `half of what waits passed the limit of ${span}, and nothing went live in more than a day of it since${usual}`
    : `for longer than ${span}${usual}`
}

/** When it began: a range, because the evidence comes in weeks. */
export function onsetText({ onsetFrom, onsetTo }: Pick<Worded, 'onsetFrom' | 'onsetTo'>, timeZone: string): string {
  const [first, last] = [onsetFrom, Math.max(onsetFrom, onsetTo - 1)].map((at) => dateText(calendarDay(at, timeZone)))
  return first === last ? `on ${first}` : `between ${first} and ${last}`
}

/** The alert in one or two sentences of plain text. */
export function alertText(alert: Worded, timeZone: string): string {
  const where = `${alert.service} in ${alert.environment}`
  const ended: Readonly<Record<string, string>> = {
    RETURNED: ' It is as usual again.',
    NEW_NORMAL: ' It stayed like this for eight weeks: the new level is the usual one from now on.',
    WITHDRAWN: ` Withdrawn. ${alert.reason ?? ''}`.trimEnd(),
  }
  const numbers = alertNumbers(alert)
  return `${alertTitle(alert)} (${where})${numbers === '' ? '' : `: ${numbers}`}. It began ${onsetText(alert, timeZone)}.${ended[alert.state] ?? ''}`
}
