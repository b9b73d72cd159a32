import type { Instant } from '#domain/instant'
import { type HistoryRange, walkOf } from '#git/history'
import { logRecords } from '#git/log-records'
import { patchIdsOf } from '#git/patch-ids'
import type { Refs } from '#git/refs'
import type { GitRepository } from '#git/repository'
import { Members, type SideCommit } from '../members.ts'

/** Of each ref that was told before, the commit that it stood for. */
export type KnownRefs = ReadonlyMap<string, string>

/** What must be known of a range before its commits can be told one by one. */
export interface Survey {
  /** Every commit that will be told. */
  readonly range: HistoryRange
  /** First parents of the default branch within the range. */
  readonly line: ReadonlySet<string>
  readonly members: Members
  /** Heads of requests that are new or moved; their commits are told though they may have been told before. */
  readonly movedHeads: readonly string[]
  /** Of commits that may be copies of each other. */
  readonly patchIds: ReadonlyMap<string, string>
}

export interface SurveyOptions {
  readonly refs: Refs
  readonly known: KnownRefs
  readonly since?: Instant | undefined
  readonly signal?: AbortSignal | undefined
}

/** Copies that share one author date in larger numbers are an import, not cherry-picks. */
const mostCopies = 20
/** Commits of before among which originals of new copies are looked for. */
const mostOlder = 50_000

const format = ['%H', '%P', '%at', '%ct', '%s']

async function* light(repository: GitRepository, range: HistoryRange): AsyncGenerator<SideCommit> {
  for await (const records of logRecords(repository, await walkOf(repository, range), format, ['--no-patch'])) {
    for (const { fields } of records) {
      const [sha = '', parents = '', authored, committed, title = ''] = fields
      const committedAt = Number(committed) * 1_000
      yield {
        sha,
        parents: parents === '' ? [] : parents.split(' '),
        authoredAt: authored === '' ? committedAt : Number(authored) * 1_000,
        committedAt,
        title: title.slice(0, 1_000),
      }
    }
  }
}

/** First parents of the default branch in the range, and the earliest author date among them. */
async function surveyLine(repository: GitRepository, range: HistoryRange) {
  const line = new Set<string>()
  let earliest = Number.MAX_SAFE_INTEGER
  const tips = repository.defaultBranch === null ? [] : [repository.defaultBranch.sha]
  for await (const { sha, authoredAt } of light(repository, { ...range, tips, firstParent: true })) {
    line.add(sha)
    earliest = Math.min(earliest, authoredAt)
  }
  return { line, earliest }
}

async function surveyMembers(
  repository: GitRepository,
  { refs, known, since, signal }: SurveyOptions,
  earliest: Instant,
): Promise<{ members: Members; movedHeads: string[] }> {
  const side = new Map<string, SideCommit>()
  const not = repository.defaultBranch === null ? [] : [repository.defaultBranch.sha]
  const read = async (tips: readonly string[], from: Instant | undefined): Promise<void> => {
    for await (const commit of light(repository, { tips, not, since: from, signal })) side.set(commit.sha, commit)
  }
  const moved = refs.requests.filter(({ ref, sha }) => known.get(ref) !== sha)
  const standing = refs.requests.filter(({ ref, sha }) => known.get(ref) === sha)
  await read(
    moved.map(({ sha }) => sha),
    since,
  )
  // What lands now was written by the heads of before, at the author dates of what lands.
  if (standing.length > 0 && earliest !== Number.MAX_SAFE_INTEGER)
    await read(
      standing.map(({ sha }) => sha),
      Math.max(earliest, since ?? 0),
    )
  return { members: new Members(refs.requests, side), movedHeads: moved.map(({ sha }) => sha) }
}

/** Groups of commits with one author date: of such may be copies. */
class Copies {
  readonly #first = new Map<Instant, string>()
  readonly #groups = new Map<Instant, Set<string>>()
  earliest = Number.MAX_SAFE_INTEGER

  add({ sha, parents, authoredAt }: SideCommit): void {
    if (parents.length > 1) return
    this.earliest = Math.min(this.earliest, authoredAt)
    const first = this.#first.get(authoredAt)
    if (first === undefined) this.#first.set(authoredAt, sha)
    else this.#groups.set(authoredAt, (this.#groups.get(authoredAt) ?? new Set([first])).add(sha))
  }

  shas(): string[] {
    return [...this.#groups.values()].filter(({ size }) => size <= mostCopies).flatMap((group) => [...group])
  }
}

/** Patch ids of commits that share their author date with another, as a cherry-pick does; of a partial clone none. */
async function surveyCopies(repository: GitRepository, range: HistoryRange, { refs, known, signal }: SurveyOptions) {
  if (repository.partial) return new Map<string, string>()
  const copies = new Copies()
  const tips = [...refs.branches, ...refs.tags].map(({ sha }) => sha)
  for await (const commit of light(repository, { ...range, tips })) copies.add(commit)
  if (known.size > 0 && copies.earliest !== Number.MAX_SAFE_INTEGER) {
    const before = [...refs.branches, ...refs.tags].flatMap(({ ref }) => known.get(ref) ?? [])
    const there = await walkOf(repository, { tips: [], not: before })
    let older = 0
    for await (const commit of light(repository, { tips: there.not ?? [], since: copies.earliest, signal })) {
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

/** Looks over a range: cheap facts of many commits, kept only where something follows from them. */
export async function survey(repository: GitRepository, options: SurveyOptions): Promise<Survey> {
  const { refs, known, since, signal } = options
  const heads = [...refs.branches, ...refs.tags, ...refs.requests].map(({ sha }) => sha)
  const range = { tips: [...new Set(heads)], not: [...new Set(known.values())], since, signal }
  const { line, earliest } = await surveyLine(repository, range)
  const { members, movedHeads } = await surveyMembers(repository, options, earliest)
  const patchIds = await surveyCopies(repository, range, options)
  return { range, line, members, movedHeads, patchIds }
}
