import { type BlobChange, type CommitChanges, readBlobChanges } from '#git/blob-changes'
import type { HistoryRange } from '#git/history'
import { defaultBranchOf, type GitRepository } from '#git/repository'
import { trailersOf } from '#git/trailers'
import { BlobReader } from '#git/tree'
import type { FileChange } from './bumps.ts'
import { hydratedFrom, hydratorFile, noOrigin, type Origin, referenceOf } from './code-reference.ts'
import type { ConfigCommit } from './config-commit.ts'
import { ConfigWalk, type Unplaced, type WalkOptions, type WalkState } from './config-walk.ts'
import type { ContentPattern } from './content-pattern.ts'
import { mergedReferences } from './history/merged-references.ts'
import { type FlagFiles, type FlagSwitch, flagSwitches } from './flag-files.ts'
import type { ImageReference } from './image-reference.ts'
import { type Reading, TextReader } from './text-reader.ts'
import { onlyMovesReferences, type TextChange } from './transport.ts'

/** Something that could not be read; all else was. */
export interface Skipped {
  readonly path: string
  /** The first commit in which it could not be read. */
  readonly commit: string
  readonly reason: 'BROKEN' | 'LINK' | 'SUBMODULE' | 'TOO_LARGE' | 'MISSING' | 'NOT_TEXT'
  /** What is wrong with it, and where. */
  readonly detail: string
  /** In how many commits. */
  readonly times: number
}

export interface ConfigHistory {
  /** The deployed line, oldest first. */
  readonly commits: readonly ConfigCommit[]
  readonly skipped: readonly Skipped[]
  readonly unplaced: readonly Unplaced[]
  readonly assumedEnvironment: string | null
  /** Give it back, with the tip in `not`, to read what is new. */
  readonly state: WalkState
  /** The commit that was read last; null where there was none. */
  readonly tip: string | null
}

export interface ConfigHistoryOptions extends WalkOptions {
  /** Branch, tag or sha whose first parents are the deployed line; left out: the default branch. */
  readonly tip?: string
  /** Tips that were read before. */
  readonly not?: readonly string[]
  readonly patterns?: readonly ContentPattern[]
  /** Files that hold flags. */
  readonly flags?: readonly FlagFiles[]
  readonly onProgress?: (progress: { readonly commits: number; readonly at: number }) => void
  readonly signal?: AbortSignal
}

/** Commits between two reports of progress. */
const progressEvery = 200
/** A commit that changes more files than this is no mere bump, and its texts are not compared. */
const mostBumpedFiles = 500

/** Reads commits into a walk, and keeps what they are. */
class HistoryReader {
  readonly walk: ConfigWalk
  readonly commits: Omit<ConfigCommit, 'bumps'>[] = []
  readonly skipped = new Map<string, Skipped>()
  readonly #texts: TextReader
  readonly #flags: readonly FlagFiles[]

  constructor(walk: ConfigWalk, texts: TextReader, flags: readonly FlagFiles[]) {
    this.walk = walk
    this.#flags = flags
    this.#texts = texts
  }

