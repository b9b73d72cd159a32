import type { Instant } from '#domain/instant'

export interface CommitNode {
  readonly sha: string
  readonly parents: readonly string[]
  readonly authoredAt: Instant
  readonly committedAt: Instant | null
  /** Number of the request that the commit says it belongs to, or, on a merge commit, merged. */
  readonly pullRequest: number | null
}
