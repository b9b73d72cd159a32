import type { Instant } from '#domain/instant'
import { type HistoryRange, instantOf, walkOf, withoutLineEnds } from './history.ts'
import { logRecords, type LogRecord } from './log-records.ts'
import type { GitRepository } from './repository.ts'
import { type EntryKind, kindOf } from './tree.ts'

/** One file that a commit added, changed or removed; a renamed file is one removed and one added. */
export interface BlobChange {
  readonly path: string
  /** Id of its content before; null where there was none. */
  readonly oldId: string | null
  readonly newId: string | null
  /** What it is now; of a removed one, what it was. */
  readonly kind: EntryKind
}

/** What one commit changed, against its first parent. */
export interface CommitChanges {
  readonly sha: string
  readonly parents: readonly string[]
  readonly authoredAt: Instant
  readonly committedAt: Instant
  readonly author: { readonly name: string; readonly email: string }
  readonly message: string
  readonly changes: readonly BlobChange[]
}

const format = ['%H', '%P', '%at', '%ct', '%an', '%ae', '%B']
const raw = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/
const none = /^0+$/

function changesOf(tail: readonly string[]): BlobChange[] {
  const changes: BlobChange[] = []
  for (let at = 0; at + 1 < tail.length; at += 2) {
    const [, oldMode = '', newMode = '', oldId = '', newId = ''] = raw.exec(tail[at] ?? '') ?? []
    changes.push({
      path: tail[at + 1] ?? '',
      oldId: none.test(oldId) ? null : oldId,
      newId: none.test(newId) ? null : newId,
      kind: kindOf(none.test(newMode) ? oldMode : newMode),
    })
  }
  return changes
}

function commitChangesOf({ fields, tail }: LogRecord): CommitChanges {
  const [sha = '', parents = '', authored, committed, name = '', email = '', message = ''] = fields
  const committedAt = instantOf(committed, 0)
  return {
    sha,
    parents: parents === '' ? [] : parents.split(' '),
    authoredAt: instantOf(authored, committedAt),
    committedAt,
    author: { name, email },
    message: withoutLineEnds(message),
    changes: changesOf(tail),
  }
}

/**
 * Streams the commits of a range along first parents, oldest first, with the files that each changed and the ids of their
 * contents before and after. The oldest commit of a shallow clone seems to add every file.
 *
 * @param under names of files or folders; others are left out, and so are commits that touch none of these.
 * @throws GitError
 */
export async function* readBlobChanges(
  repository: GitRepository,
  range: HistoryRange & { readonly under?: readonly string[] },
): AsyncGenerator<CommitChanges> {
  const walk = await walkOf(repository, { ...range, firstParent: true })
  const paths = range.under === undefined || range.under.length === 0 ? [] : ['--', ...range.under]
  const options = ['--raw', '--no-abbrev', '--no-renames', '--diff-merges=first-parent', '--reverse']
  for await (const records of logRecords(repository, walk, format, options, paths)) {
    for (const record of records) yield commitChangesOf(record)
  }
}
