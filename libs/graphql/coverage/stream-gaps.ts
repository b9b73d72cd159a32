import type { StreamCoverageRow } from '#storage/queries/coverage-of-streams'
import type { CoverageGapType } from './coverage.type.ts'
import { gapWords } from './gap-words.ts'

/** What is missing of one service in one environment, the most frequent first: what it means, and what to do about it. */
export function streamGaps(row: StreamCoverageRow): CoverageGapType[] {
  const gaps: CoverageGapType[] = [
    {
      kind: 'MISSING_COMMIT',
      ...gapWords.MISSING_COMMIT,
      count: row.deployments - row.withCommit - row.untold,
      of: row.deployments,
      example: row.commitExample,
    },
    {
      kind: 'COMMIT_NOT_TOLD',
      ...gapWords.COMMIT_NOT_TOLD,
      count: row.untold,
      of: row.deployments,
      example: row.untoldExample,
    },
    {
      kind: 'MISSING_REQUEST',
      ...gapWords.MISSING_REQUEST,
      count: row.changes - row.withRequest,
      of: row.changes,
      example: row.requestExample,
    },
    {
      kind: 'MISSING_OUTCOME',
      ...gapWords.MISSING_OUTCOME,
      count: row.deployments - row.withOutcome,
      of: row.deployments,
      example: row.outcomeExample,
    },
    {
      kind: 'MISSING_LIVE_TIME',
      ...gapWords.MISSING_LIVE_TIME,
      count: row.deployments - row.withLiveTime,
      of: row.deployments,
      example: row.liveTimeExample,
    },
    {
      kind: 'FAILURE_WITHOUT_INCIDENT',
      ...gapWords.FAILURE_WITHOUT_INCIDENT,
      count: row.failures - row.withIncident,
      of: row.failures,
      example: null,
    },
    {
      kind: 'UNLINKED_INCIDENT',
      ...gapWords.UNLINKED_INCIDENT,
      count: row.incidents - row.incidentsLinked,
      of: row.incidents,
      example: row.incidentExample,
    },
    {
      kind: 'HELD_BACK_SYNC',
      ...gapWords.HELD_BACK_SYNC,
      count: row.heldBack,
      of: row.deployments + row.heldBack,
      example: row.heldBackExample,
    },
  ]
  return gaps.filter((gap) => gap.count > 0).toSorted((a, b) => b.count - a.count)
}

/** What the headline numbers rest on, as shares; those of nothing count as whole. */
function leastShare(row: StreamCoverageRow): number {
  const parts: readonly (readonly [number, number])[] = [
    [row.withCommit, row.deployments],
    [row.withOutcome, row.deployments],
    [row.withLiveTime, row.deployments],
    [row.withRequest, row.changes],
    [row.deployments, row.deployments + row.heldBack],
    [row.incidentsLinked, row.incidents],
  ]
  return Math.min(1, ...parts.filter(([, of]) => of > 0).map(([known, of]) => known / of))
}

function missing(row: StreamCoverageRow): number {
  return streamGaps(row).reduce((sum, { count }) => sum + count, 0)
}

/** The least known first: by the smallest of its shares, then by how much is missing. Failures without an incident alone make nobody worse. */
export function leastKnownFirst(rows: readonly StreamCoverageRow[]): StreamCoverageRow[] {
  return rows.toSorted((a, b) => leastShare(a) - leastShare(b) || missing(b) - missing(a))
}
