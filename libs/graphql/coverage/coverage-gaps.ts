import type { CoverageRow } from '#storage/queries/coverage'
import type { CoverageGapType } from './coverage.type.ts'
import { gapWords } from './gap-words.ts'

/** What is missing, the most frequent first, with what to do about it. */
export function gapsOf(row: CoverageRow): CoverageGapType[] {
  const gaps: CoverageGapType[] = [
    {
      kind: 'MISSING_COMMIT',
      ...gapWords.MISSING_COMMIT,
      of: row.deployments,
      count: row.deployments - row.withCommit - row.untold,
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
      of: row.withChanges,
      count: row.withChanges - row.withRequest,
      example: row.requestExample,
    },
    {
      kind: 'MISSING_LIVE_TIME',
      ...gapWords.MISSING_LIVE_TIME,
      of: row.deployments,
      count: row.deployments - row.withLiveTime,
      example: row.liveTimeExample,
    },
    {
      kind: 'UNLINKED_INCIDENT',
      ...gapWords.UNLINKED_INCIDENT,
      of: row.incidents,
      count: row.incidents - row.incidentsLinked,
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
