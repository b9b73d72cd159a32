import type { Failure } from '#domain/stream-history'
import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface FailureRow {
  readonly streamId: number
  readonly key: string
  readonly detail: Failure
}

/** Which failures are these? Each by its stream and key. */
export function failuresByKey(keys: readonly { readonly streamId: number; readonly key: string }[]): Sql {
  return sql`
    /* failures */
    select failure.stream_id as "streamId", failure.key, failure.detail
      from unnest(${keys.map((key) => key.streamId)}::integer[], ${keys.map(({ key }) => boundedText(key))}::text[]) as asked (stream_id, key)
      join failure on failure.stream_id = asked.stream_id and failure.key = asked.key`
}
