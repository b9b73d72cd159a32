import type { Instant } from '#domain/instant'
import { type CommitWalk, logRecords } from '#git/log-records'
import { patchIdsOf } from '#git/patch-ids'
import type { Refs } from '#git/refs'
import type { GitRepository } from '#git/repository'
import { resolveCommits } from '#git/resolve-commits'
import { type Head, Members, type SideCommit } from '../members.ts'

/** Of each ref that was told before, the commit that it stood for. */
export type KnownRefs = ReadonlyMap<string, string>

/** What must be known of a range before its commits can be told one by one. */
export interface Survey {
  /** Every commit that is new. */
  readonly walk: CommitWalk
  /** First parents of the default branch within the range. */
  readonly line: ReadonlySet<string>
  readonly members: Members
  /** Heads of requests that are new or moved; their commits are told though they may have been told before. */
  readonly movedHeads: readonly string[]
  /** Of commits that are copies of each other. */
  readonly patchIds: ReadonlyMap<string, string>
}

export interface SurveyOptions {
  readonly refs: Refs
  readonly known: KnownRefs
  readonly since?: Instant | undefined
  readonly signal?: AbortSignal | undefined
}

/** Commits that share one author date in larger numbers are an import, not cherry-picks. */
const mostCopies = 20
/** Commits that are compared by patch, at most. */
const mostCompared = 20_000
/** Commits of before among which originals of new copies are looked for. */
const mostOlder = 50_000
/** A copy is made later than its original was written; a squash is not. */
const copiedAfter = 60_000

/** A commit as far as it can be looked at in passing. */
type Glance = Omit<SideCommit, 'title'>

function glanceOf([sha = '', parents = '', authored, committed]: readonly string[]): Glance {
  const committedAt = Number(committed) * 1_000
  const authoredAt = authored === '' ? committedAt : Number(authored) * 1_000
  return { sha, parents: parents === '' ? [] : parents.split(' '), authoredAt, committedAt }
}

const glance = ['%H', '%P', '%at', '%ct']

async function* glances(repository: GitRepository, walk: CommitWalk, options: readonly string[] = []) {
  for await (const records of logRecords(repository, walk, glance, ['--no-patch', ...options]))
    for (const { fields } of records) yield glanceOf(fields)
}

async function* sideCommits(repository: GitRepository, walk: CommitWalk) {
  for await (const records of logRecords(repository, walk, [...glance, '%s'], ['--no-patch'])) {
    for (const { fields } of records) {
      const commit: SideCommit = { ...glanceOf(fields), title: (fields[4] ?? '').slice(0, 1_000) }
      yield commit
    }
  }
}

/** What is new: full shas that are there, so that nothing needs to be resolved again. */
async function walkOfNew(
  repository: GitRepository,
  { refs, known, since, signal }: SurveyOptions,
): Promise<CommitWalk> {
  const tips = new Set([...refs.branches, ...refs.tags, ...refs.requests].map(({ sha }) => sha))
  const before = [...new Set(known.values())]
  const moved = before.filter((sha) => !tips.has(sha))
  const there = new Set((await resolveCommits(repository, moved)).filter((sha) => sha !== null))
  const not = before.filter((sha) => tips.has(sha) || there.has(sha))
  for (const sha of not) tips.delete(sha)
  return { tips: [...tips], not, since, signal }
}

function defaultTip(repository: GitRepository): string[] {
  return repository.defaultBranch === null ? [] : [repository.defaultBranch.sha]
}

/** First parents of the default branch that are new, and the earliest author date of those that may be copies. */
async function surveyLine(repository: GitRepository, walk: CommitWalk) {
  const line = new Set<string>()
  let earliestCopy: Instant | null = null
  for await (const commit of glances(repository, { ...walk, tips: defaultTip(repository), firstParent: true })) {
    line.add(commit.sha)
    const { parents, authoredAt, committedAt } = commit
    if (parents.length < 2 && committedAt - authoredAt > copiedAfter)
      earliestCopy = Math.min(earliestCopy ?? authoredAt, authoredAt)
  }
  return { line, earliestCopy }
}

