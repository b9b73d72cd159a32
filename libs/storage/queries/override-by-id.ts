import type { OverrideState } from '#domain/entity-state'
import { type Sql, sql } from '../sql.ts'

export interface OverrideRow {
  readonly state: OverrideState
}

/** What is known of the overrides of this id? Several sources may have used it; at most two are given. */
export function overrideById(id: string): Sql {
  return sql`
    /* override-by-id */
    select entity.state
      from entity
     where entity.external_id = ${id}
       and entity.type = 'override'
     order by entity.id
     limit 2`
}
