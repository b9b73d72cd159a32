import { DAY, type Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { isSettled, isTold } from './coverage.ts'

/** How much is known of a service in an environment. Counts; `…Example` is one of those that lack it. */
export interface StreamCoverageRow {
  readonly serviceId: number
  readonly service: string
  readonly environmentId: number
  readonly environment: string
  readonly deployments: number
  /** Those whose commit was told. */
  readonly withCommit: number
  readonly commitExample: string | null
  /** Those that name a commit which nobody told. */
  readonly untold: number
  readonly untoldExample: string | null
  /** Ended, or begun less than a day ago. */
  readonly withOutcome: number
  readonly outcomeExample: string | null
  readonly withLiveTime: number
  readonly liveTimeExample: string | null
  readonly changes: number
  readonly withRequest: number
  readonly requestExample: string | null
  readonly failures: number
  readonly withIncident: number
  readonly incidents: number
  readonly incidentsLinked: number
  readonly incidentExample: string | null
  /** Commits of configuration repositories that syncs applied, of which nobody knows which version they ask for. */
  readonly heldBack: number
  /** `repository@sha` */
  readonly heldBackExample: string | null
}

interface StreamCoverageScope {
  readonly from: Instant
  readonly to: Instant
  readonly now: Instant
}

/** A deployment that began longer ago and never ended lacks its outcome. */
const longestRun = DAY

/** How much of the chain is known for each service in each environment, of what stands in the window? Previews are left out. */
export function coverageOfStreams({ from, to, now }: StreamCoverageScope): Sql {
  const within = (column: Sql): Sql =>
    sql`${column} >= ${toTimestamp(from)}::timestamptz and ${column} < ${toTimestamp(to)}::timestamptz`
  return sql`
    /* coverage-of-streams */
    with deployed as (
      select service_id, environment_id, version, ${isTold} as told,
             outcome <> 'IN_PROGRESS' or at >= ${toTimestamp(now - longestRun)}::timestamptz as with_outcome,
             live_at is not null or outcome <> 'SUCCEEDED' as with_live_time
        from deployment
       where ${within(sql`at`)}
    ), deployments as materialized (
      select service_id, environment_id, count(*) as deployments,
             count(*) filter (where told) as with_commit,
             count(*) filter (where not told) as untold,
             count(*) filter (where with_outcome) as with_outcome,
             count(*) filter (where with_live_time) as with_live_time,
             max(version) filter (where told is null) as commit_example,
             max(version) filter (where not told) as untold_example,
             max(version) filter (where not with_outcome) as outcome_example,
             max(version) filter (where not with_live_time) as live_time_example
        from deployed
       group by service_id, environment_id
    ), changes as materialized (
      select service_id, environment_id, count(*) as changes,
             count(*) filter (where number is not null) as with_request,
             max(sha) filter (where number is null) as request_example
        from shipped_change
       where ${within(sql`live_at`)}
       group by service_id, environment_id
    ), failures as materialized (
      select service_id, environment_id, count(*) as failures,
             count(*) filter (where json_array_length(detail -> 'incidents') > 0) as with_incident
        from failure
       where ${within(sql`at`)}
       group by service_id, environment_id
    ), opened as (
      select service_id, environment_id, key, ${isSettled} as settled
        from stream_incident
       where ${within(sql`opened_at`)}
         and detail ->> 'classification' = 'incident'
    ), incidents as materialized (
      select service_id, environment_id, count(*) as incidents,
             count(*) filter (where settled) as linked,
             min(key) filter (where not settled) as incident_example
        from opened
       group by service_id, environment_id
    ), held_back as materialized (
      select stream.service_id, stream.environment_id, count(*) as syncs, max(wait.reference) as held_back_example
        from wait
        join stream on stream.id = wait.stream_id
       where wait.kind = 'revision'
         and ${within(sql`wait.since`)}
       group by stream.service_id, stream.environment_id
    )
    select service.id as "serviceId",
           service.name as "service",
           environment.id as "environmentId",
           environment.name as "environment",
           coalesce(deployments, 0)::bigint as "deployments",
           coalesce(with_commit, 0)::bigint as "withCommit",
           commit_example as "commitExample",
           coalesce(untold, 0)::bigint as "untold",
           untold_example as "untoldExample",
           coalesce(with_outcome, 0)::bigint as "withOutcome",
           outcome_example as "outcomeExample",
           coalesce(with_live_time, 0)::bigint as "withLiveTime",
           live_time_example as "liveTimeExample",
           coalesce(changes, 0)::bigint as "changes",
           coalesce(with_request, 0)::bigint as "withRequest",
           request_example as "requestExample",
           coalesce(failures, 0)::bigint as "failures",
           coalesce(with_incident, 0)::bigint as "withIncident",
           coalesce(incidents, 0)::bigint as "incidents",
           coalesce(linked, 0)::bigint as "incidentsLinked",
           incident_example as "incidentExample",
           coalesce(syncs, 0)::bigint as "heldBack",
           held_back_example as "heldBackExample"
      from deployments
      full join changes using (service_id, environment_id)
      full join failures using (service_id, environment_id)
      full join incidents using (service_id, environment_id)
      full join held_back using (service_id, environment_id)
      join service on service.id = service_id
      join environment on environment.id = environment_id and environment.tier <> 'EPHEMERAL'
     order by service.name collate "C", environment.name collate "C"
     limit 5000`
}
