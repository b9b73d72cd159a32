import { lastFrontier } from '#attribution/followed'
import { aheadOfLive, deploymentsOf, newestHead } from '#attribution/pending'
import type { Sequence } from '#attribution/project'
import type { PushState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import { findDefaultBranchPushes } from '#storage/stores/entities'
import type { Gathering } from './gathering.ts'
import type { StateReader } from './state-reader.ts'

/** Pushes to look through for one that was known at a moment. */
const lookedThrough = 50

/** Head of the default branch of a repository as the reader knows it; null where nobody told. */
export async function readBranchHead(db: Database, reader: StateReader, repositoryId: number): Promise<string | null> {
  const rows = await findDefaultBranchPushes(db, repositoryId, reader.asOf, reader.asOf === null ? 1 : lookedThrough)
  return newestHead((await reader.states(db, rows)) as PushState[])
}

/** Gathers the commits that the branch has and the stream never had; gives them as `repository@sha`. */
export async function loadAhead(
  gathering: Gathering,
  repository: string,
  sequence: Sequence,
  head: string | null,
): Promise<string[]> {
  const graph = sequence.input.graphs.get(repository)
  const { shas } = aheadOfLive(graph, repository, head, lastFrontier(deploymentsOf(sequence)))
  const entries = shas.map((sha) => `${repository}@${sha}`)
  await gathering.addCommits(entries)
  return entries
}
