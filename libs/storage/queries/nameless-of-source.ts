import { type Sql, sql } from '../sql.ts'

/** How many deployments that a source reported have no known commit? Counted up to `most`. */
export function namelessOfSource(source: string, most: number): Sql {
  return sql`
    /* nameless-of-source */
    select count(*)::integer as "count"
      from (
        select from deployment
          join deployment_detail on deployment_detail.deployment_id = deployment.id
         where deployment.sha is null
           and exists (
             select from json_array_elements(deployment_detail.detail -> 'reports') as report
              where report ->> 'source' = ${source}
           )
         limit ${most}
      ) as nameless`
}
