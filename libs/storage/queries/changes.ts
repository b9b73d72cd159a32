import { requestMergeAttribute } from '#domain/commit-attributes'
import type { CommitEvent, PullRequestEvent } from '#domain/delivery-event'
import type { EntityState } from '#domain/entity-state'
import type { ShippedChange } from '#domain/stream-history'
import { type Sql, sql } from '../sql.ts'

/** `repository` and either the number of a request or the sha of a commit that no request holds. */
export interface ChangeRef {
  readonly repository: string
  readonly number: number | null
  readonly sha: string | null
}

export interface ChangeRow extends ChangeRef {
  readonly repositoryId: number
  readonly repositoryUrl: string | null
  /** What is known of the request, or of the commit; null where only a deployment names it. */
  readonly request: EntityState<PullRequestEvent> | null
  readonly commit: EntityState<CommitEvent> | null
  /** The commit that says it merged or squashed the request, where nobody told the request's title. */
  readonly merge: EntityState<CommitEvent> | null
  /** How it was shipped first, anywhere; null while it is live nowhere. */
  readonly shipped: ShippedChange | null
}

/** Changes as they are asked for: a table `asked` with repository, number and sha. */
export function askedChanges(of: readonly ChangeRef[]): Sql {
  return sql`
    unnest(
      ${of.map((ref) => ref.repository)}::text[],
      ${of.map((ref) => ref.number)}::integer[],
      ${of.map((ref) => ref.sha)}::text[]
    ) as asked (repository, number, sha)`
}

/** What is known of these changes? One row for each that anything is known of. */
export function changes(of: readonly ChangeRef[]): Sql {
  return sql`
    /* changes */
    with asked as (
      select distinct asked.repository, asked.number, asked.sha
        from ${askedChanges(of)}
    )
    select asked.repository,
           asked.number,
           asked.sha,
           repository.id as "repositoryId",
           repository.url as "repositoryUrl",
           request.state as "request",
           commit.state as "commit",
           merge.state as "merge",
           shipped.detail as "shipped"
      from asked
      join repository on repository.name = asked.repository
      left join lateral (
        select entity.state
          from entity
         where entity.type = 'pull_request'
           and entity.repository_id = repository.id
           and entity.number = asked.number
         order by entity.id
         limit 1
      ) request on true
      left join lateral (
        select merging.state
          from commit merging
         where request.state -> 'event' ->> 'title' is null
           and merging.repository_id = repository.id
           and merging.pull_request = asked.number
           and (
             cardinality(merging.parents) > 1
             or merging.state -> 'event' -> 'attributes' ->> ${requestMergeAttribute} = 'SQUASH'
           )
         order by merging.committed_at, merging.sha
         limit 1
      ) merge on true
      left join commit on commit.repository_id = repository.id and commit.sha = asked.sha
      left join lateral (
        select shipped_change_detail.detail
          from shipped_change
          join shipped_change_detail on shipped_change_detail.change_id = shipped_change.id
         where asked.number is not null
           and shipped_change.repository_id = repository.id
           and shipped_change.number = asked.number
         union all
        select shipped_change_detail.detail
          from shipped_commit
          join shipped_change on shipped_change.stream_id = shipped_commit.stream_id
           and shipped_change.key = shipped_commit.change_key
          join shipped_change_detail on shipped_change_detail.change_id = shipped_change.id
         where asked.number is null
           and shipped_commit.repository_id = repository.id
           and shipped_commit.sha = asked.sha
           and shipped_change.number is null
         limit 1
      ) shipped on true
     where request.state is not null or commit.state is not null or merge.state is not null
        or shipped.detail is not null`
}
