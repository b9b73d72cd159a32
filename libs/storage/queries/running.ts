import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export interface RunningRow {
  readonly streamId: number
  readonly serviceId: number
  readonly placement: string
  readonly deploymentKey: string
  readonly since: Instant
}

/**
 * What runs where? For each service in an environment the last succeeded arrival at each placement, at a moment; looks
 * at the last 50 deployments of each.
 */
export function running(streamIds: readonly number[], at: Instant): Sql {
  return sql`
    /* running */
    with arrivals as (
      select stream.id as stream_id,
             stream.service_id,
             coalesce(arrival.value ->> 'placement', '') as placement,
             latest.key,
             (arrival.value ->> 'at')::float8 as at
        from stream
       cross join lateral (
         select deployment.id, deployment.key
           from deployment
          where deployment.stream_id = stream.id
            and deployment.first_live_at < ${toTimestamp(at)}::timestamptz
          order by deployment.at desc
          limit 50
       ) latest
        join deployment_detail on deployment_detail.deployment_id = latest.id
       cross join lateral json_array_elements(deployment_detail.detail -> 'arrivals') as arrival (value)
       where stream.id = any(${streamIds}::integer[])
         and arrival.value ->> 'outcome' = 'SUCCEEDED'
         and (arrival.value ->> 'at')::float8 < ${at}::float8
    )
    select distinct on (arrivals.stream_id, arrivals.placement)
           arrivals.stream_id as "streamId",
           arrivals.service_id as "serviceId",
           arrivals.placement,
           arrivals.key as "deploymentKey",
           arrivals.at as "since"
      from arrivals
     order by arrivals.stream_id, arrivals.placement, arrivals.at desc`
}
