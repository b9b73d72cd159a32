import { writtenOf } from '#attribution/authorship'
import type { CommitRow } from '#storage/queries/commits'
import type { CommitType } from './commit.type.ts'

/** What is known of a commit; nothing but its hash where no row was found. */
export function commitView(sha: string, row: CommitRow | null): CommitType {
  const event = row?.state.event
  return {
    sha,
    authoredAt: event?.authoredAt ?? null,
    committedAt: event?.committedAt ?? null,
    authorship: row === null ? 'UNKNOWN' : writtenOf([row.state]).authorship,
    subject: event?.message?.split('\n', 1)[0] ?? null,
  }
}
