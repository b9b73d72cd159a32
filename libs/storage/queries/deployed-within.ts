import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** One stream in the half-open window [from, to). */
export interface StreamSpan {
  readonly streamId: number
  readonly from: Instant
  readonly to: Instant
}

export interface DeployedWithinRow {
  /** Place of the span among those that were asked for. */
  readonly place: number
}

/** In which of these spans does a deployment stand, of whatever kind and outcome? */
export function deployedWithin(spans: readonly StreamSpan[]): Sql {
  return sql`
    /* deployed-within */
    select asked.place
      from unnest(${spans.map((_, place) => place)}::integer[], ${spans.map(({ streamId }) => streamId)}::integer[],
                  ${spans.map(({ from }) => toTimestamp(from))}::timestamptz[], ${spans.map(({ to }) => toTimestamp(to))}::timestamptz[])
           as asked (place, stream_id, begins_at, ends_at)
     where exists (
             select from deployment
              where deployment.stream_id = asked.stream_id
                and deployment.at >= asked.begins_at
                and deployment.at < asked.ends_at
           )`
}
