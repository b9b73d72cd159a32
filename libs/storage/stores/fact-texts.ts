import {
  type Deployment,
  type Failure,
  leadTimeStages,
  type PendingChange,
  type ShippedChange,
  type ShippedCommit,
  type StreamIncident,
} from '#domain/stream-history'
import { flagBits } from '#metrics/day-fact'
import { type Sql, sql } from '../sql.ts'
import { boundedText } from './entity-hash.ts'

/** A shipped change with the ids of what it names. */
export interface ChangeRow {
  readonly change: ShippedChange
  readonly deploymentId: number
  readonly repositoryId: number
}

/** A shipped commit with the ids of what it names. */
export interface ShippedCommitRow {
  readonly commit: ShippedCommit
  readonly deploymentId: number
  readonly repositoryId: number
}

/*
 * What the columns of a row say, as one text: written by the database for rows that stand there and by us for rows that
 * should, so that a rebuild writes what differs and nothing else. Instants are milliseconds.
 */

type Value = string | number | boolean | null

function word(value: Value): string {
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return value === null ? '' : String(value)
}

function text(values: readonly Value[]): string {
  return values.map(word).join(' ')
}

function instant(column: Sql): Sql {
  return sql`(extract(epoch from ${column}) * 1000)::bigint`
}

/** Milliseconds spent in each stage, in the order of `leadTimeStages`, in Postgres' notation. */
export function stageMilliseconds(change: ShippedChange): string {
  const sums = leadTimeStages.map((stage) =>
    change.stages.reduce((sum, span) => (span.stage === stage ? sum + (span.to - span.from) : sum), 0),
  )
  return `{${sums.join(',')}}`
}

/** Added and deleted lines; null where neither is known. */
export function linesOf(change: ShippedChange): number | null {
  if (change.additions === null && change.deletions === null) return null
  return Math.min((change.additions ?? 0) + (change.deletions ?? 0), 2_147_483_647)
}

export const deploymentColumns = sql`
  format('%s %s %s %s %s %s %s %s %s %s', ${instant(sql`deployment.at`)}, ${instant(sql`deployment.live_at`)},
         ${instant(sql`deployment.first_live_at`)}, deployment.kind, deployment.outcome, deployment.failed,
         deployment.rework, deployment.doubts, deployment.version, deployment.sha)`

export function deploymentText(row: Deployment): string {
  const { at, liveAt, firstLiveAt, kind, outcome, failureKey, rework, flags, version, sha } = row
  const isFailed = failureKey !== null
  const isRework = rework.length > 0
  return text([at, liveAt, firstLiveAt, kind, outcome, isFailed, isRework, flagBits(flags), version, sha])
}

export const changeColumns = sql`
  format('%s %s %s %s %s %s %s %s %s %s %s %s %s %s', shipped_change.deployment_id, shipped_change.repository_id,
         shipped_change.number, shipped_change.sha, ${instant(sql`shipped_change.started_at`)},
         ${instant(sql`shipped_change.merged_at`)}, ${instant(sql`shipped_change.live_at`)},
         ${instant(sql`shipped_change.first_live_at`)}, shipped_change.stage_milliseconds, shipped_change.lines,
         shipped_change.confidence, shipped_change.authorship, array_to_string(shipped_change.flags, ','), shipped_change.doubts)`

export function changeText({ change, deploymentId, repositoryId }: ChangeRow): string {
  const { number, sha, startedAt, mergedAt, liveAt, firstLiveAt, confidence, authorship, flags } = change
  const stages = stageMilliseconds(change)
  const times = [startedAt, mergedAt, liveAt, firstLiveAt]
  return text([
    deploymentId,
    repositoryId,
    number,
    sha,
    ...times,
    stages,
    linesOf(change),
    confidence,
    authorship,
    flags.join(),
    flagBits(flags),
  ])
}

export const commitColumns = sql`
  format('%s %s %s %s %s %s %s', shipped_commit.deployment_id, shipped_commit.change_key,
         ${instant(sql`shipped_commit.started_at`)}, ${instant(sql`shipped_commit.live_at`)},
         ${instant(sql`shipped_commit.first_live_at`)}, shipped_commit.authorship,
         array_to_string(shipped_commit.flags, ','))`

export function commitText({ commit, deploymentId }: ShippedCommitRow): string {
  const { changeKey, startedAt, liveAt, firstLiveAt, authorship, flags } = commit
  return text([deploymentId, boundedText(changeKey), startedAt, liveAt, firstLiveAt, authorship, flags.join()])
}

export const failureColumns = sql`
  format('%s %s %s %s %s %s', failure.deployment_id, ${instant(sql`failure.at`)}, failure.basis, failure.confidence,
         ${instant(sql`failure.impact_started_at`)}, ${instant(sql`failure.restored_at`)})`

export function failureText(failure: Failure, deploymentId: number): string {
  const { at, basis, confidence, impactStartedAt, restoredAt } = failure
  return text([deploymentId, at, basis, confidence, impactStartedAt, restoredAt])
}

export const incidentColumns = sql`
  format('%s %s', ${instant(sql`stream_incident.opened_at`)}, ${instant(sql`stream_incident.restored_at`)})`

export function incidentText({ openedAt, restoredAt }: StreamIncident): string {
  return text([openedAt, restoredAt])
}

export const pendingColumns = sql`
  format('%s %s %s %s %s', pending_change.repository_id, pending_change.sha, ${instant(sql`pending_change.started_at`)},
         ${instant(sql`pending_change.merged_at`)}, pending_change.deployment_key)`

export function pendingText(
  change: Pick<PendingChange, 'sha' | 'startedAt' | 'mergedAt' | 'deploymentKey'>,
  repositoryId: number,
): string {
  const { sha, startedAt, mergedAt, deploymentKey } = change
  return text([repositoryId, sha, startedAt, mergedAt, deploymentKey === null ? null : boundedText(deploymentKey)])
}
