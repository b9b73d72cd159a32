import { DAY } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { AlertRow } from '../stores/alerts.ts'

export interface MovedWithRow {
  readonly detector: string
  readonly direction: 'WORSE' | 'BETTER'
  /** It is another alert of the same service. */
  readonly isOwn: boolean
  /** Services with such an alert. */
  readonly services: number
  /** Of all other services that moved, whatever it was, the first five by name. */
  readonly names: readonly string[] | null
  readonly others: number
}

/** Onsets that lie so far apart at most are at the same time. */
const near = 7 * DAY

/** What else moved in the environment of an alert at the time at which that began? By what it was. */
export function alertsMovedWith({
  id,
  serviceId,
  environmentId,
  onsetFrom,
}: Pick<AlertRow, 'id' | 'serviceId' | 'environmentId' | 'onsetFrom'>): Sql {
  const from = toTimestamp(onsetFrom - near)
  return sql`
    /* alerts-moved-with */
    with moved as (
      select alert.detector, alert.direction, service.id, service.name, service.id = ${serviceId} as is_own
        from alert
        join service on service.id = alert.service_id
       where alert.environment_id = ${environmentId}
         and alert.id <> ${id}
         and alert.level = 'ALERT'
         and alert.state <> 'WITHDRAWN'
         and alert.onset_from >= ${from}::timestamptz
         and alert.onset_from <= ${toTimestamp(onsetFrom + near)}::timestamptz
         -- None is raised before it begins.
         and alert.opened_at >= ${from}::timestamptz
    ), others as (
      select distinct name from moved where not is_own
    )
    select detector, direction, is_own as "isOwn", count(distinct id)::integer as services,
           (select array_agg(name order by name) from (select name from others order by name limit 5) as first) as names,
           (select count(*)::integer from others) as others
      from moved
     group by detector, direction, is_own
     order by services desc, detector, direction`
}
