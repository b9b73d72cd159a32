import type { Instant } from '#domain/instant'
import { branchRoleAttribute, defaultBranchRole } from '#domain/push-attributes'
import { countWalk } from '#git/count-commits'
import { type HistoryCommit, walkHistory } from '#git/history'
import { readRefs, type Refs } from '#git/refs'
import type { GitRepository } from '#git/repository'
import { resolveCommits } from '#git/resolve-commits'
import type { Statement } from '../source.ts'
import { commitEvent } from './commit-events.ts'
import { RevertLedger } from './history/revert-ledger.ts'
import { type KnownRefs, type Survey, survey } from './history/survey.ts'
import { type ReleaseOptions, releaseEvents } from './releases.ts'
import { type RequestOfCommit, requestOf } from './requests.ts'
import { revertClaim } from './reverts.ts'

/** Where a default branch was. */
export interface BranchHead {
  readonly ref: string
  readonly sha: string
}

export interface GitEventOptions {
  /** When it is read: no time lies much later. */
  readonly now: Instant
  /** `host/owner/name` under which commits are told; the repository's own when left out. */
  readonly repository?: string
  /** Tell which files each commit changed, as services with paths of their own need it; takes several times as long. */
  readonly paths?: boolean
  /** Commits before, by committer date, are left out: what a range needs of them is unknown then. */
  readonly since?: Instant | undefined
  /** Refs at the end of the reading before: only what is new is told. */
  readonly known?: KnownRefs
  /** The head that the reading before told; null where somebody else told one, left out where nobody did. */
  readonly head?: BranchHead | null | undefined
  /** Tell releases as deployments too. */
  readonly releases?: ReleaseOptions
  readonly signal?: AbortSignal | undefined
  /** In commits; the total is known before the first. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** What a reading found, and what the next one is given. */
export interface GitTold {
  /** Give them back in `known`. */
  readonly refs: KnownRefs
  /** Give it back in `head`; null while there is no commit. */
  readonly head: BranchHead | null
  readonly commits: number
  /** Merges and squashes of requests. */
  readonly requests: number
  /** Squashes of which nobody told the commits: their work seems to begin with the merge. */
  readonly squashesAlone: number
  readonly reverts: number
}

/** Commits that wait until what they revert is found, at most. */
const mostHeld = 5_000
/** Commits of before that are looked through for what a new one reverts, where that names no sha. */
const mostOlder = 20_000

/** One reading of one repository. */
class Reading {
  readonly #repository: GitRepository
  readonly #options: GitEventOptions
  readonly #survey: Survey
  readonly #known: ReadonlySet<number>
  readonly #complete: boolean
  readonly #ledger: RevertLedger
  readonly #name: string
  readonly #squashed = new Set<number>()
  #headAt: string | null = null
  readonly told = { commits: 0, requests: 0, reverts: 0 }

  constructor(repository: GitRepository, options: GitEventOptions, refs: Refs, found: Survey) {
    this.#repository = repository
    this.#options = options
    this.#survey = found
    this.#name = options.repository ?? repository.originName
    this.#known = new Set(refs.requests.map(({ number }) => number))
    this.#complete = refs.requests.some(({ ref }) => ref.startsWith('refs/pull/'))
    this.#ledger = new RevertLedger(repository)
  }

  get squashesAlone(): number {
    return [...this.#squashed].filter((number) => !this.#known.has(number)).length
  }

  #requestOf(commit: HistoryCommit, onLine: boolean): RequestOfCommit | null {
    const { members } = this.#survey
    const copied = (): number | null =>
      onLine ? members.landed({ ...commit, title: commit.message.split('\n', 1)[0] ?? '' }) : null
    return requestOf(commit, {
      onLine,
      defaultBranch: this.#repository.defaultBranch?.name ?? null,
      memberOf: members.of(commit.sha) ?? copied(),
      known: this.#known,
      complete: this.#complete,
    })
  }

