import { runGit } from './git.ts'
import { type HistoryRange, walkOf } from './history.ts'
import { walkArguments } from './log-records.ts'
import type { GitRepository } from './repository.ts'

/**
 * How many commits `readHistory` of the same range gives.
 *
 * @throws GitError NOT_FOUND for a tip that is not there.
 */
export async function countCommits(repository: GitRepository, range: HistoryRange): Promise<number> {
  const walk = await walkOf(repository, range)
  if (walk.tips.length === 0) return 0
  const { options, input } = walkArguments(walk)
  const { gitDir } = repository
  return Number(await runGit({ gitDir, args: ['rev-list', '--count', ...options], input, signal: range.signal }))
}
