import type { Instant } from '#domain/instant'
import type { StreamIncident } from '#domain/stream-history'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface IncidentRow {
  readonly key: string
  readonly openedAt: Instant
  /** One for each stream that it concerns, by stream. */
  readonly streams: readonly {
    readonly streamId: number
    readonly serviceId: number
    readonly detail: StreamIncident
  }[]
}

export interface IncidentConditions {
  readonly keys?: readonly string[] | null
  readonly serviceIds?: readonly number[] | null
  readonly environmentIds?: readonly number[] | null
  readonly open?: boolean | null
  /** A person settled something about it. */
  readonly corrected?: boolean | null
  readonly from?: Instant | null
  readonly to?: Instant | null
}

function matching(conditions: IncidentConditions): Sql {
  const { keys, serviceIds, environmentIds, open, corrected, from, to } = conditions
  const all = [sql`true`]
  if (keys) all.push(sql`stream_incident.key = any(${keys.map(boundedText)}::text[])`)
  if (serviceIds) all.push(sql`stream_incident.service_id = any(${serviceIds}::integer[])`)
  if (environmentIds) all.push(sql`stream_incident.environment_id = any(${environmentIds}::integer[])`)
  if (typeof open === 'boolean')
    all.push(open ? sql`stream_incident.restored_at is null` : sql`stream_incident.restored_at is not null`)
  if (typeof corrected === 'boolean') {
    const told = sql`json_array_length(stream_incident.detail -> 'overrides')`
    all.push(corrected ? sql`${told} > 0` : sql`${told} = 0`)
  }
  if (typeof from === 'number') all.push(sql`stream_incident.opened_at >= ${toTimestamp(from)}::timestamptz`)
  if (typeof to === 'number') all.push(sql`stream_incident.opened_at < ${toTimestamp(to)}::timestamptz`)
  return sql.join(all, sql` and `)
}

/** Which incidents were there? The latest first, each once however many streams it concerns, after one of them. */
export function incidents(
  conditions: IncidentConditions,
  after: { readonly openedAt: Instant; readonly key: string } | null,
  limit: number,
): Sql {
  const beyond =
    after === null
      ? sql`true`
      : sql`(stream_incident.opened_at < ${toTimestamp(after.openedAt)}::timestamptz
         or (stream_incident.opened_at = ${toTimestamp(after.openedAt)}::timestamptz and stream_incident.key collate "C" > ${after.key}))`
  return sql`
    /* incidents */
    with found as (
      select distinct stream_incident.opened_at, stream_incident.key collate "C" as key
        from stream_incident
       where ${matching(conditions)}
         and ${beyond}
       order by stream_incident.opened_at desc, 2
       limit ${limit}
    )
    select found.key,
           found.opened_at as "openedAt",
           json_agg(
             json_build_object(
               'streamId', stream_incident.stream_id,
               'serviceId', stream_incident.service_id,
               'detail', stream_incident.detail
             ) order by stream_incident.stream_id
           ) as "streams"
      from found
      join stream_incident on stream_incident.key = found.key
     group by found.key, found.opened_at
     order by found.opened_at desc, found.key`
}

/** How many incidents were there? */
export function incidentCount(conditions: IncidentConditions): Sql {
  return sql`
    /* incidents: count */
    select count(distinct stream_incident.key) as "count"
      from stream_incident
     where ${matching(conditions)}`
}
