import type { Instant } from '#domain/instant'
import { streamGit } from './git.ts'
import type { GitFolder } from './git-folder.ts'
import { fullSha } from './resolve-commits.ts'
import { nulTokens } from './tokens.ts'

/** Which commits. */
export interface CommitWalk {
  /** Full shas; what they reach is walked. */
  readonly tips: readonly string[]
  /** Full shas that are in the repository; what they reach is left out. */
  readonly not?: readonly string[]
  /** Along first parents alone. */
  readonly firstParent?: boolean
  /** Commits with an earlier committer date, and what only they reach, are left out. */
  readonly since?: Instant | undefined
  readonly signal?: AbortSignal | undefined
}

/** One commit as `git log` prints it. */
export interface LogRecord {
  /** What the placeholders gave, in their order. */
  readonly fields: readonly string[]
  /** What follows: paths, or raw changes. */
  readonly tail: readonly string[]
}

/** Arguments and input that walk commits: names of users come in as shas, by standard input. */
export function walkArguments({ tips, not = [], firstParent = false, since }: CommitWalk): {
  readonly options: readonly string[]
  readonly input: string
} {
  const lines = [...tips, ...not.map((sha) => `^${sha}`)]
  const strange = [...tips, ...not].find((sha) => !fullSha.test(sha))
  if (strange !== undefined) throw new TypeError(`${JSON.stringify(strange)} is no full sha; resolve it first`)
  return {
    options: [
      '--stdin',
      ...(firstParent ? ['--first-parent'] : []),
      ...(since === undefined ? [] : [`--since=${Math.floor(since / 1_000)} +0000`]),
    ],
    input: lines.map((line) => `${line}\n`).join(''),
  }
}

/** Puts tokens together: an empty one begins a record, then come its fields, then all until the next empty one. */
class RecordReader {
  readonly #width: number
  #fields: string[] | null = null
  #tail: string[] = []

  constructor(width: number) {
    this.#width = width
  }

  push(token: string): LogRecord | null {
    if (this.#fields !== null && this.#fields.length < this.#width) {
      this.#fields.push(token)
      return null
    }
    if (token === '') {
      const record = this.finish()
      this.#fields = []
      this.#tail = []
      return record
    }
    // Git separates the header of a commit from its changes by a line end.
    this.#tail.push(this.#tail.length === 0 && token.startsWith('\n') ? token.slice(1) : token)
    return null
  }

  finish(): LogRecord | null {
    if (this.#fields === null || this.#fields.length < this.#width) return null
    return { fields: this.#fields, tail: this.#tail }
  }
}

/**
 * Streams `git log`, newest first, as many records at a time as arrived.
 *
 * @param format placeholders such as `%H`; none may print a NUL.
 * @param options of `git log` beyond the walk.
 * @param paths `--` and names of files or folders, where only these count.
 * @throws GitError
 */
export async function* logRecords(
  { gitDir }: GitFolder,
  walk: CommitWalk,
  format: readonly string[],
  options: readonly string[] = [],
  paths: readonly string[] = [],
): AsyncGenerator<LogRecord[]> {
  if (walk.tips.length === 0) return
  const { options: range, input } = walkArguments(walk)
  const header = `--format=%x00${format.join('%x00')}`
  const args = ['log', '-z', '--no-color', '--no-ext-diff', '--no-textconv', header, ...options, ...range, ...paths]
  const reader = new RecordReader(format.length)
  for await (const tokens of nulTokens(streamGit({ gitDir, args, input, signal: walk.signal }))) {
    const records: LogRecord[] = []
    for (const token of tokens) {
      const record = reader.push(token)
      if (record !== null) records.push(record)
    }
    yield records
  }
  const last = reader.finish()
  if (last !== null) yield [last]
}
