import type { Instant } from '#domain/instant'
import { type Sql, sql } from '../sql.ts'
import { askedChanges, type ChangeRef } from './changes.ts'

export interface PendingOfChangeRow extends ChangeRef {
  readonly streamId: number
  readonly mergedAt: Instant
  readonly deploymentKey: string | null
}

/** Where are these changes merged and not live yet? By the merge. */
export function pendingOfChanges(of: readonly ChangeRef[]): Sql {
  return sql`
    /* pending-of-changes */
    with asked as (
      select asked.repository, asked.number, asked.sha, repository.id as repository_id
        from ${askedChanges(of)}
        join repository on repository.name = asked.repository
    ), pending as (
      select asked.repository, asked.number, asked.sha, pending_change.stream_id, pending_change.merged_at,
             pending_change.deployment_key
        from asked
        join pending_change on pending_change.repository_id = asked.repository_id and pending_change.number = asked.number
       union all
      select asked.repository, asked.number, asked.sha, pending_change.stream_id, pending_change.merged_at,
             pending_change.deployment_key
        from asked
        join pending_change on pending_change.repository_id = asked.repository_id and pending_change.sha = asked.sha
       where asked.number is null
         and pending_change.number is null
    )
    select pending.repository,
           pending.number,
           pending.sha,
           pending.stream_id as "streamId",
           pending.merged_at as "mergedAt",
           pending.deployment_key as "deploymentKey"
      from pending
     order by pending.merged_at, pending.stream_id`
}
