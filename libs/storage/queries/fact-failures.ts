import type { Failure } from '#domain/stream-history'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export interface FactFailureRow {
  readonly streamId: number
  readonly detail: Failure
}

/** Which deployments of these streams that stand in the window failed? By time. */
export function factFailures({ streamIds, from, to }: FactsScope): Sql {
  return sql`
    /* fact-failures */
    select failure.stream_id as "streamId", failure.detail
      from stream
      join failure on failure.service_id = stream.service_id and failure.environment_id = stream.environment_id
     where stream.id = any(${streamIds}::integer[])
       and failure.at >= ${toTimestamp(from)}::timestamptz
       and failure.at < ${toTimestamp(to)}::timestamptz
     order by failure.stream_id, failure.at, failure.key collate "C"`
}
