import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export interface RunningRow {
  readonly streamId: number
  readonly serviceId: number
  readonly placement: string
  readonly deploymentKey: string
  readonly since: Instant
  /** Of what ran there before; null where nothing is known to have. */
  readonly previousKey: string | null
  /** Of the deployments that went live in the stream after that one, up to this one, in their order; empty without it. */
  readonly betweenKeys: readonly string[]
}

/**
 * What runs where? For each service in an environment the last succeeded arrival at each placement, at a moment; looks
 * at the last 50 deployments of each. What only arrived again (a redeploy, a self-heal) runs since it first did. A
 * placement without a name is any placement: it is left out where a named one was reached later.
 */
export function running(streamIds: readonly number[], at: Instant): Sql {
  const before = toTimestamp(at)
  return sql`
    /* running */
    with latest as (
      select stream.id as stream_id,
             stream.service_id,
             deployment.*,
             row_number() over (
               partition by stream.id order by deployment.first_live_at, deployment.at, deployment.key collate "C"
             ) as place
        from stream
       cross join lateral (
         select deployment.id,
                deployment.key,
                deployment.at,
                deployment.first_live_at,
                deployment.version,
                deployment.sha,
                deployment.kind in ('REDEPLOY', 'DRIFT_CORRECTION') as again
           from deployment
          where deployment.stream_id = stream.id
            and deployment.first_live_at < ${before}::timestamptz
          order by deployment.at desc
          limit 50
       ) deployment
       where stream.id = any(${streamIds}::integer[])
    ), streams as (
      select latest.stream_id, array_agg(latest.key order by latest.place) as keys from latest group by latest.stream_id
    ), arrivals as (
      select latest.*, coalesce(arrival.value ->> 'placement', '') as placement, (arrival.value ->> 'at')::float8 as arrived
        from latest
        join deployment_detail on deployment_detail.deployment_id = latest.id
       cross join lateral json_array_elements(deployment_detail.detail -> 'arrivals') as arrival (value)
       where arrival.value ->> 'outcome' = 'SUCCEEDED'
         and (arrival.value ->> 'at')::float8 < ${at}::float8
    ), steps as (
      select arrivals.*,
             lag(arrivals.version) over there = arrivals.version or lag(arrivals.sha) over there = arrivals.sha as same,
             max(arrivals.arrived) filter (where arrivals.placement <> '') over (partition by arrivals.stream_id) as named
        from arrivals
      window there as (partition by arrivals.stream_id, arrivals.placement order by arrivals.arrived, arrivals.place)
    ), brought as (
      select steps.*,
             lag(steps.key) over there as previous_key,
             lag(steps.place) over there as previous_place,
             row_number() over (
               partition by steps.stream_id, steps.placement order by steps.arrived desc, steps.place desc
             ) as newest
        from steps
       where not (steps.again and coalesce(steps.same, false))
      window there as (partition by steps.stream_id, steps.placement order by steps.arrived, steps.place)
    )
    select brought.stream_id as "streamId",
           brought.service_id as "serviceId",
           brought.placement,
           brought.key as "deploymentKey",
           brought.arrived as "since",
           brought.previous_key as "previousKey",
           coalesce(streams.keys[brought.previous_place + 1 : brought.place], '{}') as "betweenKeys"
      from brought
      join streams on streams.stream_id = brought.stream_id
     where brought.newest = 1
       and (brought.placement <> '' or brought.named is null or brought.named <= brought.arrived)
     order by brought.stream_id, brought.placement`
}
