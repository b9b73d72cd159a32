import { runGit } from './git.ts'
import type { GitFolder } from './git-folder.ts'

/**
 * The sha of every commit that any ref reaches, in no order.
 *
 * @throws GitError
 */
export async function allShas({ gitDir }: GitFolder): Promise<string[]> {
  const said = await runGit({ gitDir, args: ['rev-list', '--all'] })
  return said.split('\n').filter((line) => line !== '')
}
