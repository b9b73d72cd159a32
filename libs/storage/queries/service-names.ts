import { type Sql, sql } from '../sql.ts'
import type { NameKind } from '../stores/service-names.ts'

export interface ServiceNameRow {
  readonly serviceId: number
  readonly kind: NameKind
  readonly name: string
}

/** Which other names lead to these services? By name. */
export function serviceNames(serviceIds: readonly number[]): Sql {
  return sql`
    /* service-names */
    select service_name.service_id as "serviceId", service_name.kind, service_name.name
      from service_name
     where service_name.service_id = any(${serviceIds}::integer[])
     order by service_name.name collate "C"`
}
