import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { arrayText } from './array-text.ts'

export interface ParentsOfCommit {
  readonly repositoryId: number
  readonly sha: string
  readonly parents: readonly string[]
}

/**
 * Keeps which parents nobody told us about, once these commits were written. Gives the repositories in which one of the
 * commits was such a hole: what was derived across it may have been wrong, however long ago.
 */
export async function settleHoles(db: Database, commits: readonly ParentsOfCommit[]): Promise<number[]> {
  if (commits.length === 0) return []
  const repositoryIds = commits.map((commit) => commit.repositoryId)
  await db.query(sql`
    /* commit-holes: note */
    insert into commit_hole (repository_id, sha)
    select distinct named.repository_id, parent
      from unnest(${repositoryIds}::integer[], ${commits.map(({ parents }) => arrayText(parents))}::text[])
             as named (repository_id, parents)
     cross join lateral unnest(named.parents::text[]) as parent
     where not exists (
             select from commit
              where commit.repository_id = named.repository_id
                and commit.sha = parent
           )
        on conflict do nothing`)
  const filled = await db.query<{ id: number }>(sql`
    /* commit-holes: fill */
    delete from commit_hole
     using unnest(${repositoryIds}::integer[], ${commits.map(({ sha }) => sha)}::text[]) as told (repository_id, sha)
     where commit_hole.repository_id = told.repository_id
       and commit_hole.sha = told.sha
    returning commit_hole.repository_id as "id"`)
  return [...new Set(filled.map(({ id }) => id))]
}
