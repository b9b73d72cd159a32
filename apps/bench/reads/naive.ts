import type { Database } from '#storage/database'
import { sql } from '#storage/sql'

/**
 * What one would write first: normalised tables keyed by text, good indexes, joins and `percentile_cont`. The yardstick
 * of the same run on the same data.
 */
export async function loadNaive(db: Database): Promise<void> {
  await db.query(sql`create schema naive`)
  await db.query(sql`
    create table naive.deployment as
    select gen_random_uuid() as id, deployment.id as number, service.name as service, 'production'::text as environment,
           deployment.live_at as finished_at, 'success'::text as result, deployment.kind::text as kind, deployment.rework
      from deployment join service on service.id = deployment.service_id`)
  await db.query(sql`
    create table naive.change as
    select gen_random_uuid() as id, naive.deployment.id as deployment_id, shipped_change.started_at as first_commit_at,
           shipped_change.merged_at
      from shipped_change join naive.deployment on naive.deployment.number = shipped_change.deployment_id`)
  await db.query(sql`
    create table naive.incident as
    select gen_random_uuid() as id, naive.deployment.id as deployment_id, service.name as service,
           stream_incident.opened_at, stream_incident.restored_at as resolved_at
      from failure
      join stream_incident on stream_incident.stream_id = failure.stream_id
       and stream_incident.key = failure.detail -> 'incidents' ->> 0
      join service on service.id = failure.service_id
      join naive.deployment on naive.deployment.number = failure.deployment_id`)
  await db.query(sql`alter table naive.deployment add primary key (id)`)
  await db.query(sql`alter table naive.change add primary key (id)`)
  await db.query(sql`create index on naive.deployment (service, environment, finished_at)`)
  await db.query(sql`create index on naive.deployment (environment, finished_at)`)
  await db.query(sql`create index on naive.change (deployment_id)`)
  await db.query(sql`create index on naive.incident (deployment_id)`)
  await db.query(sql`create index on naive.incident (service, opened_at)`)
  await db.query(sql`vacuum analyze naive.deployment`)
  await db.query(sql`vacuum analyze naive.change`)
  await db.query(sql`vacuum analyze naive.incident`)
}

interface Span {
  readonly from: number
  readonly to: number
}

const time = (at: number): string => new Date(at).toISOString()

/** The five metrics of these services, each with one statement over joins; all services when none are named. */
export function naiveMetrics(services: readonly string[], { from, to }: Span) {
  return sql`
    with shipped as (
      select deployment.service, count(distinct deployment.id) as deployments,
             percentile_cont(array[0.5, 0.75, 0.9]) within group (
               order by extract(epoch from deployment.finished_at - change.first_commit_at)) as lead
        from naive.deployment
        left join naive.change on change.deployment_id = deployment.id
       where deployment.environment = 'production' and deployment.result = 'success'
         and deployment.service = any(${services}::text[])
         and deployment.finished_at >= ${time(from)}::timestamptz and deployment.finished_at < ${time(to)}::timestamptz
       group by deployment.service
    ), failed as (
      select deployment.service, count(distinct deployment.id) as failed,
             percentile_cont(0.5) within group (
               order by extract(epoch from incident.resolved_at - incident.opened_at)) as restore
        from naive.deployment
        join naive.incident on incident.deployment_id = deployment.id
       where deployment.environment = 'production' and deployment.result = 'success'
         and deployment.service = any(${services}::text[])
         and deployment.finished_at >= ${time(from)}::timestamptz and deployment.finished_at < ${time(to)}::timestamptz
       group by deployment.service
    ), rework as (
      select deployment.service, count(*) filter (where deployment.rework or deployment.kind = 'ROLLBACK') as rework
        from naive.deployment
       where deployment.environment = 'production' and deployment.result = 'success'
         and deployment.service = any(${services}::text[])
         and deployment.finished_at >= ${time(from)}::timestamptz and deployment.finished_at < ${time(to)}::timestamptz
       group by deployment.service
    )
    select shipped.*, failed.failed, failed.restore, rework.rework
      from shipped left join failed using (service) left join rework using (service)`
}

/** Lead time by week: p50, p75 and p90. */
export function naiveTrend(services: readonly string[], { from, to }: Span) {
  return sql`
    select date_trunc('week', deployment.finished_at) as week, count(*),
           percentile_cont(array[0.5, 0.75, 0.9]) within group (
             order by extract(epoch from deployment.finished_at - change.first_commit_at)) as lead
      from naive.deployment
      join naive.change on change.deployment_id = deployment.id
     where deployment.environment = 'production' and deployment.result = 'success'
       and deployment.service = any(${services}::text[])
       and deployment.finished_at >= ${time(from)}::timestamptz and deployment.finished_at < ${time(to)}::timestamptz
     group by 1 order by 1`
}
