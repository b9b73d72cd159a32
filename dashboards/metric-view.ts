/** A metric's answer as a reader meets it: value or reason, interval, n, and every doubt, all in words. Pure. */
import type { Certainty, Interval, MetricAnswers, Quality, UnavailableReason } from './answers.ts'
import { boundsOf, type MeasureName, measureNames, measures, valueOf } from '../libs/reports/measures.ts'
import { type Chip, chipsOf } from './doubts.ts'
import { duration, percent, perWeek, plural, quantity, type Words } from './format.ts'

export const metricNames = measureNames
export type MetricName = MeasureName

export interface MetricInfo {
  /** DORA's present name. */
  readonly title: string
  /** For the head of a narrow column. */
  readonly short: string
  readonly unit: 'per week' | 'seconds' | 'share'
  readonly better: 'higher' | 'lower'
  /** One sentence for those who meet it first. */
  readonly meaning: string
}

export const metricInfo: Readonly<Record<MetricName, MetricInfo>> = {
  deploymentFrequency: {
    ...measures.deploymentFrequency,
    title: 'Deployment frequency',
    short: 'Deployments',
    meaning: 'How often a new version or configuration went live.',
  },
  leadTimeForChanges: {
    ...measures.leadTimeForChanges,
    title: 'Change lead time',
    short: 'Lead time',
    meaning: 'Median time from the first commit of a change until it was live.',
  },
  changeFailureRate: {
    ...measures.changeFailureRate,
    title: 'Change fail rate',
    short: 'Change fail',
    meaning: 'Share of deployments that failed in use and needed a remedy.',
  },
  timeToRestore: {
    ...measures.timeToRestore,
    title: 'Failed deployment recovery time',
    short: 'Recovery',
    meaning: 'Median time from the first impact of a failed deployment until it was mended.',
  },
  deploymentReworkRate: {
    ...measures.deploymentReworkRate,
    title: 'Deployment rework rate',
    short: 'Rework',
    meaning: 'Share of deployments that were not planned but repaired something.',
  },
}

export interface IntervalView {
  /** In the unit of the value; null where the data cannot bound it. */
  readonly low: number | null
  readonly high: number | null
  readonly text: string
  readonly spoken: string
}

export interface MetricView {
  readonly name: MetricName
  readonly title: string
  /** As the API gave it; null when unknown. */
  readonly value: number | null
  readonly words: Words | null
  /** Stands in place of the value; null when there is one. */
  readonly reason: string | null
  readonly interval: IntervalView | null
  readonly sampleSize: number
  /** `41 changes`, `3 failures, 1 still open`. */
  readonly samples: string
  readonly chips: readonly Chip[]
}

/** What the API calls the value of each metric. */
export const metricValue = valueOf

/** Half of the changes went live the moment they came into being: the number is no mistake, but it tells nothing. */
function startless({ leadTimeForChanges: { medianSeconds } }: MetricAnswers): Chip[] {
  if (medianSeconds !== 0) return []
  const explanation =
    'At least half of the changes have no time before the one at which they went live, as work has that is pushed to the deployed branch directly.'
  return [{ text: 'no lead times', explanation, tone: 'warning' }]
}

/** There is a value and nothing to bound it by, which is no matter of the count alone. */
function unbounded(name: MetricName, answers: MetricAnswers): Chip[] {
  const { interval, insufficient, sampleSize } = answers[name]
  const { low, high } = boundsOf(name, interval)
  if (insufficient || sampleSize === 0 || low !== null || high !== null) return []
  if (metricInfo[name].unit !== 'seconds' || metricValue(name, answers) === null) return []
  const explanation = `${sampleWords(name, answers)} of so few weeks do not bound the median: what went live in one week shares its causes and counts for less. More of them, over more weeks, bring an interval.`
  return [{ text: 'too few weeks', explanation, tone: 'warning' }]
}

/** Going back from what nobody knows looks the same whether it failed or was only tried. */
function tried(answers: MetricAnswers): Chip[] {
  const { failed = 0, flags = [] } = answers.changeFailureRate
  if (failed === 0 || !flags.some(({ code }) => code === 'MISSING_COMMIT')) return []
  const explanation =
    'Some versions are of commits that nobody knows. Going back from one counts as a failure, also where a branch was only tried out, as is done before production.'
  return [{ text: 'try-outs may count', explanation, tone: 'warning' }]
}

/** A number of this metric in words. */
export function metricWords(name: MetricName, value: number): Words {
  const { unit } = metricInfo[name]
  if (unit === 'seconds') return duration(value)
  return unit === 'share' ? percent(value) : perWeek(value)
}

