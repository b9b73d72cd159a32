import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** Streams that are asked for as one, in a window. */
export interface ChecksScope {
  readonly streamIds: readonly number[]
  readonly from: number
  readonly to: number
}

export interface CheckRow {
  /** Place of the scope among those that were asked for. */
  readonly scope: number
  /** Runs that ended. */
  readonly runs: number
  readonly p50Seconds: number | null
  readonly p90Seconds: number | null
  /** Checks of a commit, however often each was run. */
  readonly checks: number
  readonly repeated: number
}

/**
 * How long did checks run before the merge of the changes that each of these scopes shipped in its window? A run is one of
 * a scope, however many of its streams shipped the commit. `percentile_cont` is what `percentile` computes.
 */
export function checks(scopes: readonly ChecksScope[]): Sql {
  const members = scopes.flatMap(({ streamIds, from, to }, scope) =>
    streamIds.map((streamId) => ({ scope, streamId, from, to })),
  )
  return sql`
    /* checks */
    with members as (
      select *
        from unnest(${members.map(({ scope }) => scope)}::integer[], ${members.map(({ streamId }) => streamId)}::integer[],
                    ${members.map(({ from }) => toTimestamp(from))}::timestamptz[], ${members.map(({ to }) => toTimestamp(to))}::timestamptz[])
             as asked (scope, stream_id, begins_at, ends_at)
    ),
    commits as (
      select distinct members.scope, repository.name || '@' || shipped_commit.sha as reference
        from members
        join shipped_commit on shipped_commit.stream_id = members.stream_id
         and shipped_commit.live_at >= members.begins_at
         and shipped_commit.live_at < members.ends_at
        join repository on repository.id = shipped_commit.repository_id
    ),
    builds as (
      select commits.scope, entity.state -> 'event' as event
        from commits
        join entity_reference on entity_reference.kind = 'commit' and entity_reference.value = commits.reference
        join entity on entity.id = entity_reference.entity_id and entity.type = 'build'
    ),
    runs as (
      select scope,
             event ->> 'name' as name,
             event ->> 'sha' as sha,
             coalesce((event ->> 'attempt')::integer, 1) as attempt,
             ((event ->> 'finishedAt')::float8 - (event ->> 'startedAt')::float8) / 1000 as seconds
        from builds
       where event ->> 'phase' = 'pre_merge'
    ),
    lengths as (
      select scope,
             count(seconds) as runs,
             percentile_cont(0.5) within group (order by seconds) as p50,
             percentile_cont(0.9) within group (order by seconds) as p90
        from (select scope, case when seconds >= 0 then seconds end as seconds from runs) as ended
       group by scope
    ),
    attempts as (select scope, max(attempt) as attempt from runs group by scope, name, sha),
    repeats as (
      select scope, count(*) as checks, count(*) filter (where attempt > 1) as repeated from attempts group by scope
    )
    select lengths.scope, lengths.runs, lengths.p50 as "p50Seconds", lengths.p90 as "p90Seconds", repeats.checks, repeats.repeated
      from lengths
      join repeats on repeats.scope = lengths.scope`
}
