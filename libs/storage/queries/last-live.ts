import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export interface LastLiveRow {
  readonly streamId: number
  readonly liveAt: Instant
}

/** Which deployments count: of one of the kinds, and with one of the labels where there are some. */
export interface Counted {
  readonly kinds: readonly DeploymentKind[]
  readonly labels?: readonly string[] | null
  /** Which arrival makes one live; LAST where it is left out. */
  readonly arrival?: 'FIRST' | 'LAST'
}

/** When did the last deployment that counts go live in each of these streams, before a moment? */
export function lastLive(streamIds: readonly number[], { kinds, labels, arrival }: Counted, before: Instant): Sql {
  const liveAt = arrival === 'FIRST' ? sql`deployment.first_live_at` : sql`deployment.live_at`
  const isLabelled = labels
    ? sql`and exists (
            select from deployment_detail
             where deployment_detail.deployment_id = deployment.id
               and (deployment_detail.detail -> 'labels')::jsonb ?| ${labels}::text[]
          )`
    : sql.empty
  return sql`
    /* last-live */
    select stream.id as "streamId", latest.live_at as "liveAt"
      from stream
     cross join lateral (
       select ${liveAt} as live_at
         from deployment
        where deployment.service_id = stream.service_id
          and deployment.environment_id = stream.environment_id
          and ${liveAt} < ${toTimestamp(before)}::timestamptz
          and deployment.kind = any(${kinds}::deployment_kind[])
          ${isLabelled}
        order by ${liveAt} desc
        limit 1
     ) latest
     where stream.id = any(${streamIds}::integer[])`
}

/** When did deployments of these kinds go live in each of these streams, in a span of time? */
export function liveWithin(
  streamIds: readonly number[],
  kinds: readonly DeploymentKind[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Sql {
  return sql`
    /* live-within */
    select stream.id as "streamId", deployment.live_at as "liveAt"
      from stream
      join deployment on deployment.service_id = stream.service_id
       and deployment.environment_id = stream.environment_id
       and deployment.live_at >= ${toTimestamp(from)}::timestamptz
       and deployment.live_at < ${toTimestamp(to)}::timestamptz
       and deployment.kind = any(${kinds}::deployment_kind[])
     where stream.id = any(${streamIds}::integer[])`
}
