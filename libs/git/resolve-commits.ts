import { allShas } from './all-shas.ts'
import { runGit } from './git.ts'
import { GitError } from './git-error.ts'
import type { GitFolder } from './git-folder.ts'

/** 40 hex digits, or 64 in a repository of SHA-256. */
export const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

const answer = /^([0-9a-f]{40,64})$/

/**
 * The commits that names (shas, short shas, branches, tags, full refs) stand for, in their order; null for a name that
 * stands for none, or for several. Names are data here: none can be read as an option.
 */
export async function resolveCommits(folder: GitFolder, names: readonly string[]): Promise<(string | null)[]> {
  const askable = names.filter(isAskable)
  if (askable.length === 0) return names.map(() => null)
  const found = await lookUp(folder, askable).catch((error: unknown) => {
    if (!(error instanceof GitError) || !error.message.includes('promisor remote')) throw error
    return lookAmongReached(folder, askable)
  })
  const shas = new Map(askable.map((name, index) => [name, found[index] ?? null]))
  return names.map((name) => shas.get(name) ?? null)
}

async function lookUp({ gitDir }: GitFolder, names: readonly string[]): Promise<(string | null)[]> {
  const input = names.map((name) => `${name}^{commit}\n`).join('')
  const said = await runGit({ gitDir, args: ['cat-file', '--batch-check=%(objectname)'], input })
  return said.split('\n').map((line) => answer.exec(line)?.[1] ?? null)
}

const hex = /^[0-9a-f]{4,64}$/

/**
 * In a partial clone git dies of a name that stands for a file which was left out. Names of hex digits are looked up among the
 * commits that refs reach, then; others are refs, and name commits that are there.
 */
async function lookAmongReached(folder: GitFolder, names: readonly string[]): Promise<(string | null)[]> {
  const reached = (await allShas(folder)).toSorted()
  const others = await lookUp(
    folder,
    names.filter((name) => !hex.test(name)),
  )
  const next = others.values()
  return names.map((name) => (hex.test(name) ? onlyWith(reached, name) : (next.next().value ?? null)))
}

/** The only one of ascending shas that begins so; null where none or several do. */
function onlyWith(ascending: readonly string[], prefix: string): string | null {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as string) < prefix) low = middle + 1
    else high = middle
  }
  const [first, second] = [ascending[low], ascending[low + 1]]
  if (first?.startsWith(prefix) !== true || second?.startsWith(prefix) === true) return null
  return first
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
