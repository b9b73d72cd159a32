import type { Instant } from '#domain/instant'
import { type CommitWalk, logRecords, type LogRecord } from './log-records.ts'
import type { GitRepository } from './repository.ts'
import { requireCommits, resolveCommits } from './resolve-commits.ts'
import { trueParents } from './shallow.ts'
import { type Trailer, trailersOf } from './trailers.ts'

export interface GitPerson {
  readonly name: string
  readonly email: string
}

/** One commit. Times are as their authors' clocks had them: they can lie in the future, or in 1970. */
export interface HistoryCommit {
  readonly sha: string
  /** All of them, the first one first; in a shallow clone also those that the clone does not hold. */
  readonly parents: readonly string[]
  readonly authoredAt: Instant
  readonly committedAt: Instant
  readonly author: GitPerson
  readonly committer: GitPerson
  /** Subject and body. */
  readonly message: string
  readonly trailers: readonly Trailer[]
  /** Files that differ from the parent; absent for merges, and where they were not asked for. */
  readonly paths?: readonly string[]
}

export interface HistoryRange {
  /** Shas, short shas, branches, tags or full refs. */
  readonly tips: readonly string[]
  /** What these reach is left out; those that the repository no longer has (a force push) are passed over. */
  readonly not?: readonly string[]
  readonly firstParent?: boolean
  /** Commits with an earlier committer date, and what only they reach, are left out. */
  readonly since?: Instant | undefined
  /** Read the paths of each commit too; takes several times as long. */
  readonly paths?: boolean
  readonly signal?: AbortSignal | undefined
}

const format = ['%H', '%P', '%at', '%ct', '%an', '%ae', '%cn', '%ce', '%B']

/** Seconds as git prints them; `otherwise` where the commit's own line cannot be read. */
export function instantOf(seconds: string | undefined, otherwise: Instant): Instant {
  const value = seconds === '' || seconds === undefined ? Number.NaN : Number(seconds) * 1_000
  return Number.isFinite(value) ? value : otherwise
}

/** Git ends every message with a line end, and some with many. */
export function withoutLineEnds(message: string): string {
  let end = message.length
  while (message[end - 1] === '\n') end -= 1
  return message.slice(0, end)
}

function commitOf({ fields, tail }: LogRecord, parentsOf: ReadonlyMap<string, readonly string[]>): HistoryCommit {
  const [sha = '', parents = '', authored, committed, authorName = '', authorEmail = ''] = fields
  const [, , , , , , committerName = '', committerEmail = '', message = ''] = fields
  const committedAt = instantOf(committed, 0)
  return {
    sha,
    parents: parentsOf.get(sha) ?? (parents === '' ? [] : parents.split(' ')),
    authoredAt: instantOf(authored, committedAt),
    committedAt,
    author: { name: authorName, email: authorEmail },
    committer: { name: committerName, email: committerEmail },
    message: withoutLineEnds(message),
    trailers: message.includes(':') ? trailersOf(message) : [],
    ...(tail.length === 0 ? {} : { paths: tail }),
  }
}

/** The range in the words of git, all names resolved. */
export async function walkOf(repository: GitRepository, range: HistoryRange): Promise<CommitWalk> {
  const { tips, not = [], firstParent = false, since, signal } = range
  const known = await resolveCommits(repository, not)
  return {
    tips: await requireCommits(repository, tips),
    not: known.filter((sha) => sha !== null),
    firstParent,
    since,
    signal,
  }
}

/**
 * Streams the commits of a walk, newest first.
 *
 * @throws GitError
 */
export async function* walkHistory(
  repository: GitRepository,
  walk: CommitWalk,
  { paths = false }: Pick<HistoryRange, 'paths'> = {},
): AsyncGenerator<HistoryCommit> {
  const parents = repository.shallow ? await trueParents(repository) : new Map<string, readonly string[]>()
  // A merge shows what its branch brought as its own, so it shows nothing.
  const options = paths ? ['--name-only', '--no-renames', '--diff-merges=off'] : ['--no-patch']
  for await (const records of logRecords(repository, walk, format, options)) {
    for (const record of records) {
      const commit = commitOf(record, parents)
      const unchanged = paths && commit.paths === undefined && commit.parents.length < 2
      yield unchanged ? { ...commit, paths: [] } : commit
    }
  }
}

/**
 * Streams the commits of a range, newest first. A range that was read before is left out by naming its tips in `not`:
 * then it costs what is new. An empty repository has no tips and gives nothing.
 *
 * @throws GitError NOT_FOUND for a tip that is not there.
 */
export async function* readHistory(repository: GitRepository, range: HistoryRange): AsyncGenerator<HistoryCommit> {
  yield* walkHistory(repository, await walkOf(repository, range), range)
}
