/** What the tables of a dashboard hold, as tables to keep. Pure. */
import { valueOf } from '../libs/reports/measures.ts'
import { type Table, tableOf } from '../libs/reports/table.ts'
import type { ListedDeployment } from './answers.ts'
import type { ListedService } from './dashboard-answers.ts'
import type { Before } from './dashboard-shown.ts'
import { metricCells, metricColumns } from './exports.ts'
import { compareMetric } from './metric-change.ts'
import type { MetricName } from './metric-view.ts'

/** Services with the metrics of a part, each with its value in the window before and how it stands to that; null where that is not known, and without these columns where none is held against it. */
export function listedTable(services: readonly ListedService[], metrics: readonly MetricName[], before: Before): Table {
  const isHeld = before.size > 0
  const columns = metrics.flatMap((name) => {
    const own = metricColumns(name)
    return isHeld ? [...own, `${own[0]}_before`, `${own[0]}_verdict`] : own
  })
  return {
    columns: ['service', ...columns],
    rows: services.map((service) => {
      const earlier = before.get(service.name)
      const held = (name: MetricName) => {
        if (!isHeld) return []
        return earlier === undefined
          ? [null, null]
          : [valueOf(name, earlier), compareMetric(name, service.metrics, earlier).verdict]
      }
      return [service.name, ...metrics.flatMap((name) => [...metricCells(name, service.metrics), ...held(name)])]
    }),
  }
}

const latestColumns = ['deployment_id', 'live_at', 'finished_at', 'started_at', 'version', 'kind', 'outcome'] as const

/** The latest deployments of a service. */
export function latestDeploymentsTable(rows: readonly ListedDeployment[]): Table {
  return tableOf(
    latestColumns,
    rows.map((row) => ({
      deployment_id: row.id,
      live_at: row.liveAt,
      finished_at: row.finishedAt,
      started_at: row.startedAt,
      version: row.version,
      kind: row.kind,
      outcome: row.outcome,
    })),
  )
}
