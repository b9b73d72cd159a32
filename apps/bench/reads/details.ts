import type { Database } from '#storage/database'
import { type Sql, sql } from '#storage/sql'
import { milliseconds, statements } from './failures.ts'

const home = sql`'bench-' || lpad(service_id::text, 4, '0')`
const at = milliseconds(sql`live_at`)
const none = sql`'{}'::text[]`
const rowOf = (columns: Sql): Sql => sql`(select to_json(part) from (select ${columns}) part)`

/** Every field of a deployment, in the order of the domain's. */
const detail = sql`
  select key, ${at} as at, null as "startedAt", null as "finishedAt", ${at} as "liveAt", ${at} as "firstLiveAt",
         'STATED' as "liveRule", kind, kind as "computedKind", null as "statedKind", null as "overrideKind", outcome,
         null as "abortReason",
         ${rowOf(sql`${none} as digests, deployment.sha, deployment.version, null as "imageTag"`)} as identity,
         version, sha, ${home} as repository, ${none} as images, null as "configRepository", null as "configSha",
         array[${rowOf(sql`'' as placement, ${at} as at, outcome, 'STATED' as "liveRule", null as "startedAt", null as "finishedAt"`)}] as arrivals,
         array[${rowOf(sql`'bench' as source, 'D' || deployment.id as "externalId", ${at} as at, key as entity`)}] as reports,
         ${none} as overrides, ${none} as labels, '{}'::json as attributes,
         array[${rowOf(sql`'deployment' as "from", 'commit ' || ${home} || '@' || sha as "to", 'STATED_SHA' as method,
                           'HIGH' as confidence, ${statements(sql`deployment.key`)} as statements, false as missing`)}] as links,
         case when doubts = 0 then ${none} else array['NO_PREDECESSOR'] end as flags, previous.former as "previousKey",
         array[${home} || '@' || sha] as frontier, ${none} as included,
         case when rework then array['INCIDENT'] else ${none} end as rework, ${none} as "revertsOf",
         coalesce(repaired.incidents, ${none}) as remediates, false as hotfix, false as "rolledPast",
         case when failed then key end as "failureKey"`

/** Only what repairs an incident says which. */
const withRepairs = sql`
  (select case when repaired.keys is null then to_json(told)
               else (to_jsonb(told) || jsonb_build_object('repairs', repaired.keys))::json end
     from (${detail}) told)`

/** What projection would have written of deployments from a moment on. */
export async function loadDetails(db: Database, from: string): Promise<void> {
  await db.query(sql`
    with repaired as (
      select failure.detail ->> 'restoredByKey' as repairer, array_agg('I' || deployment_id order by ('I' || deployment_id) collate "C") as incidents,
             array_agg('bench/I' || deployment_id order by ('I' || deployment_id) collate "C") as keys
        from failure
       group by 1
    )
    insert into deployment_detail (deployment_id, detail)
    select deployment.id, ${withRepairs}
      from deployment
      left join repaired on repaired.repairer = deployment.key
      left join lateral (
        select before.key as former
          from deployment before
         where before.stream_id = deployment.stream_id
           and before.at < deployment.at
         order by before.at desc
         limit 1
      ) previous on true
     where deployment.at >= ${from}::timestamptz`)
}
