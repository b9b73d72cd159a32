import type { CommitEvent } from '#domain/delivery-event'
import type { EntityState } from '#domain/entity-state'
import { type Sql, sql } from '../sql.ts'

export interface CommitRow {
  readonly repository: string
  readonly sha: string
  readonly state: EntityState<CommitEvent>
}

/** What is known of these commits? */
export function commits(of: readonly { readonly repository: string; readonly sha: string }[]): Sql {
  return sql`
    /* commits */
    select repository.name as "repository", commit.sha, commit.state
      from unnest(${of.map((ref) => ref.repository)}::text[], ${of.map((ref) => ref.sha)}::text[]) as asked (repository, sha)
      join repository on repository.name = asked.repository
      join commit on commit.repository_id = repository.id and commit.sha = asked.sha`
}
