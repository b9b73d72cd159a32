import { pipeline } from 'node:stream/promises'
import { startGit } from './git.ts'
import type { GitRepository } from './repository.ts'
import { fullSha } from './resolve-commits.ts'

/** Equal on every machine, whatever its settings. */
const plain = ['-p', '-U3', '--inter-hunk-context=0', '--diff-algorithm=myers', '--no-renames', '--no-color']

/**
 * `git patch-id --stable` of commits: equal for a commit and its cherry-pick, whatever lies around the changed lines.
 * Merges and empty commits have none. A partial clone does not hold what is compared: nothing is known of it.
 *
 * @throws GitError
 */
export async function patchIdsOf(
  repository: GitRepository,
  shas: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const wanted = shas.filter((sha) => fullSha.test(sha))
  if (repository.partial || wanted.length === 0) return new Map()
  const { gitDir } = repository
  const compare = ['diff-tree', '--stdin', '-r', '--root', '--no-ext-diff', '--no-textconv', ...plain]
  const input = wanted.map((sha) => `${sha}\n`).join('')
  const differ = startGit({ gitDir, args: compare, input, signal })
  const numberer = startGit({ gitDir, args: ['patch-id', '--stable'], signal })
  try {
    const piped = pipeline(differ.child.stdout, numberer.child.stdin).catch(() => undefined)
    const chunks: Buffer[] = []
    for await (const chunk of numberer.child.stdout) chunks.push(chunk as Buffer)
    await Promise.all([piped, differ.ended, numberer.ended])
    const lines = Buffer.concat(chunks).toString('utf8').split('\n')
    return new Map(
      lines.flatMap((line) => {
        const [patchId = '', sha = ''] = line.split(' ')
        return fullSha.test(sha) ? [[sha, patchId] as const] : []
      }),
    )
  } finally {
    await Promise.all([differ.stop(), numberer.stop()])
  }
}
