import type { Database } from '#storage/database'
import { type Sql, sql } from '#storage/sql'

/** Milliseconds, as details say instants. */
export function milliseconds(instant: Sql): Sql {
  return sql`(extract(epoch from ${instant}) * 1000)::bigint`
}

/** Stands for the hash of the statement in the event log on which a link rests. */
export function statements(of: Sql): Sql {
  return sql`array[encode(sha256(convert_to(${of}, 'UTF8')), 'hex')]`
}

const impact = sql`
  array(select span from (select ${milliseconds(sql`opened`)} as "from", ${milliseconds(sql`restored`)} as "to") span)`

const incidentDetail = sql`
  select key, 'bench' as source, 'I' || broken.id as "externalId", null as title, null as url, null as severity,
         ${milliseconds(sql`opened`)} as "openedAt", ${milliseconds(sql`opened`)} as "impactStartedAt",
         null as "mitigatedAt", ${milliseconds(sql`restored`)} as "resolvedAt", ${milliseconds(sql`restored`)} as "restoredAt",
         ${impact} as impact, 'incident' as classification, 'unknown' as cause, broken.key as "failureKey",
         '{}'::text[] as overrides
    from (select 'bench/I' || broken.id as key) named`

/** One link to the incident, and one to what repaired it. */
const links = sql`
  array(
    select link
      from (
        select 'incident bench/I' || broken.id as "from", 'deployment ' || key as "to", 'EXPLICIT' as method,
               'HIGH' as confidence, ${milliseconds(sql`opened`)} as at, ${statements(sql`'I' || broken.id`)} as statements,
               false as missing
        union all
        select 'deployment ' || next_key, 'deployment ' || key, 'REMEDIATES', 'HIGH', ${milliseconds(sql`next_at`)},
               '{}'::text[], false
         where next_key is not null
      ) link
  )`

const failureDetail = sql`
  select key, key as "deploymentKey", ${milliseconds(sql`live_at`)} as at, 'EXPLICIT' as basis, 'HIGH' as confidence,
         array['bench/I' || broken.id] as incidents, ${milliseconds(sql`opened`)} as "impactStartedAt",
         ${milliseconds(sql`restored`)} as "restoredAt", 'RESOLVED' as "restoredRule",
         ${milliseconds(sql`restored`)} - ${milliseconds(sql`opened`)} as duration, ${impact} as impact,
         case when next_key is null then 'OTHER' else 'ROLL_FORWARD' end as remedy, next_key as "restoredByKey",
         ${links} as links`

/** Gives every failed deployment its incident; the first one of the service after that opened repairs it. */
export async function loadFailures(db: Database): Promise<void> {
  await db.query(sql`
    with failed as (
      select id, stream_id, service_id, key, live_at,
             live_at + date_trunc('milliseconds', interval '40 minutes' * bench_random(id, 8)) as opened,
             date_trunc('milliseconds', interval '90 minutes' * exp(2 * (bench_random(id, 9) - 0.5))) as lasted
        from deployment
       where failed
    ), broken as (
      select failed.*, opened + lasted as restored, next.id as next_id, next.key as next_key, next.live_at as next_at
        from failed
        left join lateral (
          select id, key, live_at
            from deployment
           where deployment.stream_id = failed.stream_id
             and deployment.at >= failed.opened
           order by deployment.at
           limit 1
        ) next on true
    ), repaired as (
      update deployment set rework = true where id in (select next_id from broken)
    ), incidents as (
      insert into stream_incident (stream_id, service_id, environment_id, key, opened_at, restored_at, detail)
      select stream_id, service_id, 1, 'bench/I' || id, opened, restored,
             (select to_json(told) from (${incidentDetail}) told)
        from broken
    )
    insert into failure (stream_id, service_id, environment_id, deployment_id, key, at, basis, confidence,
                         impact_started_at, restored_at, detail)
    select stream_id, service_id, 1, id, key, live_at, 'EXPLICIT', 'HIGH', opened, restored,
           (select to_json(told) from (${failureDetail}) told)
      from broken`)
}
