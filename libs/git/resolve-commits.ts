import { runGit } from './git.ts'
import { GitError } from './git-error.ts'

/** Where the repository lies; every reader needs no more. */
export interface GitFolder {
  /** Absolute path. */
  readonly gitDir: string
}

/** 40 hex digits, or 64 in a repository of SHA-256. */
export const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

const answer = /^([0-9a-f]{40,64})$/

/**
 * The commits that names (shas, short shas, branches, tags, full refs) stand for, in their order; null for a name that
 * stands for none, or for several. Names are data here: none can be read as an option.
 */
export async function resolveCommits({ gitDir }: GitFolder, names: readonly string[]): Promise<(string | null)[]> {
  const askable = names.filter(isAskable)
  if (askable.length === 0) return names.map(() => null)
  const input = askable.map((name) => `${name}^{commit}\n`).join('')
  const said = await runGit({ gitDir, args: ['cat-file', '--batch-check=%(objectname)'], input })
  const lines = said.split('\n')
  const shas = new Map(askable.map((name, index) => [name, answer.exec(lines[index] ?? '')?.[1] ?? null]))
  return names.map((name) => shas.get(name) ?? null)
}

function isAskable(name: string): boolean {
  return name !== '' && name.length <= 1_000 && !/[\n\0]/.test(name)
}

/**
 * Like `resolveCommits`, where every name must stand for a commit.
 *
 * @throws GitError NOT_FOUND
 */
export async function requireCommits(folder: GitFolder, names: readonly string[]): Promise<string[]> {
  const shas = await resolveCommits(folder, names)
  return shas.map((sha, index) => {
    if (sha !== null) return sha
    const name = JSON.stringify(names[index])
    throw new GitError('NOT_FOUND', `${folder.gitDir} has no commit, branch or tag ${name}; fetch it, or name another`)
  })
}
