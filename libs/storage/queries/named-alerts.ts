import type { Tier } from '#domain/environment'
import { type Sql, sql } from '../sql.ts'

export interface NamedAlertRow {
  readonly id: number
  readonly service: string
  readonly team: string | null
  readonly environment: string
  readonly tier: Tier
}

/** What are these alerts about? */
export function namedAlerts(ids: readonly number[]): Sql {
  return sql`
    /* named-alerts */
    select alert.id::integer, service.name as service, team.name as team, environment.name as environment, environment.tier
      from alert
      join service on service.id = alert.service_id
      join environment on environment.id = alert.environment_id
      left join team on team.id = service.team_id
     where alert.id = any(${ids}::bigint[])`
}
