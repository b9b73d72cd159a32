import { type Sql, sql } from '../sql.ts'

export interface ChangeOfCommitRow {
  readonly repository: string
  readonly sha: string
  /** Of the request that holds the commit; null where none does. */
  readonly number: number | null
}

/** Which change holds this commit? The sha may be the beginning of one; a second row says that it is ambiguous. */
export function changeOfCommit(repository: string, sha: string): Sql {
  return sql`
    /* change-of-commit */
    select repository.name as "repository",
           commit.sha,
           coalesce(
             commit.pull_request,
             (select shipped_change.number
                from shipped_commit
                join shipped_change on shipped_change.stream_id = shipped_commit.stream_id
                 and shipped_change.key = shipped_commit.change_key
               where shipped_commit.repository_id = commit.repository_id
                 and shipped_commit.sha = commit.sha
               order by shipped_change.number nulls last
               limit 1)
           ) as "number"
      from repository
      join commit on commit.repository_id = repository.id
     where repository.name = ${repository}
       and commit.sha >= ${sha}
       and commit.sha < ${sha} || chr(1114111)
       and starts_with(commit.sha, ${sha})
     order by commit.sha
     limit 2`
}
