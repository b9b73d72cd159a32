import type { Instant } from '#domain/instant'
import { runGit } from './git.ts'
import type { GitFolder } from './git-folder.ts'
import { resolveCommits } from './resolve-commits.ts'

export interface Branch {
  /** `main`; of another repository's branches too. */
  readonly name: string
  readonly ref: string
  readonly sha: string
}

export interface Tag {
  readonly name: string
  /** `refs/tags/v1.2.3` */
  readonly ref: string
  /** The commit that it stands for. */
  readonly sha: string
  /** When it was made; of a lightweight tag nobody knows, then the committer date of its commit. */
  readonly at: Instant
  /** It says itself when it was made. */
  readonly annotated: boolean
}

/** Head of a pull or merge request, as hosts publish it. */
export interface RequestHead {
  readonly number: number
  readonly ref: string
  readonly sha: string
}

export interface Refs {
  readonly branches: readonly Branch[]
  readonly tags: readonly Tag[]
  /** Empty where the clone did not fetch them, as most do not. */
  readonly requests: readonly RequestHead[]
}

/** GitHub, Gitea and Forgejo; Bitbucket; GitLab. Then the usual names under which people fetch them into a clone. */
const request =
  /^refs\/(?:pull\/(\d+)\/head|pull-requests\/(\d+)\/from|merge-requests\/(\d+)\/head|remotes\/[^/]+\/(?:pr|mr|merge-requests)\/(\d+)|remotes\/[^/]+\/pull\/(\d+)\/head)$/
const branch = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/s
const tag = /^refs\/tags\/(.+)$/s

const format = ['refname', 'symref', 'objecttype', 'objectname', 'creatordate:unix', '*objecttype', '*objectname']

interface Ref {
  readonly ref: string
  /** Null for what is no commit, or a tag of a tag. */
  readonly sha: string | null
  readonly annotated: boolean
  readonly at: Instant
}

function refOf(line: string): Ref | null {
  const [ref = '', symref, type, id = '', date, peeledType, peeled = ''] = line.split('\0')
  // `origin/HEAD` says again what another ref says.
  if (symref !== '') return null
  const annotated = type === 'tag'
  const commit = annotated && peeledType === 'commit' ? peeled : null
  return { ref, sha: type === 'commit' ? id : commit, annotated, at: Number(date) * 1_000 }
}

async function readAll({ gitDir }: GitFolder): Promise<Ref[]> {
  const line = format.map((field) => `%(${field})`).join('%00')
  const said = await runGit({ gitDir, args: ['for-each-ref', `--format=${line}`] })
  const lines = said.split('\n').filter((text) => text !== '')
  const refs = lines.map(refOf).filter((ref) => ref !== null)
  const unresolved = refs.filter(({ sha, annotated }) => sha === null && annotated)
  const shas = await resolveCommits(
    { gitDir },
    unresolved.map(({ ref }) => ref),
  )
  const found = new Map(unresolved.map(({ ref }, index) => [ref, shas[index] ?? null]))
  return refs.map((ref) => ({ ...ref, sha: ref.sha ?? found.get(ref.ref) ?? null }))
}

function numberOf(ref: string): number | null {
  const number = request
    .exec(ref)
    ?.slice(1)
    .find((group) => group !== undefined)
  return number === undefined || number.length > 9 ? null : Number(number)
}

/**
 * Branches, tags and heads of requests, each group by name. What stands for no commit (a tag of a file) is left out.
 *
 * @throws GitError
 */
export async function readRefs(repository: GitFolder): Promise<Refs> {
  const branches: Branch[] = []
  const tags: Tag[] = []
  const requests: RequestHead[] = []
  for (const { ref, sha, annotated, at } of await readAll(repository)) {
    if (sha === null) continue
    const number = numberOf(ref)
    const tagName = tag.exec(ref)?.[1]
    const branchName = branch.exec(ref)?.[1]
    if (number !== null) requests.push({ number, ref, sha })
    else if (tagName !== undefined) tags.push({ name: tagName, ref, sha, at, annotated })
    else if (branchName !== undefined) branches.push({ name: branchName, ref, sha })
  }
  return { branches, tags, requests: requests.toSorted((a, b) => a.number - b.number) }
}
