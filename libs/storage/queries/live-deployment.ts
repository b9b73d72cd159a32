import { type Sql, sql } from '../sql.ts'

export interface LiveDeploymentRow {
  readonly key: string
}

/** Which deployment is live in this stream? */
export function liveDeployment(streamId: number): Sql {
  return sql`
    /* live-deployment */
    select deployment.key
      from stream
     cross join lateral (
       select deployment.key
         from deployment
        where deployment.service_id = stream.service_id
          and deployment.environment_id = stream.environment_id
          and deployment.live_at is not null
          and deployment.outcome = 'SUCCEEDED'
        order by deployment.live_at desc, deployment.at desc
        limit 1
     ) deployment
     where stream.id = ${streamId}`
}
