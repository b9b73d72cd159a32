import type { CoverageRow } from '#storage/queries/coverage'
import type { CoverageGapType } from './coverage.type.ts'

/** What is missing, the most frequent first, with what to do about it. */
export function gapsOf(row: CoverageRow): CoverageGapType[] {
  const gaps: CoverageGapType[] = [
    {
      kind: 'MISSING_COMMIT',
      count: row.deployments - row.withCommit,
      example: row.commitExample,
      mend: 'Send the `sha` with the deployment, or an artifact event that joins its digest or tag to a commit.',
    },
    {
      kind: 'MISSING_REQUEST',
      count: row.deployments - row.withRequest,
      example: row.requestExample,
      mend: 'Post the pull_request events of the repository, with `commits` or `mergeSha`.',
    },
    {
      kind: 'MISSING_LIVE_TIME',
      count: row.deployments - row.withLiveTime,
      example: row.liveTimeExample,
      mend: 'Send `finishedAt` with `outcome`, or `liveAt`, with the deployment.',
    },
    {
      kind: 'UNLINKED_INCIDENT',
      count: row.incidents - row.incidentsLinked,
      example: row.incidentExample,
      mend: 'Send `deploymentId` or `causedBySha` with the incident, or settle it with an override.',
    },
  ]
  return gaps.filter((gap) => gap.count > 0).toSorted((a, b) => b.count - a.count)
}
