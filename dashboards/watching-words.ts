/** What is watched of a service, in words. What a newer server adds stands as it came. Pure. */
import { quantity } from './format.ts'
import { metricInfo, type MetricName } from './metric-view.ts'
import { plainWords } from './words.ts'

/** Shape of what `queries/watching` asks for. */
export interface Detector {
  readonly metric: string
  readonly state: string
  readonly reason: string | null
  readonly smallestChange: { readonly text: string } | null
  readonly smallestChangeReason: string | null
  readonly expectedFalseAlarmsPerYear: number | null
  readonly expectedFalseAlarmsReason: string | null
}

export interface WatchingAnswer {
  readonly watching: readonly Detector[]
}

const others: Readonly<Record<string, string>> = {
  pendingAge: 'Merged and not live',
  silence: 'Silence',
  openFailure: 'Open failure',
}

/** What a detector looks at. */
export function detectorName(metric: string): string {
  return metricInfo[metric as MetricName]?.title ?? others[metric] ?? plainWords(metric)
}

const states: Readonly<Record<string, string>> = {
  WATCHING: 'watching',
  INSUFFICIENT_DATA: 'insufficient data',
  OFF: 'off',
}

/** What it is in. */
export function stateWords(state: string): string {
  return states[state] ?? plainWords(state).toLowerCase()
}

/** What it lacks, or why it is off; empty while it watches. */
export function lackWords({ state, reason }: Detector): string {
  if (reason === null) return ''
  return state === 'INSUFFICIENT_DATA' ? `It has ${reason}.` : reason
}

/** The smallest change that it sees, or why there is none; empty where it does not watch. */
export function smallestWords({ state, smallestChange, smallestChangeReason }: Detector): string {
  if (smallestChange !== null) return smallestChange.text
  return state === 'WATCHING' ? (smallestChangeReason ?? '') : ''
}

/** False alarms a year, or why they are not known; empty where no test watches. */
export function falseAlarms({
  expectedFalseAlarmsPerYear: perYear,
  expectedFalseAlarmsReason: reason,
}: Detector): string {
  if (perYear === null) return reason ?? ''
  return perYear < 0.01 ? 'under 0.01' : quantity(perYear)
}
