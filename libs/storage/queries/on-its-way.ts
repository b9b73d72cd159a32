import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { type Sql, sql } from '../sql.ts'

export interface OnItsWayRow {
  readonly streamId: number
  readonly deploymentKey: string
  readonly kind: DeploymentKind
  /** Empty where its sender named none. */
  readonly placement: string
  /** When the configuration asked for it, or when its run began. */
  readonly since: Instant
  /** It was asked for in a configuration repository, and a reconciler would tell that it applied it. */
  readonly isWaiting: boolean
}

/**
 * What is on its way in these streams, and to which placements? The latest first. Looks at the last 50 deployments of each: at
 * those that arrived nowhere yet, and at the newest that arrived somewhere.
 */
export function onItsWay(streamIds: readonly number[]): Sql {
  return sql`
    /* on-its-way */
    with candidates as (
      select latest.stream_id, latest.id, latest.key, latest.kind
        from stream
       cross join lateral (
         select recent.*, max(recent.at) filter (where recent.outcome = 'SUCCEEDED') over () as newest
           from (
             select deployment.stream_id, deployment.id, deployment.key, deployment.kind, deployment.outcome, deployment.at
               from deployment
              where deployment.stream_id = stream.id
              order by deployment.at desc
              limit 50
           ) recent
       ) latest
       where stream.id = any(${streamIds}::integer[])
         and (latest.outcome = 'IN_PROGRESS' or (latest.outcome = 'SUCCEEDED' and latest.at = latest.newest))
    )
    select candidates.stream_id as "streamId",
           candidates.key as "deploymentKey",
           candidates.kind,
           coalesce(arrival.placement, '') as "placement",
           arrival.at as "since",
           exists (
             select
               from json_to_recordset(deployment_detail.detail -> 'reports') as report ("isWaiting" boolean)
              where report."isWaiting"
           ) as "isWaiting"
      from candidates
      join deployment_detail on deployment_detail.deployment_id = candidates.id
     cross join lateral json_to_recordset(deployment_detail.detail -> 'arrivals')
        as arrival (placement text, at float8, outcome text)
     where arrival.outcome = 'IN_PROGRESS'
     order by candidates.stream_id, arrival.at desc, candidates.key collate "C"`
}
