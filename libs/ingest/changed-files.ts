import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { type ChangedFiles, overlayCommits } from '#attribution/overlay'
import type { DeploymentState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import type { StateReader } from './state-reader.ts'

/** What the commits changed that syncs of the tail applied; asks for nothing where no sync says which path it applied. */
export async function loadChangedFiles(
  db: Database,
  reader: StateReader,
  deployments: readonly DeploymentState[],
  bumps: readonly DeploymentState[],
  graphs: ReadonlyMap<string, CommitGraph>,
): Promise<ChangedFiles> {
  const changed = new Map<string, readonly string[] | null>()
  for (const [repository, shas] of overlayCommits(deployments, bumps, graphs)) {
    const found = await reader.changedFiles(db, repository, [...shas])
    for (const [sha, files] of found) changed.set(`${repository}@${sha}`, files)
  }
  return changed
}
