/** What several systems say of the same events, in words. Pure. */
import type { PresetAnswers, PresetName } from './preset-answers.ts'
import { plural, type Words } from './format.ts'
import { type IntervalView, type MetricName, metricValue, metricWords, reasonWords, viewMetric } from './metric-view.ts'

/** Names of the systems, in the order of the table. */
export const presetNames: Readonly<Record<PresetName, string>> = {
  LEADLINE: 'Leadline',
  GITLAB: 'GitLab',
  DATADOG: 'Datadog',
  DEVLAKE: 'Apache DevLake',
}

export interface PresetCell {
  readonly system: string
  /** As the API gave it; null when unknown. */
  readonly value: number | null
  readonly words: Words | null
  /** Stands in place of the value; null when there is one. */
  readonly reason: string | null
  /** Null where the rule allows none, or there is too little. */
  readonly interval: IntervalView | null
  /** What was counted: `41 requests`; empty where the system has no such number. */
  readonly samples: string
  /** The rule, as the server states it. */
  readonly rule: string
}

/** One number as one system has it. */
export function viewPreset(name: MetricName, answers: PresetAnswers): PresetCell {
  const { definition, unavailableReason } = answers[name]
  const preset = definition.preset
  const value = metricValue(name, answers)
  return {
    system: presetNames[preset],
    value,
    words: value === null ? null : metricWords(name, value),
    reason: value === null ? reasonOf(name, preset, answers) : null,
    interval: viewMetric(name, answers).interval,
    samples: unavailableReason === 'NOT_CONFIGURED' ? '' : samplesOf(name, preset, answers),
    rule: definition.text,
  }
}

function reasonOf(name: MetricName, preset: PresetName, answers: PresetAnswers): string {
  const { unavailableReason } = answers[name]
  if (preset === 'LEADLINE') return reasonWords(name, unavailableReason, answers)
  if (unavailableReason === 'NOT_CONFIGURED') return `${presetNames[preset]} has no such number`
  if (unavailableReason === 'NO_DATA' && name === 'timeToRestore') return nothingRestored[preset]
  if (unavailableReason === 'NO_DATA' && name === 'leadTimeForChanges') return `No ${shippedUnit(preset)} that count`
  return reasonWords(name, unavailableReason, answers)
}

const nothingRestored = {
  GITLAB: 'No incidents were closed in this window',
  DATADOG: 'No deployments were remedied',
  DEVLAKE: 'No incidents were resolved',
} as const

function samplesOf(name: MetricName, preset: PresetName, answers: PresetAnswers): string {
  const { sampleSize } = answers[name]
  const { failed, deployments } = answers.changeFailureRate
  switch (name) {
    case 'deploymentFrequency':
      return plural(sampleSize, 'deployment')
    case 'leadTimeForChanges':
      return plural(sampleSize, leadUnits[preset])
    case 'changeFailureRate':
      if (preset === 'GITLAB') return `${plural(failed, 'incident')}, ${plural(deployments, 'deployment')}`
      return `${failed} of ${plural(deployments, 'deployment')}`
    case 'timeToRestore':
      return restoredWords(preset, answers)
    case 'deploymentReworkRate':
      return `${answers.deploymentReworkRate.rework} of ${plural(sampleSize, 'deployment')}`
  }
}

const leadUnits: Readonly<Record<PresetName, string>> = {
  LEADLINE: 'change',
  GITLAB: 'request',
  DATADOG: 'deployment',
  DEVLAKE: 'request',
}

function shippedUnit(preset: PresetName): string {
  return `${leadUnits[preset]}s`
}

function restoredWords(preset: PresetName, { timeToRestore: { sampleSize, openCount } }: PresetAnswers): string {
  const unit = preset === 'GITLAB' || preset === 'DEVLAKE' ? 'incident' : 'failure'
  const counted = plural(sampleSize, unit)
  if (openCount === 0) return counted
  return preset === 'LEADLINE' ? `${counted}, ${openCount} open` : `${counted}, ${openCount} open and left out`
}
