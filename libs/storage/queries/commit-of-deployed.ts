import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'
import type { CommitOfVersionRow } from './commit-of-version.ts'

/** What the newest deployment of a version was built from. */
export type CommitOfDeployedRow = CommitOfVersionRow

/** Which commit did a service's newest deployment of this version have, in whatever environment? */
export function commitOfDeployed(serviceId: number, repository: string, version: string): Sql {
  return sql`
    /* commit-of-deployed */
    select deployment_detail.detail ->> 'repository' as "repository", deployment.sha as "sha"
      from deployment
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     where deployment.service_id = ${serviceId}
       and deployment.version = ${boundedText(version)}
       and deployment.sha is not null
       and deployment_detail.detail ->> 'repository' = ${repository}
     order by deployment.at desc
     limit 1`
}
