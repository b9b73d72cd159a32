import { type Sql, sql } from '../sql.ts'

export interface ReportsOfStreamsRow {
  readonly reports: number
}

/** How many deployments were reported of these streams? Counts no further than a bound. */
export function reportsOfStreams(streamIds: readonly number[], bound: number): Sql {
  return sql`
    /* reports-of-streams */
    select count(*)::integer as "reports"
      from (
        select 1
          from stream
          join entity on entity.service_id = stream.service_id and entity.environment_id = stream.environment_id
         where stream.id = any(${streamIds}::integer[])
           and entity.type = 'deployment'
         limit ${bound}
      ) as reported`
}
