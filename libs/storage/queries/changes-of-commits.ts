import { type Sql, sql } from '../sql.ts'

export interface CommitRef {
  readonly repository: string
  readonly sha: string
}

export interface ChangeOfKnownCommitRow extends CommitRef {
  /** Of the request that holds the commit; null where none does. */
  readonly number: number | null
}

/** Of the request that holds a row of `commit` of a row of `repository`: as told of the commit, as it was shipped, as told of the request. */
export const numberOfCommit: Sql = sql`
  coalesce(
    commit.pull_request,
    (select shipped_change.number
       from shipped_commit
       join shipped_change on shipped_change.stream_id = shipped_commit.stream_id
        and shipped_change.key = shipped_commit.change_key
      where shipped_commit.repository_id = commit.repository_id
        and shipped_commit.sha = commit.sha
      order by shipped_change.number nulls last
      limit 1),
    (select entity.number
       from entity_reference
       join entity on entity.id = entity_reference.entity_id
      where entity_reference.kind = 'commit'
        and entity_reference.value = repository.name || '@' || commit.sha
        and entity.type = 'pull_request'
        and entity.merged_at is not null
      order by entity.merged_at, entity.number
      limit 1)
  )`

/** Which change holds each of these commits? One row for each that is known. */
export function changesOfCommits(of: readonly CommitRef[]): Sql {
  return sql`
    /* changes-of-commits */
    select repository.name as "repository",
           commit.sha,
           ${numberOfCommit} as "number"
      from unnest(${of.map((ref) => ref.repository)}::text[], ${of.map((ref) => ref.sha)}::text[]) as asked (repository, sha)
      join repository on repository.name = asked.repository
      join commit on commit.repository_id = repository.id and commit.sha = asked.sha`
}
