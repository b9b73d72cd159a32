import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

export interface DeployedFromRow {
  readonly repository: string
}

/** Which repository was the newest deployment of this service with a known commit built from? */
export function deployedFrom(service: string): Sql {
  return sql`
    /* deployed-from */
    select deployment_detail.detail ->> 'repository' as "repository"
      from service
      join deployment on deployment.service_id = service.id
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     where service.name = ${boundedText(service)}
       and deployment.sha is not null
     order by deployment.at desc
     limit 1`
}
