import { readFile } from 'node:fs/promises'
import { runGit } from './git.ts'
import { ObjectReader } from './object-reader.ts'
import type { GitFolder } from './git-folder.ts'
import { fullSha } from './resolve-commits.ts'

function parentsIn(commit: string): string[] {
  const [header = ''] = commit.split('\n\n', 1)
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] as string)
}

/** Git calls the last commits of a shallow clone roots. They are not: these are the parents that they truly have. */
export async function trueParents(repository: GitFolder): Promise<Map<string, readonly string[]>> {
  const { gitDir } = repository
  const args = ['rev-parse', '--path-format=absolute', '--git-path', 'shallow']
  const file = (await runGit({ gitDir, args })).replace(/\n$/, '')
  const shas = (await readFile(file, 'utf8')).split('\n').filter((sha) => fullSha.test(sha))
  const reader = new ObjectReader(repository, 4_194_304)
  try {
    const parents = new Map<string, readonly string[]>()
    for (const sha of shas) parents.set(sha, parentsIn((await reader.read(sha))?.content?.toString('utf8') ?? ''))
    return parents
  } finally {
    await reader.close()
  }
}
