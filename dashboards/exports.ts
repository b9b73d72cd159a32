/** What a list of the pages holds, as a table to keep: raw values, ISO times, ids. One function a list. Pure. */
import { boundsOf, type MeasureName, measureNames, valueOf } from '../libs/reports/measures.ts'
import { type Cell, type Table, tableOf } from '../libs/reports/table.ts'
import type { Flag, MetricAnswers, OverviewService } from './answers.ts'
import { stageNames } from './charts/lead-time-stages.ts'
import type { ListedIncident } from './incident-answers.ts'
import type { DeploymentRow, FailureRow, SampleRow } from './evidence-answers.ts'

function flagText(flags: readonly Flag[]): string {
  return flags.map(({ code, count }) => `${code}:${count}`).join(' ')
}

/** The table of records, each of which has the columns of the first by construction. */
function table<R extends Readonly<Record<string, Cell>>>(
  columns: readonly (keyof R & string)[],
  records: readonly R[],
): Table {
  return tableOf(columns, records)
}

const deploymentColumns = [
  'deployment_id',
  'live_at',
  'finished_at',
  'started_at',
  'version',
  'commit_sha',
  'commit_confidence',
  'kind',
  'outcome',
  'changes',
  'changes_unavailable_reason',
  'failure_basis',
  'rework_reasons',
  'flags',
] as const

/** Deployments, or those that were rework. */
export function deploymentsTable(rows: readonly DeploymentRow[]): Table {
  return table(
    deploymentColumns,
    rows.map((row) => ({
      deployment_id: row.id,
      live_at: row.liveAt,
      finished_at: row.finishedAt,
      started_at: row.startedAt,
      version: row.version,
      commit_sha: row.sha,
      commit_confidence: row.commitConfidence,
      kind: row.kind,
      outcome: row.outcome,
      changes: row.changesUnavailableReason === null ? row.changes.totalCount : null,
      changes_unavailable_reason: row.changesUnavailableReason,
      failure_basis: row.failure?.basis ?? null,
      rework_reasons: row.rework.map(({ reason }) => reason).join(' '),
      flags: flagText(row.flags),
    })),
  )
}

/** Lead times with their stages, which add up to them. */
export function samplesTable(rows: readonly SampleRow[]): Table {
  const stages = Object.keys(stageNames)
  const columns = [
    'change_id',
    'change_number',
    'change_sha',
    'change_title',
    'change_url',
    'deployment_id',
    'deployment_version',
    'started_at',
    'live_at',
    'lead_time_seconds',
    ...stages.map((stage) => `${stage.toLowerCase()}_seconds`),
    'flags',
  ]
  const cells = ({ change, deployment, startedAt, liveAt, seconds, stages: spans, flags }: SampleRow): Cell[] => [
    change?.id ?? null,
    change?.number ?? null,
    change?.sha ?? null,
    change?.title ?? null,
    change?.url ?? null,
    deployment.id,
    deployment.version,
    startedAt,
    liveAt,
    seconds,
    ...stages.map((stage) => spans.find((span) => span.stage === stage)?.seconds ?? null),
    flagText(flags),
  ]
  return { columns, rows: rows.map(cells) }
}

const failureColumns = [
  'failure_id',
  'deployment_id',
  'deployment_version',
  'deployment_live_at',
  'basis',
  'confidence',
  'impact_started_at',
  'restored_at',
  'recovery_seconds',
  'remedy',
  'restored_rule',
  'restored_by_deployment_id',
  'restored_by_version',
  'restored_by_flag',
  'incident_ids',
  'incident_titles',
] as const

export function failuresTable(rows: readonly FailureRow[]): Table {
  return table(
    failureColumns,
    rows.map((row) => ({
      failure_id: row.id,
      deployment_id: row.deployment.id,
      deployment_version: row.deployment.version,
      deployment_live_at: row.deployment.liveAt,
      basis: row.basis,
      confidence: row.confidence,
      impact_started_at: row.impactStartedAt,
      restored_at: row.restoredAt,
      recovery_seconds: row.seconds,
      remedy: row.remedy,
      restored_rule: row.restoredRule,
      restored_by_deployment_id: row.restoredBy?.id ?? null,
      restored_by_version: row.restoredBy?.version ?? null,
      restored_by_flag: row.restoredByFlag,
      incident_ids: row.incidents.map(({ externalId }) => externalId).join(' '),
      incident_titles: row.incidents.map(({ title }) => title ?? '').join('; '),
    })),
  )
}

const incidentColumns = [
  'incident_id',
  'external_id',
  'source',
  'title',
  'severity',
  'classification',
  'opened_at',
  'restored_at',
  'impact_seconds',
  'services',
  'environments',
  'blamed_on_deployment_ids',
  'bases',
  'confidences',
] as const

/** Incidents, each with the deployments that it was blamed on. */
export function incidentsTable(rows: readonly ListedIncident[]): Table {
  return table(
    incidentColumns,
    rows.map((row) => ({
      incident_id: row.id,
      external_id: row.externalId,
      source: row.source,
      title: row.title,
      severity: row.severity,
      classification: row.classification,
      opened_at: row.openedAt,
      restored_at: row.restoredAt,
      impact_seconds: row.impactSeconds,
      services: row.services.map(({ name }) => name).join(' '),
      environments: row.environments.map(({ name }) => name).join(' '),
      blamed_on_deployment_ids: row.failures.map(({ deployment }) => deployment.id).join(' '),
      bases: row.failures.map(({ basis }) => basis).join(' '),
      confidences: row.failures.map(({ confidence }) => confidence).join(' '),
    })),
  )
}

/** What the value of each metric is called where its unit has to stand in the name. */
const valueColumns = {
  deploymentFrequency: 'deployments_per_week',
  leadTimeForChanges: 'lead_time_median_seconds',
  changeFailureRate: 'change_fail_share',
  timeToRestore: 'recovery_median_seconds',
  deploymentReworkRate: 'rework_share',
} as const

const valueParts = ['', '_n', '_low', '_high', '_reason', '_coverage_share', '_flags']

/** Names of the columns that each metric fills. */
export function metricColumns(measure: MeasureName): string[] {
  return valueParts.map((part) => `${valueColumns[measure]}${part}`)
}

/** A metric of a service: its value with what it rests on. */
export function metricCells(measure: MeasureName, metrics: MetricAnswers): Cell[] {
  const { sampleSize, interval, unavailableReason, coverage = null, flags = [] } = metrics[measure]
  const { low, high } = boundsOf(measure, interval)
  return [valueOf(measure, metrics), sampleSize, low, high, unavailableReason, coverage, flagText(flags)]
}

/** Services with their five metrics, in the order of the page. */
export function overviewTable(services: readonly OverviewService[]): Table {
  const columns = [
    'service',
    'team',
    'last_deployment_id',
    'last_deployment_version',
    'last_deployment_live_at',
    'open_alerts',
    ...measureNames.flatMap(metricColumns),
  ]
  const cells = ({ name, team, deployments, openAlerts, metrics }: OverviewService): Cell[] => {
    const last = deployments.nodes[0]
    return [
      name,
      team?.name ?? null,
      last?.id ?? null,
      last?.version ?? null,
      last?.liveAt ?? null,
      openAlerts,
      ...measureNames.flatMap((measure) => metricCells(measure, metrics)),
    ]
  }
  return { columns, rows: services.map(cells) }
}
