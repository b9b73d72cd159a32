import { type Sql, sql } from '../sql.ts'

export interface UnknownWaitRow {
  readonly streamId: number
  readonly service: string
  /** The repository whose branch nobody tells; null where nobody tells the repository. */
  readonly repository: string | null
}

/**
 * In which of these streams can nobody say what is merged and not live? Where something is live, no request of the repository that
 * the stream follows was ever told, and either its default branch was not, or no commit that is live is known.
 */
export function unknownWaits(streamIds: readonly number[]): Sql {
  return sql`
    /* unknown-waits */
    select stream.id as "streamId", service.name as "service",
           case when service.repository_id is not null
                  or exists (select from commit where commit.repository_id = stream.followed_repository_id)
                then repository.name end as "repository"
      from stream
      join service on service.id = stream.service_id
      left join repository on repository.id = stream.followed_repository_id
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
         exists (
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
