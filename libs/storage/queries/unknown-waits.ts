import { type Sql, sql } from '../sql.ts'

export interface UnknownWaitRow {
  readonly streamId: number
  readonly service: string
  /** The repository whose branch nobody tells; null where nobody tells the repository. */
  readonly repository: string | null
  /** A commit that nobody told, from what is live to the head of the branch; null where that is not what is missing. */
  readonly hole: string | null
}

/**
 * In which of these streams can nobody say what is merged and not live? Where something is live, no request of the repository that
 * the stream follows was ever told, and its default branch was not, no commit that is live is known, or one in between is not.
 */
export function unknownWaits(streamIds: readonly number[]): Sql {
  return sql`
    /* unknown-waits */
    select stream.id as "streamId", service.name as "service",
           case when service.repository_id is not null
                  or ahead.reference is not null
                  or exists (select from commit where commit.repository_id = stream.followed_repository_id)
                then repository.name end as "repository",
           substring(ahead.reference from '[^@]*$') as "hole"
      from stream
      join service on service.id = stream.service_id
      left join repository on repository.id = stream.followed_repository_id
      left join lateral (
        select wait.reference from wait where wait.stream_id = stream.id and wait.kind = 'ahead' limit 1
      ) ahead on true
     where stream.id = any(${streamIds}::integer[])
       and exists (
         select from deployment
          where deployment.stream_id = stream.id and deployment.live_at is not null
       )
       and not exists (
         select from entity
          where entity.repository_id = stream.followed_repository_id and entity.merged_at is not null
       )
       and not (
         ahead.reference is null
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
       )`
}