  #tell(
    commit: HistoryCommit | Parameters<typeof commitEvent>[0],
    context: Partial<Parameters<typeof commitEvent>[1]>,
  ): Statement {
    this.told.commits += 1
    const patchId = this.#survey.patchIds.get(commit.sha)
    const event = commitEvent(commit, { repository: this.#name, now: this.#options.now, patchId, ...context })
    if (commit.sha === this.#repository.defaultBranch?.sha) this.#headAt = String(event['committedAt'])
    return event
  }

  /**
   * Where the default branch is, if it is another one or moved since: at the time of its commit where nobody told it before,
   * else when it is read, as commits may be older than those that they replace.
   */
  branchHead(): Statement | null {
    const { defaultBranch: head } = this.#repository
    const { head: before, now } = this.#options
    if (head === null || (before?.ref === head.ref && before.sha === head.sha)) return null
    return {
      type: 'push',
      repository: this.#name,
      branch: head.name,
      at: (before === undefined ? this.#headAt : null) ?? new Date(now).toISOString(),
      after: head.sha,
      attributes: { [branchRoleAttribute]: defaultBranchRole },
    }
  }

  /** The commit's event; null while it waits for what it reverts. */
  take(commit: HistoryCommit): Statement | null {
    const request = this.#requestOf(commit, this.#survey.line.has(commit.sha))
    if (request !== null && request.as !== 'MEMBER') {
      this.told.requests += 1
      if (request.as === 'SQUASH') this.#squashed.add(request.number)
    }
    this.#ledger.see(commit, request)
    const claim = revertClaim(commit, this.#name)
    if (claim === null) return this.#tell(commit, { request })
    this.#ledger.hold({ commit: { ...commit, message: commit.message.slice(0, 100_000) }, claim, request })
    return null
  }

  get isFull(): boolean {
    return this.#ledger.size >= mostHeld
  }

  async *settle(): AsyncGenerator<Statement> {
    for (const { held, finding } of await this.#ledger.settle()) {
      if (finding !== null && 'reverts' in finding) this.told.reverts += 1
      yield this.#tell(held.commit, { request: held.request, revert: finding })
    }
  }

  /** Looks through what was told before, as far as new commits name it by title or number alone. */
  async lookBack(known: KnownRefs): Promise<void> {
    const { defaultBranch } = this.#repository
    const before = defaultBranch === null ? undefined : known.get(defaultBranch.ref)
    if (before === undefined || !this.#ledger.isOpen) return
    const [there] = await resolveCommits(this.#repository, [before])
    let seen = 0
    for await (const commit of walkHistory(this.#repository, { tips: there == null ? [] : [there] })) {
      this.#ledger.see(commit, this.#requestOf(commit, true))
      seen += 1
      if (seen >= mostOlder || !this.#ledger.isOpen) return
    }
  }
}

async function* newCommits(
  repository: GitRepository,
  found: Survey,
  options: GitEventOptions,
): AsyncGenerator<HistoryCommit> {
  const { paths = false, signal, since, known } = options
  const told = new Set<string>()
  for await (const commit of walkHistory(repository, found.walk, { paths })) {
    if (found.members.of(commit.sha) !== null) told.add(commit.sha)
    yield commit
  }
  if (known === undefined || known.size === 0 || found.movedHeads.length === 0) return
  // A branch that was told before has a request now: its commits are told again, as that request's.
  const not = repository.defaultBranch === null ? [] : [repository.defaultBranch.sha]
  for await (const commit of walkHistory(repository, { tips: found.movedHeads, not, since, signal }, { paths }))
    if (!told.has(commit.sha) && found.members.of(commit.sha) !== null) yield commit
}

/**
 * Streams a repository's history as events of the contract: every commit once, with its request, what it reverts and who
 * wrote it as far as git alone tells; then releases, if they are asked for. Memory does not grow with messages or files.
 *
 * @throws GitError
 */
export async function* gitEvents(
  repository: GitRepository,
  options: GitEventOptions,
): AsyncGenerator<Statement, GitTold, undefined> {
  const { known = new Map<string, string>(), since, signal, onProgress, releases } = options
  const refs = await readRefs(repository)
  const found = await survey(repository, { refs, known, since, signal })
  const total = await countWalk(repository, found.walk)
  const reading = new Reading(repository, options, refs, found)
  let done = 0
  for await (const commit of newCommits(repository, found, options)) {
    const event = reading.take(commit)
    if (event !== null) yield event
    if (reading.isFull) yield* reading.settle()
    done += 1
    onProgress?.({ done, total: Math.max(done, total) })
  }
  await reading.lookBack(known)
  yield* reading.settle()
  const head = reading.branchHead()
  if (head !== null) yield head
  if (releases !== undefined) yield* (await releaseEvents(repository, releases, { since, known, signal })).statements
  const all = [...refs.branches, ...refs.tags, ...refs.requests]
  const { defaultBranch } = repository
  return {
    refs: new Map(all.map(({ ref, sha }) => [ref, sha])),
    head: defaultBranch === null ? null : { ref: defaultBranch.ref, sha: defaultBranch.sha },
    ...reading.told,
    squashesAlone: reading.squashesAlone,
  }
}
