/** A value against the one before, in words. Pure. */
import { measured } from '../libs/reports/measures.ts'
import { type Verdict, verdictOf } from '../libs/reports/verdict.ts'
import type { MetricAnswers } from './answers.ts'
import { metricInfo, type MetricName, metricWords } from './metric-view.ts'

export interface Change {
  readonly verdict: Verdict
  readonly text: string
}

/** A value against the same service's value in the window before, by the rule that reports have too. */
export function compareMetric(name: MetricName, now: MetricAnswers, before: MetricAnswers): Change {
  const [value, earlier] = [measured(name, now, now[name].interval), measured(name, before, before[name].interval)]
  const verdict = verdictOf(metricInfo[name].better, value, earlier)
  return { verdict, text: changeText(name, verdict, value.value, earlier.value) }
}

function changeText(name: MetricName, verdict: Verdict, value: number | null, earlier: number | null): string {
  if (earlier === null) return 'No value in the window before'
  const was = metricWords(name, earlier).text
  if (value === null) return `${was} in the window before`
  if (verdict === 'better') return `Better than ${was} before`
  return verdict === 'worse' ? `Worse than ${was} before` : `No clear change from ${was} before`
}
