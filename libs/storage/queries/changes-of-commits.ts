import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface ChangeOfCommitsRow {
  readonly sha: string
  /** Of a request that holds it; null where none does. */
  readonly number: number | null
  readonly merge: boolean
  /** Null where nobody told them, or nobody asks. */
  readonly paths: readonly string[] | null
}

/**
 * Which requests hold these commits of a repository?
 *
 * @param withPaths tell as well which files each touches.
 */
export function changesOfCommits(repository: string, shas: readonly string[], withPaths: boolean): Sql {
  return sql`
    /* changes-of-commits */
    select commit.sha,
           coalesce(
             commit.pull_request,
             (select min(entity.number)
                from entity_reference
                join entity on entity.id = entity_reference.entity_id
               where entity_reference.kind = 'commit'
                 and entity_reference.value = asked.reference
                 and entity.type = 'pull_request')
           ) as "number",
           cardinality(commit.parents) > 1 as "merge",
           ${withPaths ? sql`commit.state -> 'event' -> 'paths'` : sql`null`} as "paths"
      from unnest(
             ${shas}::text[],
             ${shas.map((sha) => boundedText(`${repository}@${sha}`))}::text[]
           ) with ordinality as asked (sha, reference, place)
      join repository on repository.name = ${repository}
      join commit on commit.repository_id = repository.id and commit.sha = asked.sha
     order by asked.place`
}
