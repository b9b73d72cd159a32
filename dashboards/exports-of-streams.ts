/** What the lists of services in their environments hold, as tables to keep. Pure. */
import { type Table, tableOf } from '../libs/reports/table.ts'
import type { RunningRow } from './running-answers.ts'
import type { StreamCoverageAnswer } from './setup-answers.ts'

const runningColumns = [
  'service',
  'environment',
  'placement',
  'team',
  'since',
  'deployment_id',
  'version',
  'commit_sha',
  'commit_confidence',
  'kind',
  'change_id',
  'previous_deployment_id',
  'previous_version',
  'changes_between',
  'changes_unavailable_reason',
  'on_its_way_deployment_id',
  'on_its_way_version',
  'on_its_way_since',
] as const

export function runningTable(rows: readonly RunningRow[]): Table {
  return tableOf(
    runningColumns,
    rows.map(({ deployment, previous, onItsWay, ...row }) => ({
      service: row.service.name,
      environment: row.environment.name,
      placement: row.placement,
      team: row.team?.name ?? null,
      since: row.since,
      deployment_id: deployment.id,
      version: deployment.version,
      commit_sha: deployment.sha,
      commit_confidence: deployment.commitConfidence,
      kind: deployment.kind,
      change_id: deployment.change?.id ?? null,
      previous_deployment_id: previous?.id ?? null,
      previous_version: previous?.version ?? null,
      changes_between: row.changes?.totalCount ?? null,
      changes_unavailable_reason: deployment.changesUnavailableReason,
      on_its_way_deployment_id: onItsWay?.deployment.id ?? null,
      on_its_way_version: onItsWay?.deployment.version ?? null,
      on_its_way_since: onItsWay?.since ?? null,
    })),
  )
}

const coverageColumns = [
  'service',
  'environment',
  'deployments',
  'with_commit',
  'with_outcome',
  'with_live_time',
  'changes',
  'with_request',
  'failures',
  'with_incident',
  'incidents',
  'incidents_linked',
  'gaps',
] as const

export function coverageTable(rows: readonly StreamCoverageAnswer[]): Table {
  return tableOf(
    coverageColumns,
    rows.map((row) => ({
      service: row.service?.name ?? null,
      environment: row.environment?.name ?? null,
      deployments: row.deployments,
      with_commit: row.withCommit,
      with_outcome: row.withOutcome,
      with_live_time: row.withLiveTime,
      changes: row.changes,
      with_request: row.withRequest,
      failures: row.failures,
      with_incident: row.withIncident,
      incidents: row.incidents,
      incidents_linked: row.incidentsLinked,
      gaps: row.gaps.map(({ kind, count }) => `${kind}:${count}`).join(' '),
    })),
  )
}
