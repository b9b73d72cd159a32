import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** Which part of the deployments of each service to read. */
export interface DeploymentSpan {
  readonly from: Instant | null
  readonly to: Instant | null
}

export interface StreamOfService {
  readonly serviceId: number
  readonly streamId: number
}

function matching({ from, to }: DeploymentSpan): Sql {
  const all = [sql`deployment.stream_id = asked.stream_id`]
  if (from !== null) all.push(sql`deployment.at >= ${toTimestamp(from)}::timestamptz`)
  if (to !== null) all.push(sql`deployment.at < ${toTimestamp(to)}::timestamptz`)
  return sql.join(all, sql` and `)
}

function asked(streams: readonly StreamOfService[]): Sql {
  const services = streams.map((stream) => stream.serviceId)
  return sql`unnest(${services}::integer[], ${streams.map((stream) => stream.streamId)}::integer[]) as asked (service_id, stream_id)`
}

/** Which deployments of these streams are the latest of each service? So many of each, after one of them. */
export function deploymentsOfServices(
  streams: readonly StreamOfService[],
  span: DeploymentSpan,
  after: { readonly at: Instant; readonly streamId: number; readonly key: string } | null,
  limit: number,
): Sql {
  const beyond =
    after === null
      ? sql`true`
      : sql`(deployment.at, deployment.stream_id, deployment.key collate "C")
             < (${toTimestamp(after.at)}::timestamptz, ${after.streamId}::integer, ${after.key}::text)`
  return sql`
    /* deployments-of-services */
    with latest as (
      select asked.service_id,
             found.*,
             row_number() over (
               partition by asked.service_id
               order by found.at desc, found.stream_id desc, found.key collate "C" desc
             ) as place
        from ${asked(streams)}
       cross join lateral (
         select deployment.id, deployment.stream_id, deployment.environment_id, deployment.key, deployment.at
           from deployment
          where ${matching(span)}
            and ${beyond}
          order by deployment.at desc, deployment.key collate "C" desc
          limit ${limit}
       ) found
    )
    select latest.id,
           latest.stream_id as "streamId",
           latest.service_id as "serviceId",
           latest.environment_id as "environmentId",
           latest.key,
           latest.at,
           deployment_detail.detail
      from latest
      join deployment_detail on deployment_detail.deployment_id = latest.id
     where latest.place <= ${limit}
     order by latest.service_id, latest.place`
}

export interface ServiceCountRow {
  readonly serviceId: number
  readonly count: number
}

/** How many deployments of these streams does each service have? */
export function deploymentCounts(streams: readonly StreamOfService[], span: DeploymentSpan): Sql {
  return sql`
    /* deployments-of-services: count */
    select asked.service_id as "serviceId", count(*) as "count"
      from ${asked(streams)}
      join deployment on ${matching(span)}
     group by asked.service_id`
}
