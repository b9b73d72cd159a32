import { type MetricName, metricInfo, metricNames } from '#dashboards/metric-view'
import { nearestName } from '#domain/nearest-name'

/** What people say for a metric beside its name here and the one that DORA gives it today. */
const alsoCalled: Readonly<Record<MetricName, readonly string[]>> = {
  deploymentFrequency: ['frequency', 'deploy frequency', 'release frequency', 'deploys', 'deployments', 'DF'],
  leadTimeForChanges: [
    'lead time',
    'mean lead time',
    'median lead time',
    'change lead time',
    'cycle time',
    'LTFC',
    'LT',
  ],
  changeFailureRate: [
    'change failure',
    'change fail',
    'change failure percentage',
    'change fail percentage',
    'deployment failure rate',
    'failed deployment rate',
    'failure rate',
    'CFR',
  ],
  timeToRestore: [
    'time to restore service',
    ...['restore', 'recovery', 'recover', 'repair', 'resolve', 'resolution'].flatMap((end) => [
      `time to ${end}`,
      `mean time to ${end}`,
    ]),
    'mean time to restore service',
    'restore time',
    'recovery time',
    'recovery',
    'MTTR',
  ],
  deploymentReworkRate: ['rework rate', 'rework', 'DRR'],
}

const shortest = 5

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

/**
 * The metric of this name, in any spelling: `leadTimeForChanges`, `lead-time`, `Change lead time`, `MTTR`.
 *
 * @throws an error that names the one that was probably meant, or all
 */
export function metricNamed(given: string): MetricName {
  const known = new Map<string, MetricName>()
  for (const name of metricNames)
    for (const called of [name, metricInfo[name].title, ...alsoCalled[name]]) known.set(plain(called), name)
  const found = known.get(plain(given))
  if (found !== undefined) return found

  // Two edits of a short word make any other.
  const near = plain(given).length < shortest ? null : nearestName(plain(given), [...known.keys()])
  const meant = near === null ? undefined : known.get(near)
  throw new Error(
    meant === undefined
      ? `No metric is called "${given}". There are: ${metricNames.join(', ')}.`
      : `No metric is called "${given}". Did you mean ${meant}?`,
  )
}
