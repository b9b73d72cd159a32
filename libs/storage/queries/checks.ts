import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export interface CheckRow {
  readonly streamId: number
  readonly name: string | null
  readonly sha: string
  readonly startedAt: Instant
  readonly finishedAt: Instant | null
  readonly attempt: number
}

/** Which checks ran before the merge of the changes that these streams shipped in the window? */
export function checks({ streamIds, from, to }: FactsScope): Sql {
  return sql`
    /* checks */
    select shipped_commit.stream_id as "streamId",
           entity.state -> 'event' ->> 'name' as "name",
           shipped_commit.sha,
           (entity.state -> 'event' ->> 'startedAt')::float8 as "startedAt",
           (entity.state -> 'event' ->> 'finishedAt')::float8 as "finishedAt",
           coalesce((entity.state -> 'event' ->> 'attempt')::integer, 1) as "attempt"
      from shipped_commit
      join repository on repository.id = shipped_commit.repository_id
      join entity_reference on entity_reference.kind = 'commit'
       and entity_reference.value = repository.name || '@' || shipped_commit.sha
      join entity on entity.id = entity_reference.entity_id and entity.type = 'build'
     where shipped_commit.stream_id = any(${streamIds}::integer[])
       and shipped_commit.live_at >= ${toTimestamp(from)}::timestamptz
       and shipped_commit.live_at < ${toTimestamp(to)}::timestamptz
       and entity.state -> 'event' ->> 'phase' = 'pre_merge'
     order by shipped_commit.stream_id, entity.id
     limit 20000`
}
