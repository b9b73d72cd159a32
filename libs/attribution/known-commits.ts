import type { BuildState, CommitState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { CommitGraph } from './commit-graph/commit-graph.ts'

/** How a commit is named across repositories: `repository@sha`. */
export function commitKey(repository: string, sha: string): string {
  return `${repository}@${sha}`
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** What is known of the commits that the tail asks for. */
export class KnownCommits {
  readonly #states = new Map<string, CommitState>()
  readonly #byPatch = new Map<string, string[]>()
  readonly #builds = new Map<string, BuildState[]>()
  readonly #graphs: ReadonlyMap<string, CommitGraph>

  /** @param repository of statements that name none: the service's own. */
  constructor(
    known: { readonly commits: readonly CommitState[]; readonly builds: readonly BuildState[] },
    graphs: ReadonlyMap<string, CommitGraph>,
    repository: string,
  ) {
    this.#graphs = graphs
    for (const commit of known.commits) {
      const home = commit.event.repository ?? repository
      this.#states.set(commitKey(home, commit.event.sha), commit)
      if (commit.event.patchId !== undefined) {
        add(this.#byPatch, commitKey(home, commit.event.patchId), commit.event.sha)
      }
    }
    for (const build of known.builds) {
      add(this.#builds, commitKey(build.event.repository ?? repository, build.event.sha), build)
    }
  }

  state(repository: string, sha: string): CommitState | undefined {
    return this.#states.get(commitKey(repository, sha))
  }

  /** Full states, in the order given; unknown ones are left out. */
  states(repository: string, shas: Iterable<string>): CommitState[] {
    return [...shas].map((sha) => this.state(repository, sha)).filter((state) => state !== undefined)
  }

  isMerge(repository: string, sha: string): boolean {
    const parents = this.state(repository, sha)?.event.parents ?? this.#graphs.get(repository)?.parentsOf(sha) ?? []
    return parents.length > 1
  }

  /** Other commits of the repository with the same patch. */
  twinsOf(repository: string, sha: string): string[] {
    const patchId = this.state(repository, sha)?.event.patchId
    if (patchId === undefined) return []
    return (this.#byPatch.get(commitKey(repository, patchId)) ?? []).filter((twin) => twin !== sha)
  }

  /** End of the first good build of a commit after its merge, by then; null where none is known. */
  firstBuildEnd(repository: string, sha: string | null, by: Instant): Instant | null {
    const builds = sha === null ? [] : (this.#builds.get(commitKey(repository, sha)) ?? [])
    const ends = builds
      .filter(({ event }) => event.phase !== 'pre_merge' && event.outcome !== 'failed' && event.outcome !== 'cancelled')
      .map(({ event }) => event.finishedAt)
      .filter((end): end is Instant => end !== undefined && end <= by)
    return ends.length === 0 ? null : Math.min(...ends)
  }
}
