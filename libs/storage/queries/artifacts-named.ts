import type { ArtifactState } from '#domain/entity-state'
import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface ArtifactRow {
  /** The name that was asked for, as `boundedText` gives it. */
  readonly name: string
  readonly state: ArtifactState
  /** Of the repository that it was built from; null where it names none that is known. */
  readonly repositoryId: number | null
  readonly repositoryUrl: string | null
}

/** Artifacts built from one another are followed so far. */
const longestChain = 6

/** Which artifacts have these names (a digest, a version, `image:tag`), and which were those built from? */
export function artifactsNamed(names: readonly string[]): Sql {
  return sql`
    /* artifacts-named */
    with recursive found as (
      select asked.name, entity_reference.entity_id, 0 as depth
        from unnest(${names.map(boundedText)}::text[]) as asked (name)
        join entity_reference on entity_reference.kind = 'artifact' and entity_reference.value = asked.name
       union
      select found.name, made.entity_id, found.depth + 1
        from found
        join entity_reference input on input.entity_id = found.entity_id and input.kind = 'input'
        join entity_reference made on made.kind = 'artifact' and made.value = input.value
       where found.depth < ${longestChain}
    ), distinctly as (
      select distinct found.name, found.entity_id from found
    )
    select distinctly.name, entity.state, repository.id as "repositoryId", repository.url as "repositoryUrl"
      from distinctly
      join entity on entity.id = distinctly.entity_id and entity.type = 'artifact'
      left join repository on repository.name = entity.state -> 'event' ->> 'repository'
     order by distinctly.name, entity.at, entity.id
     limit 20000`
}
