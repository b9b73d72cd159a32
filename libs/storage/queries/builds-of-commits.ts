import type { BuildEvent } from '#domain/delivery-event'
import type { EntityState } from '#domain/entity-state'
import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'
import type { CommitRef } from './changes-of-commits.ts'

export interface BuildRow extends CommitRef {
  readonly state: EntityState<BuildEvent>
}

/** Which builds of these commits are known? By their start. */
export function buildsOfCommits(of: readonly CommitRef[]): Sql {
  return sql`
    /* builds-of-commits */
    select asked.repository, asked.sha, entity.state
      from unnest(
             ${of.map((ref) => ref.repository)}::text[],
             ${of.map((ref) => ref.sha)}::text[],
             ${of.map(({ repository, sha }) => boundedText(`${repository}@${sha}`))}::text[]
           ) as asked (repository, sha, reference)
      join entity_reference on entity_reference.kind = 'commit' and entity_reference.value = asked.reference
      join entity on entity.id = entity_reference.entity_id and entity.type = 'build'
     order by entity.at, entity.id`
}
