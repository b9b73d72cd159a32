import { deploymentKinds } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** A half-open part of a window. */
export interface Segment {
  readonly from: Instant
  readonly to: Instant
}

export interface PackedFactsRow {
  readonly streamId: number
  readonly packed: Buffer
}

function segmentsOf(segments: readonly Segment[]): Sql {
  return sql`unnest(
             ${segments.map(({ from }) => toTimestamp(from))}::timestamptz[],
             ${segments.map(({ to }) => toTimestamp(to))}::timestamptz[]
           ) as segment (first, last)`
}

/** Which deployments went live in these streams in these parts of a window? Packed for `unpackLive`. */
export function packedLive(streamIds: readonly number[], segments: readonly Segment[]): Sql {
  return sql`
    /* packed-live */
    select stream.id as "streamId",
           string_agg(
             int8send(deployment.id) || timestamptz_send(deployment.live_at)
             || int2send((array_position(${[...deploymentKinds]}::deployment_kind[], deployment.kind) - 1
                          + case when deployment.rework then 8 else 0 end)::int2)
             || int2send(deployment.doubts), '') as packed
      from stream
     cross join ${segmentsOf(segments)}
      join deployment on deployment.service_id = stream.service_id
       and deployment.environment_id = stream.environment_id
       and deployment.live_at >= segment.first
       and deployment.live_at < segment.last
       and deployment.outcome = 'SUCCEEDED'
     where stream.id = any(${streamIds}::integer[])
     group by stream.id`
}

/** Which changes did they ship? Packed for `unpackShipped`. */
export function packedShipped(streamIds: readonly number[], segments: readonly Segment[]): Sql {
  return sql`
    /* packed-shipped */
    select stream.id as "streamId",
           string_agg(
             int8send(shipped_change.deployment_id) || timestamptz_send(shipped_change.live_at)
             || timestamptz_send(shipped_change.started_at)
             || int2send((case when shipped_change.confidence = 'LOW' then 1 else 0 end)::int2)
             || int2send(shipped_change.doubts), '') as packed
      from stream
     cross join ${segmentsOf(segments)}
      join shipped_change on shipped_change.service_id = stream.service_id
       and shipped_change.environment_id = stream.environment_id
       and shipped_change.live_at >= segment.first
       and shipped_change.live_at < segment.last
     where stream.id = any(${streamIds}::integer[])
     group by stream.id`
}

export interface EndedRunRow {
  readonly streamId: number
  readonly at: Instant
  readonly outcome: string
}

/**
 * Which runs ended in these streams in these parts of a window?
 *
 * @param slack milliseconds by which a run may lie from the time of its deployment
 */
export function endedRuns(streamIds: readonly number[], segments: readonly Segment[], slack: number): Sql {
  return sql`
    /* ended-runs */
    select deployment.stream_id as "streamId", arrival.at::float8 as at, arrival.outcome
      from ${segmentsOf(segments)}
      join deployment on deployment.stream_id = any(${streamIds}::integer[])
       and deployment.at >= segment.first - ${`${slack} milliseconds`}::interval
       and deployment.at < segment.last + ${`${slack} milliseconds`}::interval
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     cross join lateral json_to_recordset(deployment_detail.detail -> 'arrivals') as arrival (at bigint, outcome text)
     where arrival.outcome <> 'IN_PROGRESS'
       and arrival.at >= extract(epoch from segment.first) * 1000
       and arrival.at < extract(epoch from segment.last) * 1000`
}
