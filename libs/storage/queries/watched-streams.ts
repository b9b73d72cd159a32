import type { Tier } from '#domain/environment'
import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export interface WatchedStreamRow {
  readonly id: number
  readonly serviceId: number
  readonly service: string
  readonly team: string | null
  readonly environmentId: number
  readonly environment: string
  readonly tier: Tier
  /** `dayZoneOf` the zone in which its days are kept. */
  readonly dayZone: string | null
  /** How often its facts were written. */
  readonly version: number
}

/** Which streams can alerts be about: those of production, and of the environments that are named? By id. */
export function watchedStreams(environments: readonly string[]): Sql {
  return sql`
    /* watched-streams */
    select stream.id,
           stream.service_id as "serviceId",
           service.name as "service",
           team.name as team,
           stream.environment_id as "environmentId",
           environment.name as "environment",
           environment.tier,
           stream.day_zone as "dayZone",
           stream.version
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
      left join team on team.id = service.team_id
     where stream.merged_into is null
       and (environment.tier = 'PRODUCTION' or environment.name = any(${environments}::text[])
            or environment.tier::text = any(select upper(name) from unnest(${environments}::text[]) as named (name)))
     order by stream.id`
}

export interface MergedRow {
  readonly streamId: number
  /** Pairs of float8, the most significant byte first: when each was merged, and when it went live (NaN: it waits), in milliseconds. */
  readonly times: Buffer
}

/** Which changes of these streams went live from a moment on, or were merged and wait, and when? By merge. */
export function mergedSince(streamIds: readonly number[], from: Instant, to: Instant): Sql {
  return sql`
    /* merged-since */
    select "streamId",
           string_agg(
             float8send((extract(epoch from merged_at) * 1000)::float8)
               || float8send(coalesce((extract(epoch from live_at) * 1000)::float8, 'NaN')),
             '' order by merged_at
           ) as times
      from (select stream.id as "streamId", shipped_change.merged_at, shipped_change.live_at
              from stream
              join shipped_change on shipped_change.service_id = stream.service_id
               and shipped_change.environment_id = stream.environment_id
             where stream.id = any(${streamIds}::integer[])
               and shipped_change.live_at >= ${toTimestamp(from)}::timestamptz
               and shipped_change.live_at < ${toTimestamp(to)}::timestamptz
               and shipped_change.merged_at is not null
            union all
            select pending_change.stream_id, pending_change.merged_at, null
              from pending_change
             where pending_change.stream_id = any(${streamIds}::integer[])
               and pending_change.merged_at < ${toTimestamp(to)}::timestamptz) as merged
     group by "streamId"`
}
