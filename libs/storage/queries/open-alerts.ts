import { type Sql, sql } from '../sql.ts'

export interface OpenAlertsRow {
  readonly serviceId: number
  readonly count: number
}

/** How many alerts that are told are open of these services? Those without one are left out. */
export function openAlerts(serviceIds: readonly number[]): Sql {
  return sql`
    /* open-alerts */
    select alert.service_id as "serviceId", count(*)::integer as count
      from alert
     where alert.service_id = any(${serviceIds}::integer[])
       and alert.level = 'ALERT'
       and alert.state in ('OPEN', 'ACKNOWLEDGED')
     group by alert.service_id`
}
