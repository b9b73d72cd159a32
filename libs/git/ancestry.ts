import { askGit, streamGit } from './git.ts'
import { walkArguments } from './log-records.ts'
import type { GitFolder } from './git-folder.ts'
import { fullSha } from './resolve-commits.ts'

/**
 * Whether the first commit is reachable from the second; a commit is its own ancestor. Both are full shas.
 *
 * @throws GitError for a commit that is not there.
 */
export async function isAncestor({ gitDir }: GitFolder, ancestor: string, descendant: string): Promise<boolean> {
  if (!fullSha.test(ancestor) || !fullSha.test(descendant)) return false
  return (await askGit({ gitDir, args: ['merge-base', '--is-ancestor', ancestor, descendant] })) !== null
}

/**
 * Those of these commits that a tip does not reach. All are full shas of commits that are there; costs what the tip does not
 * reach, once for all of them.
 *
 * @throws GitError
 */
export async function unreachable({ gitDir }: GitFolder, shas: readonly string[], tip: string): Promise<Set<string>> {
  const asked = new Set(shas)
  const found = new Set<string>()
  if (asked.size === 0) return found
  const { options, input } = walkArguments({ tips: [...asked], not: [tip] })
  let rest = ''
  for await (const chunk of streamGit({ gitDir, args: ['rev-list', ...options], input })) {
    const lines = `${rest}${chunk.toString('latin1')}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (asked.has(line)) found.add(line)
  }
  return found
}
