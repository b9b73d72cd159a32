import { frequent, type Sql, sql } from '../sql.ts'
import type { Tier } from '#domain/environment'

export interface EnvironmentRow {
  readonly id: number
  readonly name: string
  readonly tier: Tier
}

/** Which environments are there? */
export function environments(): Sql {
  return frequent(sql`
    /* environments */
    select environment.id, environment.name, environment.tier
      from environment
     order by environment.name collate "C"
     limit 1000`)
}
