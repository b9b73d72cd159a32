/** What the parts of a dashboard show of its answer, and what that is held against. Pure. */
import type { DashboardChoice } from '../libs/reports/dashboard-question.ts'
import type { MetricAnswers } from './answers.ts'
import type {
  ChartedService,
  DashboardAnswerOf,
  DashboardBefore,
  DashboardData,
  DashboardPartAnswer as Part,
  ListedService,
} from './dashboard-answers.ts'
import { type Chip, commonChips } from './doubts.ts'
import { mostHeldAgainst } from './lead-time-worse.ts'
import { type MetricName, metricNames, type MetricView, viewMetric } from './metric-view.ts'

/** By service, its values over the window before. */
export type Before = ReadonlyMap<string, MetricAnswers>

/** The metric of a part that shows one. */
export function metricOf({ metric }: Part): MetricName {
  return metric ?? 'deploymentFrequency'
}

/** The service of a part that is of one; undefined where there is none of its name. */
export function chartedOf(part: Part, data: DashboardData, choice: DashboardChoice): ChartedService | undefined {
  return data.charted.nodes.find(({ name }) => name === (part.service ?? choice.service))
}

/** The services of a part that is of several: those that it names, else those of the team. */
export function listedOf({ services }: Part, data: DashboardData): readonly ListedService[] {
  if (services.length === 0) return data.ofTeam.nodes
  return services.flatMap((name) => data.listed.nodes.find((node) => node.name === name) ?? [])
}

/** The metrics in the table of a part that is of several services. */
export function columnsOf({ kind, metric }: Part): readonly MetricName[] {
  return kind === 'COMPARISON' && metric !== null ? [metric] : metricNames
}

function viewsOf(part: Part, data: DashboardData, choice: DashboardChoice): MetricView[] {
  if (part.kind === 'METRIC') {
    const service = chartedOf(part, data, choice)
    return service === undefined ? [] : [viewMetric(metricOf(part), service.metrics)]
  }
  if (part.kind !== 'SERVICES' && part.kind !== 'COMPARISON') return []
  return listedOf(part, data).flatMap(({ metrics }) => columnsOf(part).map((name) => viewMetric(name, metrics)))
}

/** Doubts that every number of a dashboard has, to be said once above them. */
export function commonDoubts(
  { rows }: Pick<DashboardAnswerOf, 'rows'>,
  data: DashboardData,
  choice: DashboardChoice,
): Chip[] {
  return commonChips(rows.flatMap(({ parts }) => parts.flatMap((part) => viewsOf(part, data, choice))))
}

/** All services whose numbers were answered, each once. */
function answered({ charted, listed, ofTeam }: DashboardData): readonly ListedService[] {
  const byName = new Map([...ofTeam.nodes, ...listed.nodes, ...charted.nodes].map((node) => [node.name, node]))
  return [...byName.values()]
}

/** The window that was answered; undefined where nothing was. */
export function windowShown(data: DashboardData) {
  return answered(data)[0]?.metrics.deploymentFrequency.window
}

/** Names to ask the window before for, ascending; null where they are too many. */
export function heldOnDashboard(data: DashboardData): readonly string[] | null {
  const names = answered(data).map(({ name }) => name)
  return names.length > mostHeldAgainst ? null : names.toSorted()
}

/** What the services are held against, as the page asked it. */
export function beforeOf({ compare }: DashboardBefore): Before {
  return new Map(
    compare.rows.flatMap(({ service, before }) => (before === null ? [] : [[service.name, before] as const])),
  )
}

/** What the services are held against where it came with them. */
export function beforeWithin(data: DashboardData): Before {
  return new Map(answered(data).flatMap(({ name, before }) => (before === undefined ? [] : [[name, before] as const])))
}
