import type { Certainty, MetricAnswers, OverviewService, Quality } from '#dashboards/answers'

/** A well-known interval, n and no doubt, over which a story puts what it is about. */
export function certainty(given: Partial<Certainty & Quality> = {}): Certainty & Quality {
  return {
    sampleSize: 20,
    insufficient: false,
    unavailableReason: null,
    interval: null,
    coverage: 1,
    flags: [],
    ...given,
  }
}

/** Answers of five metrics, plain but for what is given. */
export function metricAnswers(given: Partial<MetricAnswers> = {}): MetricAnswers {
  return {
    deploymentFrequency: { ...certainty(), perWeek: 4.2 },
    leadTimeForChanges: { ...certainty(), medianSeconds: 66_000 },
    changeFailureRate: { ...certainty(), rate: 0.1, failed: 2, deployments: 20 },
    timeToRestore: { ...certainty({ sampleSize: 2 }), medianSeconds: 1_800, openCount: 0, atLeastSeconds: null },
    deploymentReworkRate: { ...certainty(), rate: 0.15, rework: 3, deployments: 20 },
    ...given,
  }
}

/** A service of the overview. */
export function overviewService(
  name: string,
  {
    team = null,
    liveAt = null,
    ...metrics
  }: { team?: string | null; liveAt?: string | null } & Partial<MetricAnswers> = {},
): OverviewService {
  const answers = metricAnswers(metrics)
  const last = {
    id: 'last',
    version: '1',
    kind: 'CODE',
    outcome: 'SUCCEEDED',
    startedAt: null,
    finishedAt: null,
    liveAt,
  }
  return {
    name,
    discovered: false,
    openAlerts: 0,
    team: team === null ? null : { name: team },
    deployments: { nodes: liveAt === null ? [] : [last] },
    metrics: { ...answers, deploymentFrequency: { ...answers.deploymentFrequency, count: 20, series: [] } },
  }
}
