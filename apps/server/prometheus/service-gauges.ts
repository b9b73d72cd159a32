import { Gauge, type Registry } from 'prom-client'
import type { ScrapedService } from './scrape.ts'

interface Series {
  readonly name: string
  readonly help: string
  /** Null: unknown, so that the service has no such series. */
  readonly value: (metrics: ScrapedService['metrics']) => number | null
}

/** One gauge for each number; units are in the names, all of the window that was asked for. */
export const serviceSeries: readonly Series[] = [
  {
    name: 'leadline_deployments',
    help: 'Deployments of code and configuration that went live in the window.',
    value: ({ deploymentFrequency }) => deploymentFrequency.count,
  },
  {
    name: 'leadline_deployment_frequency_per_day',
    help: 'Deployment frequency: deployments in the window, per day of it.',
    value: ({ deploymentFrequency }) => deploymentFrequency.perDay,
  },
  {
    name: 'leadline_lead_time_median_seconds',
    help: 'Lead time for changes (DORA: change lead time), the median of the changes that went live in the window.',
    value: ({ leadTimeForChanges }) => leadTimeForChanges.medianSeconds,
  },
  {
    name: 'leadline_lead_time_p90_seconds',
    help: 'Lead time for changes, the 90th percentile.',
    value: ({ leadTimeForChanges }) => leadTimeForChanges.p90Seconds,
  },
  {
    name: 'leadline_lead_time_samples',
    help: 'Changes that the lead time is of.',
    value: ({ leadTimeForChanges }) => leadTimeForChanges.sampleSize,
  },
  {
    name: 'leadline_pending_changes',
    help: 'Changes that are merged and not live.',
    value: ({ leadTimeForChanges }) => leadTimeForChanges.pending.count,
  },
  {
    name: 'leadline_pending_oldest_seconds',
    help: 'For how long the oldest of them has been merged.',
    value: ({ leadTimeForChanges }) => leadTimeForChanges.pending.oldestSinceMergeSeconds,
  },
  {
    name: 'leadline_change_failure_rate_ratio',
    help: 'Change failure rate (DORA: change fail rate), from 0 to 1.',
    value: ({ changeFailureRate }) => changeFailureRate.rate,
  },
  {
    name: 'leadline_failed_deployments',
    help: 'Deployments of the window that failed.',
    value: ({ changeFailureRate }) => changeFailureRate.failed,
  },
  {
    name: 'leadline_judged_deployments',
    help: 'Deployments that the change failure rate is a share of.',
    value: ({ changeFailureRate }) => changeFailureRate.deployments,
  },
  {
    name: 'leadline_time_to_restore_median_seconds',
    help: 'Time to restore (DORA: failed deployment recovery time), the median.',
    value: ({ timeToRestore }) => timeToRestore.medianSeconds,
  },
  {
    name: 'leadline_time_to_restore_samples',
    help: 'Failures that the time to restore is of.',
    value: ({ timeToRestore }) => timeToRestore.sampleSize,
  },
  {
    name: 'leadline_open_failures',
    help: 'Failures of the window that are not restored.',
    value: ({ timeToRestore }) => timeToRestore.openCount,
  },
  {
    name: 'leadline_deployment_rework_rate_ratio',
    help: 'Deployment rework rate, from 0 to 1.',
    value: ({ deploymentReworkRate }) => deploymentReworkRate.rate,
  },
]

/** Why nothing is known of a service; its counts, which may not be null in GraphQL, stand for nothing then. */
function reasonOf({ metrics }: ScrapedService): string | null {
  const { unavailableReason } = metrics.deploymentFrequency
  return unavailableReason === 'AMBIGUOUS_ENVIRONMENT' ? unavailableReason : null
}

function addUnavailable(registry: Registry, services: readonly ScrapedService[]): void {
  const gauge = new Gauge({
    name: 'leadline_service_unavailable',
    help: 'Services that have no other series here, with the reason; always 1.',
    labelNames: ['service', 'reason'],
    registers: [registry],
  })
  for (const service of services) {
    const reason = reasonOf(service)
    if (reason !== null) gauge.set({ service: service.name, reason }, 1)
  }
}

/** Adds the numbers of services to a registry; what is unknown is left out, so that nothing counts it as zero. */
export function addServices(registry: Registry, services: readonly ScrapedService[], environment: string): void {
  addUnavailable(registry, services)
  const measured = services.filter((service) => reasonOf(service) === null)
  for (const { name, help, value } of serviceSeries) {
    const gauge = new Gauge({ name, help, labelNames: ['service', 'team', 'environment'], registers: [registry] })
    for (const service of measured) {
      const known = value(service.metrics)
      if (known !== null) gauge.set({ service: service.name, team: service.team?.name ?? '', environment }, known)
    }
  }
}
