import type { Instant } from '#domain/instant'

/** A commit that is not on the default branch. */
export interface SideCommit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly authoredAt: Instant
  readonly committedAt: Instant
  readonly title: string
}

/** Head of a request. */
export interface Head {
  readonly number: number
  readonly sha: string
}

/** A request with more commits than this is an import or a branch of long ago: nobody's piece of work. */
const mostCommits = 1_000

/** The commits of a request that are not on the default branch; null where there are too many of them. */
function commitsOf(head: string, side: ReadonlyMap<string, SideCommit>): string[] | null {
  const seen = new Set<string>()
  const open = [head]
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    const commit = side.get(sha)
    if (commit === undefined || seen.has(sha)) continue
    seen.add(sha)
    if (seen.size > mostCommits) return null
    open.push(...commit.parents)
  }
  return [...seen]
}

function landingKey({ authoredAt, title }: Pick<SideCommit, 'authoredAt' | 'title'>): string {
  return `${authoredAt} ${title}`
}

/** Which request each commit off the default branch belongs to. */
export class Members {
  readonly #bySha = new Map<string, number>()
  readonly #landings = new Map<string, { readonly number: number; readonly committedAt: Instant }>()

  /**
   * Of several requests that reach a commit, the one with the fewest commits is its own: others are built on it.
   *
   * @param side every commit that a head reaches and the default branch does not.
   */
  constructor(heads: readonly Head[], side: ReadonlyMap<string, SideCommit>) {
    const requests = heads.flatMap(({ number, sha }) => {
      if (!side.has(sha)) return []
      const shas = commitsOf(sha, side)
      return shas === null ? [] : [{ number, shas }]
    })
    const ordered = requests.toSorted((a, b) => a.shas.length - b.shas.length || a.number - b.number)
    for (const { number, shas } of ordered) {
      for (const sha of shas) {
        if (this.#bySha.has(sha)) continue
        this.#bySha.set(sha, number)
        const commit = side.get(sha)
        if (commit !== undefined && commit.parents.length < 2) this.#land(commit, number)
      }
    }
  }

  #land(commit: SideCommit, number: number): void {
    const key = landingKey(commit)
    const known = this.#landings.get(key)
    if (known === undefined || commit.committedAt < known.committedAt)
      this.#landings.set(key, { number, committedAt: commit.committedAt })
  }

  get size(): number {
    return this.#bySha.size
  }

  /** The request that a commit off the default branch belongs to. */
  of(sha: string): number | null {
    return this.#bySha.get(sha) ?? null
  }

  /**
   * The request that a commit of the default branch is a copy from: a rebase keeps author date and title, and makes its
   * copies after the originals. (What a backport copied is older than its copy.)
   */
  landed(commit: Omit<SideCommit, 'sha'>): number | null {
    if (this.#landings.size === 0 || commit.parents.length > 1) return null
    const landing = this.#landings.get(landingKey(commit))
    return landing !== undefined && landing.committedAt <= commit.committedAt ? landing.number : null
  }
}
