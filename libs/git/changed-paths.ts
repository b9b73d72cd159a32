import { type HistoryRange, walkOf } from './history.ts'
import { logRecords } from './log-records.ts'
import type { GitRepository } from './repository.ts'

export interface ChangedPaths {
  readonly sha: string
  /** Against the first parent; a renamed file counts with both names. */
  readonly paths: readonly string[]
}

/**
 * Streams which files each commit of a range changed, newest first. Along first parents a merge counts with all that it
 * brought; else merges change nothing, because their branches' commits are in the range themselves.
 *
 * @throws GitError
 */
export async function* readChangedPaths(repository: GitRepository, range: HistoryRange): AsyncGenerator<ChangedPaths> {
  const walk = await walkOf(repository, range)
  const merges = range.firstParent === true ? 'first-parent' : 'off'
  const options = ['--name-only', '--no-renames', `--diff-merges=${merges}`]
  for await (const records of logRecords(repository, walk, ['%H'], options)) {
    for (const { fields, tail } of records) yield { sha: fields[0] ?? '', paths: tail }
  }
}
