import { type Sql, sql } from '../sql.ts'
import { numberOfCommit } from './changes-of-commits.ts'

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
           ${numberOfCommit} as "number"
      from repository
      join commit on commit.repository_id = repository.id
     where repository.name = ${repository}
       and commit.sha >= ${sha}
       and commit.sha < ${sha} || chr(1114111)
       and starts_with(commit.sha, ${sha})
     order by commit.sha
     limit 2`
}