  async take(commit: CommitChanges): Promise<void> {
    const files: FileChange[] = []
    const texts: (TextChange | null)[] = []
    for (const change of commit.changes) {
      if (!this.#texts.reads(change.path)) texts.push(null)
      else {
        const { file, text } = await this.#file(change, commit)
        files.push(file)
        texts.push(text)
      }
    }
    const { sha, parents, authoredAt, committedAt, author, message, changes } = commit
    const transport =
      texts.length > 0 &&
      texts.length <= mostBumpedFiles &&
      texts.every((text) => text !== null && onlyMovesReferences(text))
    const paths = changes.map(({ path }) => path)
    const said = await this.#origin(commit)
    const origin = said.reference === null && said.dry === null ? {} : { origin: said }
    const switches = await this.#switches(commit)
    const told = { ...origin, ...(switches.length > 0 && { switches }) }
    this.commits.push({ sha, parents, authoredAt, committedAt, author, message, transport, paths, ...told })
    this.walk.take({ sha, committedAt, files })
  }

  async #switches({ sha, changes }: CommitChanges): Promise<FlagSwitch[]> {
    const found: FlagSwitch[] = []
    for (const { path, oldId, newId } of changes) {
      if (oldId === null || newId === null || !this.#flags.some((files) => files.path.match(path) !== null)) continue
      const [before, after] = [await this.#texts.textOf(oldId), await this.#texts.textOf(newId)]
      const read = before === null || after === null ? null : flagSwitches(this.#flags, path, { before, after })
      if (read === null)
        this.#skip(path, sha, { reason: 'BROKEN', detail: 'its flags cannot be read, before or after it' })
      else found.push(...read)
    }
    return found
  }

  /** What it says itself of where it is from. */
  async #origin({ message, changes }: CommitChanges): Promise<Origin> {
    const reference = message.includes(':') ? referenceOf(trailersOf(message)) : null
    const file = changes.find(({ path }) => path === hydratorFile)
    const text = file?.newId == null ? null : await this.#texts.textOf(file.newId)
    const hydrated = text === null ? noOrigin : hydratedFrom(text)
    return { reference: reference ?? hydrated.reference, dry: hydrated.dry }
  }

  async #file(change: BlobChange, commit: CommitChanges): Promise<{ file: FileChange; text: TextChange | null }> {
    const { path } = change
    const before = this.walk.known(path) ?? (await this.#before(change))
    if (change.newId === null) return { file: { path, before, after: [] }, text: null }
    const reading = await this.#texts.read(change, change.newId)
    if (reading.problem !== null) this.#skip(path, commit.sha, reading.problem)
    const after = standing(reading, before)
    const file = { path, before, after }
    if (change.oldId === null || before === after) return { file, text: null }
    const [old, now] = [await this.#texts.textOf(change.oldId), await this.#texts.textOf(change.newId)]
    if (old === null || now === null) return { file, text: null }
    return { file, text: { before: old, after: now, referencesBefore: before, referencesAfter: after } }
  }

  async #before(change: BlobChange): Promise<readonly ImageReference[]> {
    return change.oldId === null ? [] : (await this.#texts.read(change, change.oldId)).references
  }

  #skip(path: string, commit: string, { reason, detail }: Pick<Skipped, 'reason' | 'detail'>): void {
    const key = JSON.stringify([path, reason])
    const known = this.skipped.get(key)
    this.skipped.set(
      key,
      known === undefined
        ? { path, commit, reason, detail: `${path} in ${commit.slice(0, 12)}: ${detail}`, times: 1 }
        : { ...known, times: known.times + 1 },
    )
  }
}

/** What a file stands for: what could not be read of it says what it said before. */
function standing(reading: Reading, before: readonly ImageReference[]): readonly ImageReference[] {
  if (reading.problem === null) return reading.references
  const read = new Set(reading.references.map(({ key }) => key))
  return [...reading.references, ...before.filter(({ key }) => !read.has(key))]
}

/**
 * Reads the history of a configuration repository along first parents, all services in one walk: which version of which
 * service each commit brought into which environment. What cannot be read is listed and does not stop the rest.
 *
 * @throws GitError EMPTY, NOT_FOUND for a tip that is not there, and what git itself fails with.
 */
export async function readConfigHistory(
  repository: GitRepository,
  options: ConfigHistoryOptions = {},
): Promise<ConfigHistory> {
  const { tip = defaultBranchOf(repository).sha, not, signal, patterns = [], flags = [], onProgress } = options
  const blobs = new BlobReader(repository)
  const reader = new HistoryReader(new ConfigWalk(options), new TextReader(blobs, patterns), flags)
  const range: HistoryRange = { tips: [tip], ...(not === undefined ? {} : { not }), signal }
  try {
    for await (const commit of readBlobChanges(repository, range)) {
      await reader.take(commit)
      if (reader.commits.length % progressEvery === 0)
        onProgress?.({ commits: reader.commits.length, at: commit.committedAt })
    }
  } finally {
    await blobs.close()
  }
  const { bumps, ...rest } = reader.walk.finish()
  const merged = await mergedReferences(repository, range, reader.commits)
  const commits = reader.commits.map((commit) => {
    const reference = commit.origin?.reference ?? merged.get(commit.sha) ?? null
    const origin = reference === null ? {} : { origin: { dry: null, ...commit.origin, reference } }
    return { ...commit, ...origin, bumps: bumps.get(commit.sha) ?? [] }
  })
  return { ...rest, commits, skipped: [...reader.skipped.values()], tip: commits.at(-1)?.sha ?? null }
}
