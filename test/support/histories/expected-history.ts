import { type GitOracle, inParallel, type RangeCommit } from './git-oracle.ts'
import { type History, type HistoryCommit, type HistoryDeployment, inProduction } from './history.ts'

/** What the real git says one production deployment shipped. */
export interface ExpectedDeployment {
  readonly deployment: HistoryDeployment & { readonly sha: string }
  /** Null for the first one whose commit is known. */
  readonly previous: (HistoryDeployment & { readonly sha: string }) | null
  /** `git rev-list --count previous..this`. */
  readonly between: number
  readonly movedBack: boolean
  /** Lead times in seconds of the non-merge commits that were never live before, ascending by sha. */
  readonly commits: readonly { readonly sha: string; readonly seconds: number }[]
  /** Lead times of the requests whose commits these are, ascending by number; direct commits under their sha. */
  readonly changes: readonly { readonly name: string; readonly seconds: number }[]
}

const maxSkew = 90 * 86_400_000

/** The author date, or the committer date where the author date is later or more than 90 days earlier. */
function plausible(commit: HistoryCommit): boolean {
  const authored = Date.parse(commit.authoredAt)
  const committed = Date.parse(commit.committedAt)
  return authored <= committed && authored >= committed - maxSkew
}

function startOf(commit: HistoryCommit): number {
  return Date.parse(plausible(commit) ? commit.authoredAt : commit.committedAt)
}

/** Earliest plausible author date of a request's commits, else the earliest committer date. */
function startOfRequest(commits: readonly HistoryCommit[]): number {
  const trusted = commits.filter(plausible).map((commit) => Date.parse(commit.authoredAt))
  return Math.min(...(trusted.length > 0 ? trusted : commits.map((commit) => Date.parse(commit.committedAt))))
}

/** The commits that each request brought, by git: reachable from the merge's other parents and not from its first. */
async function membersOf(git: GitOracle, history: History, wanted: ReadonlySet<string>): Promise<Map<string, number>> {
  const merges = history.commits.filter(
    (commit) => commit.pullRequest !== null && commit.parents.length > 1 && wanted.has(commit.sha),
  )
  const members = new Map<string, number>()
  const ranges = await inParallel(merges, 4, async (merge) => {
    const [first = '', ...others] = merge.parents
    return Promise.all(others.map((other) => git.range(other, [first])))
  })
  for (const [index, merge] of merges.entries()) {
    for (const { sha } of (ranges[index] ?? []).flat()) members.set(sha, merge.pullRequest ?? 0)
  }
  return members
}

/** Computes the whole production history by asking git alone. */
export async function expectedHistory(git: GitOracle, history: History): Promise<ExpectedDeployment[]> {
  const bySha = new Map(history.commits.map((commit) => [commit.sha, commit]))
  const known = inProduction(history).filter(
    (deployment): deployment is HistoryDeployment & { sha: string } => deployment.sha !== null,
  )
  const ranges = await inParallel(
    [...known.entries()],
    4,
    async ([index, { sha }]): Promise<{ range: RangeCommit[]; movedBack: boolean }> => {
      const previous = known[index - 1]
      if (previous === undefined) return { range: await git.range(sha, []), movedBack: false }
      const range = await git.range(sha, [previous.sha])
      // A strict ancestor of what was live before: another commit, and nothing of it is not in the other.
      return { range, movedBack: sha !== previous.sha && range.length === 0 }
    },
  )
  const everDeployed = new Set(ranges.flatMap(({ range }) => range.map((commit) => commit.sha)))
  const members = await membersOf(git, history, everDeployed)
  const byRequest = new Map<number, HistoryCommit[]>()
  for (const [sha, number] of members) {
    const commit = bySha.get(sha)
    if (commit !== undefined && commit.parents.length < 2)
      byRequest.set(number, [...(byRequest.get(number) ?? []), commit])
  }
  const live = new Set<string>()
  const shipped = new Set<string>()
  return known.map((deployment, index) => {
    const { range = [], movedBack = false } = ranges[index] ?? {}
    const fresh = range
      .filter((commit) => !commit.isMerge && !live.has(commit.sha))
      .map((commit) => bySha.get(commit.sha) as HistoryCommit)
    for (const commit of range) live.add(commit.sha)
    const at = Date.parse(deployment.at)
    const isBaseline = index === 0
    const names = new Map<string, number>()
    for (const commit of fresh) {
      const number = members.get(commit.sha)
      const name = number === undefined ? commit.sha : `#${number}`
      names.set(name, number === undefined ? startOf(commit) : startOfRequest(byRequest.get(number) ?? [commit]))
    }
    const changes = [...names].filter(([name]) => !shipped.has(name))
    for (const name of names.keys()) shipped.add(name)
    return {
      deployment,
      previous: known[index - 1] ?? null,
      between: range.length,
      movedBack,
      commits: isBaseline
        ? []
        : fresh
            .map((commit) => ({ sha: commit.sha, seconds: (at - startOf(commit)) / 1_000 }))
            .toSorted((a, b) => (a.sha < b.sha ? -1 : 1)),
      changes: isBaseline
        ? []
        : changes
            .map(([name, start]) => ({ name, seconds: (at - start) / 1_000 }))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    }
  })
}
