import { runGit } from './git.ts'
import { type HistoryRange, walkOf } from './history.ts'
import { type CommitWalk, walkArguments } from './log-records.ts'
import type { GitRepository } from './repository.ts'

/**
 * How many commits a walk has.
 *
 * @throws GitError
 */
export async function countWalk({ gitDir }: GitRepository, walk: CommitWalk): Promise<number> {
  if (walk.tips.length === 0) return 0
  const { options, input } = walkArguments(walk)
  return Number(await runGit({ gitDir, args: ['rev-list', '--count', ...options], input, signal: walk.signal }))
}

/**
 * How many commits `readHistory` of the same range gives.
 *
 * @throws GitError NOT_FOUND for a tip that is not there.
 */
export async function countCommits(repository: GitRepository, range: HistoryRange): Promise<number> {
  return countWalk(repository, await walkOf(repository, range))
}
