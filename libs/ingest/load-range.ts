import type { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { CommitRange, KnownOfRange } from '#attribution/range-changes'
import type { Database } from '#storage/database'
import { readRepositoryIds } from '#storage/stores/streams'
import { Gathering } from './gathering.ts'
import type { StateReader } from './state-reader.ts'

/** Everything that folding a range of commits into changes reads. */
export async function loadRange(
  db: Database,
  reader: StateReader,
  { repository, shas, paths }: CommitRange,
  graph: CommitGraph,
): Promise<KnownOfRange> {
  const ids = await readRepositoryIds(db, [repository])
  const gathering = new Gathering(db, reader, ids, new Map([[repository, graph]]), paths.length > 0)
  const asked = shas.map((sha) => `${repository}@${sha}`)
  await gathering.addCommits(asked)
  await gathering.addHolders(asked)
  await gathering.addNumbers(gathering.numbers())
  await gathering.addCommits(gathering.members())
  await gathering.addTwins([...gathering.commits.keys()])
  return {
    commits: [...gathering.commits.values()],
    pullRequests: [...gathering.requests.values()],
    pushes: [...gathering.pushes.values()],
    builds: [],
  }
}
