import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface CommitOfVersionRow {
  readonly repository: string
  readonly sha: string
}

/**
 * Which commit does a version stand for? The version may be a commit of the repository or the beginning of its hash, or
 * a digest, version or `image:tag` that an artifact names. A second row says that it is ambiguous.
 */
export function commitOfVersion(repository: string, version: string): Sql {
  const prefix = /^[0-9a-f]{7,64}$/.test(version)
  return sql`
    /* commit-of-version */
    select found.repository as "repository", found.sha as "sha"
      from (
        select repository.name as repository, commit.sha
          from repository
          join commit on commit.repository_id = repository.id
         where repository.name = ${repository}
           and ${
             prefix
               ? sql`commit.sha >= ${version} and commit.sha < ${version} || 'g' and starts_with(commit.sha, ${version})`
               : sql`commit.sha = ${version}`
           }
         union
        select coalesce(entity.state -> 'event' ->> 'repository', ${repository}), entity.state -> 'event' ->> 'sha'
          from entity_reference
          join entity on entity.id = entity_reference.entity_id
         where entity_reference.kind = 'artifact'
           and entity_reference.value = ${boundedText(version)}
           and entity.type = 'artifact'
           and entity.state -> 'event' ->> 'sha' is not null
      ) found
     order by found.sha = ${version} desc, found.sha
     limit 2`
}
