import { type MetricName, metricNames } from '#dashboards/metric-view'
import { lettersOf, metricCalls, metricMeant } from '#domain/metric-meant'

/** Whether this is a name of the metric, in whatever spelling. */
function isCalled(name: MetricName, given: string): boolean {
  return [name, ...metricCalls[name]].some((call) => lettersOf(call) === lettersOf(given))
}

/**
 * The metric of this name, in any spelling: `leadTimeForChanges`, `lead-time`, `Change lead time`, `MTTR`.
 *
 * @throws an error that names the one that was probably meant, or all
 */
export function metricNamed(given: string): MetricName {
  const found = metricNames.find((name) => isCalled(name, given))
  if (found !== undefined) return found
  const meant = metricMeant(given, metricNames)
  throw new Error(
    meant === null
      ? `No metric is called "${given}". There are: ${metricNames.join(', ')}.`
      : `No metric is called "${given}". Did you mean ${meant}?`,
  )
}