export function viewMetric(name: MetricName, answers: MetricAnswers): MetricView {
  const answer: Certainty & Quality = answers[name]
  const value = metricValue(name, answers)
  return {
    name,
    title: answer.displayName ?? metricInfo[name].title,
    value,
    words: value === null ? null : metricWords(name, value),
    reason: value === null ? reasonWords(name, answer.unavailableReason, answers) : null,
    interval: viewInterval(name, answer.interval),
    sampleSize: answer.sampleSize,
    samples: sampleWords(name, answers),
    chips: [
      ...chipsOf(answer),
      ...(name === 'leadTimeForChanges' ? startless(answers) : []),
      ...(name === 'changeFailureRate' ? tried(answers) : []),
      ...unbounded(name, answers),
    ],
  }
}

function viewInterval(name: MetricName, interval: Interval | null): IntervalView | null {
  const { low, high } = boundsOf(name, interval)
  const level = `${Math.round((interval?.level ?? 0.9) * 100)} %`
  const words = (value: number): Words =>
    name === 'deploymentFrequency' ? { text: quantity(value), spoken: quantity(value) } : metricWords(name, value)
  if (low !== null && high !== null) {
    const [from, to] = [words(low), words(high)]
    const text = from.text === to.text ? from.text : `${from.text} – ${to.text}`
    return { low, high, text, spoken: `${level} interval from ${from.spoken} to ${to.spoken}` }
  }
  if (low !== null) {
    return {
      low,
      high,
      text: `at least ${words(low).text}`,
      spoken: `${level} interval: at least ${words(low).spoken}`,
    }
  }
  if (high !== null) {
    return {
      low,
      high,
      text: `at most ${words(high).text}`,
      spoken: `${level} interval: at most ${words(high).spoken}`,
    }
  }
  return null
}

/** What stands in place of an interval that is not known. */
export function noInterval(few: boolean): string {
  return few ? 'too few for an interval' : 'no interval'
}

const reasons: Readonly<Record<UnavailableReason, string>> = {
  NO_DATA: 'No data in this window',
  NO_DEPLOYMENTS: 'No deployments in this window',
  TOO_FEW: 'Too few samples',
  NO_PREDECESSOR: 'Only first deployments, which show no changes',
  NOT_REACHED: 'More than half are still open',
  NOT_CONFIGURED: 'Nothing connected that would tell',
  AMBIGUOUS_ENVIRONMENT: 'Several environments of this tier: choose one',
}

/** Why there is no number, in words that fit the metric. */
export function reasonWords(name: MetricName, reason: UnavailableReason | null, answers: MetricAnswers): string {
  if (reason === 'NO_DATA' && name === 'timeToRestore') return 'No failed deployments in this window'
  if (reason === 'NO_DATA' && name === 'leadTimeForChanges') {
    const missing = answers.leadTimeForChanges.flags?.some(({ code }) => code === 'MISSING_COMMIT')
    return missing ? 'Not known: commits of what went live are missing' : 'No changes went live in this window'
  }
  // Whoever asked for one metric has no other.
  const atLeast = name === 'timeToRestore' ? answers[name].atLeastSeconds : null
  if (reason === 'NOT_REACHED' && typeof atLeast === 'number') return `At least ${duration(atLeast).text}: still open`
  return unavailableWords(reason)
}

/** The same of whichever number. */
export function unavailableWords(reason: UnavailableReason | null): string {
  return reason === null ? 'Unknown, and the server does not say why' : reasons[reason]
}

function sampleWords(name: MetricName, answers: MetricAnswers): string {
  const { sampleSize } = answers[name]
  switch (name) {
    case 'deploymentFrequency':
      return plural(sampleSize, 'deployment')
    case 'leadTimeForChanges':
      return plural(sampleSize, 'change')
    case 'changeFailureRate':
      return ofCount(answers.changeFailureRate.failed, sampleSize)
    case 'deploymentReworkRate':
      return ofCount(answers.deploymentReworkRate.rework, sampleSize)
    case 'timeToRestore': {
      const { openCount } = answers.timeToRestore
      return `${plural(sampleSize, 'failure')}${openCount ? `, ${openCount} open` : ''}`
    }
  }
}

function ofCount(part: number | undefined, whole: number): string {
  const deployments = plural(whole, 'deployment')
  return part === undefined || whole === 0 ? deployments : `${part} of ${deployments}`
}
