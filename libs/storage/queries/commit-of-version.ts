import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface CommitOfVersionRow {
  readonly repository: string
  readonly sha: string
}

/**
 * Which commit does a version stand for? The version may be a commit of the repository or the beginning of its hash, or
 * a digest, version or `image:tag` that an artifact names; of an index of several platforms those of what it was made of.
 * A second row says that it is ambiguous.
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
         union
        select coalesce(input.state -> 'event' ->> 'repository', ${repository}), input.state -> 'event' ->> 'sha'
          from entity_reference
          join entity on entity.id = entity_reference.entity_id
         cross join lateral json_array_elements_text(entity.state -> 'event' -> 'inputs') as built (name)
          join entity_reference named on named.kind = 'artifact' and named.value = built.name
          join entity input on input.id = named.entity_id and input.type = 'artifact'
         where entity_reference.kind = 'artifact'
           and entity_reference.value = ${boundedText(version)}
           and entity.type = 'artifact'
           and entity.state -> 'event' ->> 'sha' is null
           and input.state -> 'event' ->> 'sha' is not null
      ) found
     order by found.sha = ${version} desc, found.sha
     limit 2`
}
