import { type Sql, sql } from '../sql.ts'

/** Was it ever told where the default branch of this repository is? One row where it was. */
export function hasBranchHead(repository: string): Sql {
  return sql`
    /* has-branch-head */
    select entity.id
      from entity
      join repository on repository.id = entity.repository_id
     where repository.name = ${repository}
       and entity.type = 'push'
       and entity.state -> 'event' -> 'attributes' ->> 'leadline.branchRole' = 'DEFAULT'
     limit 1`
}
