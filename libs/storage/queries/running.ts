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
      select latest.stream_id,
             coalesce(arrival.placement, '') as placement,
             arrival.at as arrived,
             latest.place,
             latest.again,
             latest.version,
             latest.sha
        from latest
        join deployment_detail on deployment_detail.deployment_id = latest.id
       cross join lateral json_to_recordset(deployment_detail.detail -> 'arrivals')
          as arrival (placement text, at float8, outcome text)
       where arrival.outcome = 'SUCCEEDED'
         and arrival.at < ${at}::float8
    ), steps as (
      select arrivals.stream_id,
             arrivals.placement,
             arrivals.arrived,
             arrivals.place,
             arrivals.again
               and (lag(arrivals.version) over there = arrivals.version or lag(arrivals.sha) over there = arrivals.sha)
               as goes_on
        from arrivals
      window there as (partition by arrivals.stream_id, arrivals.placement order by arrivals.arrived, arrivals.place)
    ), brought as (
      select steps.stream_id,
             steps.placement,
             steps.arrived,
             steps.place,
             lag(steps.place) over there as previous_place,
             lead(steps.place) over there is null as newest
        from steps
       where steps.goes_on is not true
      window there as (partition by steps.stream_id, steps.placement order by steps.arrived, steps.place)
    ), newest as (
      select brought.*,
             max(brought.arrived) filter (where brought.placement <> '') over (partition by brought.stream_id) as named
        from brought
       where brought.newest
    )
    select newest.stream_id as "streamId",
           stream.service_id as "serviceId",
           newest.placement,
           streams.keys[newest.place] as "deploymentKey",
           newest.arrived as "since",
           streams.keys[newest.previous_place] as "previousKey",
           coalesce(streams.keys[newest.previous_place + 1 : newest.place], '{}') as "betweenKeys"
      from newest
      join streams on streams.stream_id = newest.stream_id
      join stream on stream.id = newest.stream_id
     where newest.placement <> '' or newest.named is null or newest.named <= newest.arrived
     order by newest.stream_id, newest.placement`
}
