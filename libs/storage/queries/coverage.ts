import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export interface CoverageRow {
  readonly deployments: number
  /** Those whose commit was told. */
  readonly withCommit: number
  /** Those that name a commit which nobody told. */
  readonly untold: number
  /** Those that brought changes which are known. */
  readonly withChanges: number
  readonly withRequest: number
  readonly withLiveTime: number
  readonly incidents: number
  readonly incidentsLinked: number
  readonly commitExample: string | null
  readonly untoldExample: string | null
  readonly requestExample: string | null
  readonly liveTimeExample: string | null
  readonly incidentExample: string | null
  /** Commits of configuration repositories that syncs applied, of which nobody knows which version they ask for. */
  readonly heldBack: number
  /** `repository@sha` */
  readonly heldBackExample: string | null
}

/** Whether a row of `deployment` names a commit that was told; null where it names none. */
export const isTold: Sql = sql`case
        when deployment.sha is not null then exists (select from commit where commit.sha = deployment.sha)
      end`

/** Whether it is known what a row of `stream_incident` is due to: a deployment, or stated to be something else. */
export const isSettled: Sql = sql`(
        detail ->> 'failureKey' is not null or detail ->> 'cause' in ('external', 'infrastructure')
        or detail ->> 'noDeployment' is not null
      )`

interface CoverageScope {
  /** Null: every service. */
  readonly serviceIds: readonly number[] | null
  readonly from: Instant
  readonly to: Instant
}

/** How much of the chain is known, of what stands in the window? */
export function coverage({ serviceIds, from, to }: CoverageScope): Sql {
  const ofDeployment = serviceIds === null ? sql.empty : sql`and deployment.service_id = any(${serviceIds}::integer[])`
  const ofIncident =
    serviceIds === null ? sql.empty : sql`and stream_incident.service_id = any(${serviceIds}::integer[])`
  const ofSync = serviceIds === null ? sql.empty : sql`and stream.service_id = any(${serviceIds}::integer[])`
  return sql`
    /* coverage */
    with deployments as (
      select service.name || ' ' || deployment.version as label,
             deployment.at,
             ${isTold} as told,
             changes.count > 0 as with_changes,
             changes.count > 0 and changes.direct = 0 as with_request,
             deployment.live_at is not null or deployment.outcome <> 'SUCCEEDED' as with_live_time
        from deployment
        join service on service.id = deployment.service_id
       cross join lateral (
         select count(*) as count, count(*) filter (where shipped_change.number is null) as direct
           from shipped_change
          where shipped_change.deployment_id = deployment.id
       ) changes
       where deployment.at >= ${toTimestamp(from)}::timestamptz
         and deployment.at < ${toTimestamp(to)}::timestamptz
         ${ofDeployment}
    ), incidents as (
      select stream_incident.key, bool_or(${isSettled}) as linked
        from stream_incident
       where stream_incident.opened_at >= ${toTimestamp(from)}::timestamptz
         and stream_incident.opened_at < ${toTimestamp(to)}::timestamptz
         and stream_incident.detail ->> 'classification' = 'incident'
         ${ofIncident}
       group by stream_incident.key
    ), chains as (
      select count(*) as deployments,
             count(*) filter (where told) as with_commit,
             count(*) filter (where not told) as untold,
             count(*) filter (where with_changes) as with_changes,
             count(*) filter (where with_request) as with_request,
             count(*) filter (where with_live_time) as with_live_time,
             (array_agg(label order by at desc) filter (where told is null))[1] as commit_example,
             (array_agg(label order by at desc) filter (where not told))[1] as untold_example,
             (array_agg(label order by at desc) filter (where with_changes and not with_request))[1] as request_example,
             (array_agg(label order by at desc) filter (where not with_live_time))[1] as live_time_example
        from deployments
    ), causes as (
      select count(*) as incidents,
             count(*) filter (where linked) as linked,
             min(key) filter (where not linked) as example
        from incidents
    ), held_back as (
      select count(*) as syncs, max(wait.reference) as example
        from wait
        join stream on stream.id = wait.stream_id
       where wait.kind = 'revision'
         and wait.since >= ${toTimestamp(from)}::timestamptz
         and wait.since < ${toTimestamp(to)}::timestamptz
         ${ofSync}
    )
    select chains.deployments as "deployments",
           chains.with_commit as "withCommit",
           chains.untold as "untold",
           chains.with_changes as "withChanges",
           chains.with_request as "withRequest",
           chains.with_live_time as "withLiveTime",
           causes.incidents as "incidents",
           causes.linked as "incidentsLinked",
           chains.commit_example as "commitExample",
           chains.untold_example as "untoldExample",
           chains.request_example as "requestExample",
           chains.live_time_example as "liveTimeExample",
           causes.example as "incidentExample",
           held_back.syncs as "heldBack",
           held_back.example as "heldBackExample"
      from chains, causes, held_back`
}