async function surveyMembers(
  repository: GitRepository,
  { refs, known, since, signal }: SurveyOptions,
  earliestCopy: Instant | null,
): Promise<{ members: Members; movedHeads: string[] }> {
  const side = new Map<string, SideCommit>()
  const not = defaultTip(repository)
  const read = async (heads: readonly Head[], from: Instant | undefined): Promise<void> => {
    const walk = { tips: heads.map(({ sha }) => sha), not, since: from, signal }
    for await (const commit of sideCommits(repository, walk)) side.set(commit.sha, commit)
  }
  const moved = refs.requests.filter(({ ref, sha }) => known.get(ref) !== sha)
  const standing = refs.requests.filter(({ ref, sha }) => known.get(ref) === sha)
  await read(moved, since)
  // What is copied onto the line now was written by the heads of before, at the author dates of the copies.
  if (earliestCopy !== null) await read(standing, Math.max(earliestCopy, since ?? 0))
  return { members: new Members(refs.requests, side), movedHeads: moved.map(({ sha }) => sha) }
}

/** Groups of commits with one author date: of such may be copies. */
class Copies {
  readonly #first = new Map<Instant, string>()
  readonly #groups = new Map<Instant, Set<string>>()
  earliest: Instant | null = null

  add({ sha, authoredAt }: Glance): void {
    this.earliest = Math.min(this.earliest ?? authoredAt, authoredAt)
    const first = this.#first.get(authoredAt)
    if (first === undefined) this.#first.set(authoredAt, sha)
    else if (first !== sha) {
      const group = this.#groups.get(authoredAt)
      if (group === undefined) this.#groups.set(authoredAt, new Set([first, sha]))
      else group.add(sha)
    }
  }

  shas(): string[] {
    const groups = [...this.#groups.values()].filter(({ size }) => size <= mostCopies)
    return groups.flatMap((group) => [...group]).slice(0, mostCompared)
  }
}

/** Patch ids of commits that share their author date with another, as a cherry-pick does; of a partial clone none. */
async function surveyCopies(repository: GitRepository, walk: CommitWalk, { refs, known, signal }: SurveyOptions) {
  const named = [...refs.branches, ...refs.tags]
  const unread = new Set(walk.tips)
  const tips = [...new Set(named.map(({ sha }) => sha))].filter((sha) => unread.has(sha))
  if (repository.partial || tips.length === 0) return new Map<string, string>()
  const copies = new Copies()
  for await (const commit of glances(repository, { ...walk, tips }, ['--no-merges'])) copies.add(commit)
  if (copies.earliest !== null && known.size > 0) {
    const there = new Set(walk.not)
    const before = named
      .map(({ ref }) => known.get(ref))
      .filter((sha) => sha !== undefined && there.has(sha)) as string[]
    let older = 0
    for await (const commit of glances(repository, { tips: before, since: copies.earliest, signal }, ['--no-merges'])) {
      copies.add(commit)
      older += 1
      if (older >= mostOlder) break
    }
  }
  const ids = await patchIdsOf(repository, copies.shas(), signal)
  const times = new Map<string, number>()
  for (const id of ids.values()) times.set(id, (times.get(id) ?? 0) + 1)
  return new Map([...ids].filter(([, id]) => (times.get(id) ?? 0) > 1))
}

/**
 * Looks over what is new: cheap facts of many commits, kept only where something follows from them.
 *
 * @throws GitError
 */
export async function survey(repository: GitRepository, options: SurveyOptions): Promise<Survey> {
  const walk = await walkOfNew(repository, options)
  const { line, earliestCopy } =
    walk.tips.length === 0 ? { line: new Set<string>(), earliestCopy: null } : await surveyLine(repository, walk)
  const { members, movedHeads } = await surveyMembers(repository, options, earliestCopy)
  return { walk, line, members, movedHeads, patchIds: await surveyCopies(repository, walk, options) }
}
