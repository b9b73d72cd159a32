import { type Sql, sql } from '../sql.ts'

/** The newest commits that are looked at. */
const looked = 2_000

export interface FilesNotKnownRow {
  /** `host/owner/name` */
  readonly repository: string
}

/**
 * Of which repositories that these streams ship are the files of commits not known? One commit in twenty may lack them: what
 * touches too many files, or files of odd names, never tells them; nor does a merge.
 */
export function filesNotKnown(streamIds: readonly number[]): Sql {
  return sql`
    /* files-not-known */
    select repository.name as "repository"
      from repository
     cross join lateral (
       select count(*) as told, count(*) filter (where newest.paths is null) as bare
         from (select commit.state -> 'event' -> 'paths' as paths
                 from commit
                where commit.repository_id = repository.id and cardinality(commit.parents) < 2
                order by commit.id desc
                limit ${looked}) as newest
     ) counts
     where repository.id in (
             select coalesce(service.repository_id, stream.followed_repository_id)
               from stream
               join service on service.id = stream.service_id
              where stream.id = any(${streamIds}::integer[])
           )
       and counts.bare * 20 > counts.told
     order by repository.name collate "C"`
}
