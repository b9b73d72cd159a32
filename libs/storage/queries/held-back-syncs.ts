import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { UnattributedScope } from './unattributed.ts'

export interface HeldBackRow {
  readonly service: string
  readonly count: number
  readonly lastAt: Instant
  /** Configuration repository and commit, `host/owner/name@sha`. */
  readonly example: string
  /** Commits of that repository are known. */
  readonly repositoryIsKnown: boolean
}

/** Of which services are syncs held back, because nobody knows which version the applied commit asks for? */
export function heldBackSyncs({ from, to }: UnattributedScope): Sql {
  return sql`
    /* unattributed: held back */
    with held_back as (
      select stream.service_id, count(*) as count, max(wait.since) as last_at, max(wait.reference) as example
        from wait
        join stream on stream.id = wait.stream_id
       where wait.kind = 'revision'
         and wait.since >= ${toTimestamp(from)}::timestamptz
         and wait.since < ${toTimestamp(to)}::timestamptz
       group by stream.service_id
    )
    select service.name as "service",
           held_back.count,
           held_back.last_at as "lastAt",
           held_back.example,
           exists (
             select from repository
              where repository.name = substring(held_back.example from '^(.*)@')
                and exists (select from commit where commit.repository_id = repository.id)
           ) as "repositoryIsKnown"
      from held_back
      join service on service.id = held_back.service_id
     order by held_back.count desc, service.name collate "C"
     limit 1000`
}
