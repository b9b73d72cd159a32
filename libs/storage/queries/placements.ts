import { type Sql, sql } from '../sql.ts'

export interface PlacementRow {
  readonly environmentId: number
  readonly placement: string
}

/** Which placements do the latest deployments of these environments name? Looks at the last 200 of each. */
export function placements(environmentIds: readonly number[]): Sql {
  return sql`
    /* placements */
    select distinct asked.id as "environmentId", arrival.value ->> 'placement' as "placement"
      from unnest(${environmentIds}::integer[]) as asked (id)
     cross join lateral (
       select deployment.id
         from deployment
        where deployment.environment_id = asked.id
          and deployment.live_at is not null
        order by deployment.live_at desc
        limit 200
     ) latest
      join deployment_detail on deployment_detail.deployment_id = latest.id
     cross join lateral json_array_elements(deployment_detail.detail -> 'arrivals') as arrival (value)
     where arrival.value ->> 'placement' <> ''
     order by 1, 2`
}
