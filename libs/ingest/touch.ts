import type { ArtifactState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import type { Touched } from '#storage/stores/dirty-streams'
import { waitingStreams } from '#storage/stores/touched-by-code'
import { streamsOfArtifacts } from '#storage/stores/touched-by-reports'
import type { BatchNames } from './batch-names.ts'
import { type Changed, pairs } from './changed.ts'
import { artifactNames } from './references.ts'
import { TouchedByCode } from './touched-by-code.ts'
import { TouchedByReports } from './touched-by-reports.ts'

/** The streams that changed states may concern, and the time from which each one's history may differ. */
export async function touchedBy(db: Database, changed: readonly Changed[], names: BatchNames): Promise<Touched[]> {
  const code = new TouchedByCode(db, names)
  const reports = new TouchedByReports(db, names)
  const artifacts = changed.filter(({ after }) => after.event.type === 'artifact')
  const states = artifacts.flatMap(({ before, after }) => (before === null ? [after] : [before, after]))
  const names_ = (states as ArtifactState[]).flatMap(artifactNames)
  return [
    ...reports.ofReports(changed),
    ...(await reports.ofSyncs(pairs(changed, 'deployment'))),
    ...(await reports.ofNewNames(changed)),
    ...(await reports.ofNewCulprits(changed)),
    ...(await code.ofCommits(pairs(changed, 'commit'))),
    ...(await code.ofRequests(pairs(changed, 'pull_request'))),
    ...(await code.ofPushes(pairs(changed, 'push'))),
    ...(await code.ofBuilds(pairs(changed, 'build'))),
    ...(await streamsOfArtifacts(db, names_)),
    ...(await waitingStreams(
      db,
      names_.map((reference) => ({ kind: 'artifact', reference })),
    )),
    ...(await reports.ofIncidents(changed)),
    ...(await reports.ofOverrides(pairs(changed, 'override'))),
    ...(await reports.ofCutovers(pairs(changed, 'cutover'))),
  ]
}
