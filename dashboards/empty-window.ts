/** Whether a window holds anything, and where something is when it does not. Pure. */
import type { DeploymentTimes, MetricAnswers, OverviewService, ServiceMetrics } from './answers.ts'
import { metricNames } from './metric-view.ts'

interface Span {
  readonly from: string
  readonly to: string
}

/** The time by which a deployment stands in a window; null while it has none. */
export function timeOf(deployment: DeploymentTimes | undefined): string | null {
  return deployment?.liveAt ?? deployment?.finishedAt ?? deployment?.startedAt ?? null
}

/** The newest of these deployments' times; null where nothing was deployed. */
export function newestAt(services: readonly OverviewService[]): string | null {
  const times = services.flatMap(({ deployments }) => timeOf(deployments.nodes[0]) ?? [])
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null
}

/** Whether no number rests on anything, and the newest deployment does not stand in the window. */
export function nothingCounted(all: readonly MetricAnswers[], newest: string | null, window: Span): boolean {
  const outside =
    newest === null || Date.parse(newest) < Date.parse(window.from) || Date.parse(newest) >= Date.parse(window.to)
  return outside && all.every((answers) => metricNames.every((name) => answers[name].sampleSize === 0))
}

/** Whether not even an attempt or a deployment of an uncounted kind stands in the window. */
export function nothingDeployed({ deploymentFrequency }: ServiceMetrics): boolean {
  const { attempts, byKind, sampleSize } = deploymentFrequency
  return sampleSize === 0 && attempts === 0 && byKind.every(({ count }) => count === 0)
}
