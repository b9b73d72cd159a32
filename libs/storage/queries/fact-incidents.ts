import type { StreamIncident } from '#domain/stream-history'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export interface FactIncidentRow {
  readonly streamId: number
  readonly detail: StreamIncident
}

/**
 * Which incidents of these streams were opened in the window? By time.
 *
 * @param orClosed whether those are asked for, too, that were opened before it and resolved in it or later
 */
export function factIncidents({ streamIds, from, to }: FactsScope, orClosed = false): Sql {
  const closed = orClosed
    ? sql`or to_timestamp((stream_incident.detail ->> 'resolvedAt')::numeric / 1000) >= ${toTimestamp(from)}::timestamptz`
    : sql.empty
  return sql`
    /* fact-incidents */
    select stream_incident.stream_id as "streamId", stream_incident.detail
      from stream
      join stream_incident on stream_incident.service_id = stream.service_id
       and stream_incident.environment_id = stream.environment_id
     where stream.id = any(${streamIds}::integer[])
       and (stream_incident.opened_at >= ${toTimestamp(from)}::timestamptz ${closed})
       and stream_incident.opened_at < ${toTimestamp(to)}::timestamptz
     order by stream_incident.stream_id, stream_incident.opened_at, stream_incident.key collate "C"`
}
