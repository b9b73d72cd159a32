/** What is said of each metric beside its headline. Pure. */
import type { ServiceMetrics } from './answers.ts'
import { authorshipText } from './authorship-words.ts'
import { duration, percent, plural, quantity } from './format.ts'
import type { MetricName } from './metric-view.ts'
import { kindWords, remedyWords } from './words.ts'

export interface Fact {
  readonly label: string
  readonly text: string
  /** What it means, where its label does not say it. */
  readonly meaning?: string
}

/** What is told of each metric at one time; its course is another matter. */
export type MetricNumbers = {
  readonly [Name in MetricName]: Omit<ServiceMetrics[Name], 'series' | 'stages'>
}

/** Facts worth a line; those that are not known are left out, for the headline already says so. */
export function metricFacts(name: MetricName, metrics: MetricNumbers): Fact[] {
  switch (name) {
    case 'deploymentFrequency':
      return frequencyFacts(metrics.deploymentFrequency)
    case 'leadTimeForChanges':
      return leadTimeFacts(metrics.leadTimeForChanges)
    case 'changeFailureRate':
      return failureFacts(metrics.changeFailureRate)
    case 'timeToRestore':
      return restoreFacts(metrics.timeToRestore)
    case 'deploymentReworkRate':
      return []
  }
}

function known(label: string, seconds: number | null, meaning?: string): Fact[] {
  if (seconds === null) return []
  return [{ label, text: duration(seconds).text, ...(meaning === undefined ? {} : { meaning }) }]
}

const attemptsMeaning =
  'Runs that ended in the window, whatever came of them. One deployment may take several, as where it goes to several clusters or is tried again, so that there are more of them than deployments.'

function frequencyFacts(frequency: MetricNumbers['deploymentFrequency']): Fact[] {
  const { activeDays, workingDays, byKind, attempts, failedAttempts, aborted } = frequency
  const others = byKind.filter(({ kind, count }) => count > 0 && kind !== 'CODE' && kind !== 'CONFIG')
  const config = byKind.find(({ kind }) => kind === 'CONFIG')?.count ?? 0
  return [
    { label: 'Days with a deployment', text: String(activeDays) },
    { label: 'Working days', text: String(workingDays) },
    ...(config > 0 ? [{ label: 'Configuration only', text: String(config) }] : []),
    ...others.map(({ kind, count }) => ({ label: `${kindWords(kind)}, not counted`, text: String(count) })),
    ...(attempts > 0
      ? [{ label: 'Attempts', text: `${failedAttempts} of ${attempts} failed`, meaning: attemptsMeaning }]
      : []),
    ...(aborted > 0 ? [{ label: 'Aborted', text: String(aborted) }] : []),
  ]
}

const boundWords = { EXACT: '', AT_LEAST: 'at least', AT_MOST: 'at most', NEITHER: 'about' } as const

/** What nobody knows is not said to be zero. */
function waitingText({
  count,
  bound,
  unknownReason,
  oldestSinceMergeSeconds: oldest,
}: MetricNumbers['leadTimeForChanges']['pending']): string {
  const age = oldest === null ? '' : `, the oldest for ${duration(oldest).text}`
  if (unknownReason === null) return `${count}${age}`
  return `${count === 0 ? 'not known' : `${boundWords[bound]} ${count}${age}`}. ${unknownReason}`
}

function leadTimeFacts(lead: MetricNumbers['leadTimeForChanges']): Fact[] {
  const { p75Seconds, p90Seconds, changesPerDeployment, linesPerChange, pending, byAuthorship = [] } = lead
  const writtenBy = authorshipText(byAuthorship)
  return [
    ...known('75th percentile', p75Seconds),
    ...known('90th', p90Seconds),
    ...(changesPerDeployment === null
      ? []
      : [{ label: 'Changes per deployment', text: quantity(changesPerDeployment) }]),
    ...(linesPerChange === null ? [] : [{ label: 'Lines per change', text: quantity(linesPerChange) }]),
    ...(writtenBy === null ? [] : [{ label: 'Written by', text: writtenBy }]),
    { label: 'Merged, not live', text: waitingText(pending) },
  ]
}

function failureFacts(failure: MetricNumbers['changeFailureRate']): Fact[] {
  const { confirmedRate, byTimeAlone, byTimeAloneExpectedByChance } = failure
  if (byTimeAlone === 0) return []
  const chance =
    byTimeAloneExpectedByChance === null ? '' : `; random timing would give ${quantity(byTimeAloneExpectedByChance)}`
  const why = 'only because an incident began shortly after, which may be wrong'
  return [
    { label: 'Blamed by time alone', text: `${byTimeAlone}, ${why}${chance}` },
    ...(confirmedRate === null ? [] : [{ label: 'Without those', text: percent(confirmedRate).text }]),
  ]
}

const impactMeaning =
  'All time in which at least one failed deployment was doing harm, from its first impact until it was mended; what overlaps counts once.'

function restoreFacts(restore: MetricNumbers['timeToRestore']): Fact[] {
  const { byRemedy, allIncidentsCount, allIncidentsMedianSeconds, impactSeconds } = restore
  return [
    ...byRemedy
      .filter(({ count }) => count > 0)
      .map(({ remedy, count, medianSeconds }) => ({
        label: remedyWords(remedy),
        text: `${count}${medianSeconds === null ? '' : `, median ${duration(medianSeconds).text}`}`,
      })),
    ...(impactSeconds !== null && impactSeconds > 0 ? known('Under impact', impactSeconds, impactMeaning) : []),
    ...(allIncidentsCount > 0 && allIncidentsMedianSeconds !== null
      ? [
          {
            label: 'All incidents',
            text: `${plural(allIncidentsCount, 'restored', 'restored')}, median ${duration(allIncidentsMedianSeconds).text}`,
          },
        ]
      : []),
  ]
}
