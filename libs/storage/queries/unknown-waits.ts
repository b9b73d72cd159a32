import { type Sql, sql } from '../sql.ts'

export interface UnknownWaitRow {
  readonly streamId: number
  readonly service: string
  /** The repository whose branch nobody tells; null where nobody tells the repository. */
  readonly repository: string | null
  /** A commit that nobody told, from what is live to the head of the branch; null where that is not what is missing. */
  readonly hole: string | null
  /** So much waits that not all of it is counted. */
  readonly isMore: boolean
  /** The version that is live, of which no commit is known, where that alone is missing: what it brought is taken to wait. */
  readonly live: string | null
}

/**
 * In which of these streams can nobody say what is merged and not live? Where something is live, no request of the repository that
 * the stream follows was ever told, and its default branch was not, no commit that is live is known, or one in between is not;
 * or what is live now is a version of no known commit, or more waits than is counted.
 */
export function unknownWaits(streamIds: readonly number[]): Sql {
  return sql`
    /* unknown-waits */
    with stood as (
      select stream.id, service.name, repository.name as repository, ahead.reference,
             coalesce(ahead.reference like '%@', false) as more,
             service.repository_id is not null
               or ahead.reference is not null
               or exists (select from commit where commit.repository_id = stream.followed_repository_id) as told,
             case when not exists (select from commit where commit.sha = latest.sha) then latest.version end as live,
             not exists (
               select from entity
                where entity.repository_id = stream.followed_repository_id and entity.merged_at is not null
             )
             and not (
               (ahead.reference is null or ahead.reference like '%@')
               and exists (
                 select from entity
                  where entity.repository_id = stream.followed_repository_id
                    and entity.type = 'push'
                    and entity.state -> 'event' -> 'attributes' ->> 'leadline.branchRole' = 'DEFAULT'
               )
               and exists (
                 select from deployment
                   join commit on commit.repository_id = stream.followed_repository_id and commit.sha = deployment.sha
                  where deployment.stream_id = stream.id and deployment.live_at is not null
               )
             ) as hidden
        from stream
        join service on service.id = stream.service_id
        left join repository on repository.id = stream.followed_repository_id
        left join lateral (
          select wait.reference from wait where wait.stream_id = stream.id and wait.kind = 'ahead' limit 1
        ) ahead on true
       cross join lateral (
         select deployment.version, deployment.sha
           from deployment
          where deployment.service_id = stream.service_id
            and deployment.environment_id = stream.environment_id
            and deployment.live_at is not null
            and (deployment.sha is not null or deployment.kind <> 'CONFIG')
          order by deployment.live_at desc, deployment.at desc
          limit 1
       ) latest
       where stream.id = any(${streamIds}::integer[])
    )
    select id as "streamId", name as "service",
           case when told then repository end as "repository",
           nullif(substring(reference from '[^@]*$'), '') as "hole",
           more as "isMore",
           case when not hidden then live end as "live"
      from stood
     where hidden or live is not null or more`
}
