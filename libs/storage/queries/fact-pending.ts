import type { Instant } from '#domain/instant'
import type { PendingFact } from '#metrics/facts'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export type FactPendingRow = PendingFact & { readonly streamId: number }

/** Which changes were merged before a moment and are not live in these streams? By merge. */
export function factPending(streamIds: readonly number[], before: Instant): Sql {
  return sql`
    /* fact-pending */
    select pending_change.stream_id as "streamId",
           pending_change.key,
           pending_change.started_at as "startedAt",
           pending_change.merged_at as "mergedAt"
      from pending_change
     where pending_change.stream_id = any(${streamIds}::integer[])
       and pending_change.merged_at < ${toTimestamp(before)}::timestamptz
     order by pending_change.stream_id, pending_change.merged_at, pending_change.key collate "C"`
}

/** Which changes that went live in these streams from a moment on were merged before another one? */
export function factShippedLater(streamIds: readonly number[], from: Instant, mergedBefore: Instant): Sql {
  return sql`
    /* fact-shipped-later */
    select stream.id as "streamId",
           shipped_change.key,
           shipped_change.started_at as "startedAt",
           shipped_change.merged_at as "mergedAt"
      from stream
      join shipped_change on shipped_change.service_id = stream.service_id
       and shipped_change.environment_id = stream.environment_id
     where stream.id = any(${streamIds}::integer[])
       and shipped_change.live_at >= ${toTimestamp(from)}::timestamptz
       and shipped_change.merged_at < ${toTimestamp(mergedBefore)}::timestamptz`
}
