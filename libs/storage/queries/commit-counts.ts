import { type Sql, sql } from '../sql.ts'

export interface CommitCountRow {
  readonly repository: string
  readonly commits: number
}

/** How many commits of these repositories are known? */
export function commitCounts(repositories: readonly string[]): Sql {
  return sql`
    /* commit-counts */
    select repository.name as "repository", count(*) as "commits"
      from repository
      join commit on commit.repository_id = repository.id
     where repository.name = any(${repositories}::text[])
     group by repository.name`
}
