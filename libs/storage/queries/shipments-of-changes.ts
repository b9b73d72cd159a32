import type { ShippedChange } from '#domain/stream-history'
import { type Sql, sql } from '../sql.ts'
import { askedChanges, type ChangeRef } from './changes.ts'

export interface ShipmentRow extends ChangeRef {
  readonly streamId: number
  /** As the first deployment of one stream that brought the change has it. */
  readonly shipped: ShippedChange
}

/** How was each of these changes shipped first in each stream? By live time. */
export function shipmentsOfChanges(of: readonly ChangeRef[]): Sql {
  return sql`
    /* shipments-of-changes */
    with asked as (
      select asked.repository, asked.number, asked.sha, repository.id as repository_id
        from ${askedChanges(of)}
        join repository on repository.name = asked.repository
    ), shipments as (
      select asked.repository, asked.number, asked.sha, shipped_change.id, shipped_change.stream_id, shipped_change.live_at
        from asked
        join shipped_change on shipped_change.repository_id = asked.repository_id and shipped_change.number = asked.number
       union
      select asked.repository, asked.number, asked.sha, shipped_change.id, shipped_change.stream_id, shipped_change.live_at
        from asked
        join shipped_commit on shipped_commit.repository_id = asked.repository_id and shipped_commit.sha = asked.sha
        join shipped_change on shipped_change.stream_id = shipped_commit.stream_id
         and shipped_change.key = shipped_commit.change_key
       where asked.number is null
         and shipped_change.number is null
    )
    select shipments.repository,
           shipments.number,
           shipments.sha,
           shipments.stream_id as "streamId",
           shipped_change_detail.detail as "shipped"
      from shipments
      join shipped_change_detail on shipped_change_detail.change_id = shipments.id
     order by shipments.live_at, shipments.id`
}
