/** A value against the one before. Pure. */
import type { MetricAnswers } from './answers.ts'
import { intervalEnds, metricInfo, type MetricName, metricValue, metricWords } from './metric-view.ts'

export interface Change {
  readonly verdict: 'better' | 'worse' | 'unclear' | 'unknown'
  readonly text: string
}

/**
 * A value against the same service's value in the window before. Where the two intervals lie apart, and only there, it is
 * called better or worse; this errs towards saying nothing. Few samples make wide intervals, and are no reason of their own.
 */
export function compareMetric(name: MetricName, now: MetricAnswers, before: MetricAnswers): Change {
  const [value, earlier] = [metricValue(name, now), metricValue(name, before)]
  if (earlier === null) return { verdict: 'unknown', text: 'No value in the window before' }
  const was = metricWords(name, earlier).text
  if (value === null) return { verdict: 'unknown', text: `${was} in the window before` }
  const [a, b] = [intervalEnds(name, now[name].interval), intervalEnds(name, before[name].interval)]
  const above = a.low !== null && b.high !== null && a.low > b.high
  const below = a.high !== null && b.low !== null && a.high < b.low
  if (!above && !below) return { verdict: 'unclear', text: `No clear change from ${was} before` }
  const better = above === (metricInfo[name].better === 'higher')
  return { verdict: better ? 'better' : 'worse', text: `${better ? 'Better' : 'Worse'} than ${was} before` }
}
