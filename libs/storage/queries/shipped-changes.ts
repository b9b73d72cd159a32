import type { Instant } from '#domain/instant'
import type { ShippedChange } from '#domain/stream-history'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface ShippedChangeRow {
  readonly streamId: number
  readonly deploymentKey: string
  readonly key: string
  readonly liveAt: Instant
  readonly detail: ShippedChange
}

export interface DeploymentRef {
  readonly streamId: number
  readonly key: string
}

/** What did each of these deployments bring first? By live time and key, so many of each, after one of them. */
export function shippedChanges(
  of: readonly DeploymentRef[],
  after: { readonly liveAt: Instant; readonly key: string } | null,
  limit: number,
): Sql {
  const beyond =
    after === null
      ? sql`true`
      : sql`(shipped_change.live_at, shipped_change.key collate "C") > (${toTimestamp(after.liveAt)}::timestamptz, ${after.key}::text)`
  return sql`
    /* shipped-changes */
    select deployment.stream_id as "streamId",
           deployment.key as "deploymentKey",
           shipped.key,
           shipped.live_at as "liveAt",
           shipped_change_detail.detail
      from unnest(${of.map((ref) => ref.streamId)}::integer[], ${of.map(({ key }) => boundedText(key))}::text[]) as asked (stream_id, key)
      join deployment on deployment.stream_id = asked.stream_id and deployment.key = asked.key
     cross join lateral (
       select shipped_change.id, shipped_change.key, shipped_change.live_at
         from shipped_change
        where shipped_change.deployment_id = deployment.id
          and ${beyond}
        order by shipped_change.live_at, shipped_change.key collate "C"
        limit ${limit}
     ) shipped
      join shipped_change_detail on shipped_change_detail.change_id = shipped.id
     order by deployment.id, shipped.live_at, shipped.key collate "C"`
}

export interface ShippedCountRow extends DeploymentRef {
  readonly count: number
}

/** How many changes did each of these deployments bring first? */
export function shippedCounts(of: readonly DeploymentRef[]): Sql {
  return sql`
    /* shipped-changes: count */
    select deployment.stream_id as "streamId", deployment.key, count(shipped_change.id) as "count"
      from unnest(${of.map((ref) => ref.streamId)}::integer[], ${of.map(({ key }) => boundedText(key))}::text[]) as asked (stream_id, key)
      join deployment on deployment.stream_id = asked.stream_id and deployment.key = asked.key
      left join shipped_change on shipped_change.deployment_id = deployment.id
     group by deployment.stream_id, deployment.key`
}
