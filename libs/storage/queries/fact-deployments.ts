import type { Deployment } from '#domain/stream-history'
import type { DeploymentFact } from '#metrics/facts'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export type FactDeploymentRow = DeploymentFact & Pick<Deployment, 'labels'> & { readonly streamId: number }

/**
 * Which deployments of these streams stand in the window? By time.
 *
 * @param asTold whether what the rules of other systems look at is needed: the end of the run, the version, what it repairs
 */
export function factDeployments({ streamIds, from, to }: FactsScope, asTold = false): Sql {
  const columns = asTold ? sql`, told."finishedAt", told.sha, told.version, told."revertsOf", told.hotfix` : sql.empty
  const fields = asTold
    ? sql`, "finishedAt" float8, sha text, version text, "revertsOf" json, hotfix boolean`
    : sql.empty
  return sql`
    /* fact-deployments */
    select deployment.stream_id as "streamId",
           deployment.key,
           deployment.at,
           deployment.live_at as "liveAt",
           deployment.first_live_at as "firstLiveAt",
           deployment.kind,
           deployment.outcome,
           told."failureKey",
           told."rolledPast",
           told.rework,
           told.flags,
           told.arrivals,
           told.labels${columns}
      from deployment
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     cross join lateral json_to_record(deployment_detail.detail) as told (
       "failureKey" text, "rolledPast" boolean, rework json, flags json, arrivals json, labels json${fields}
     )
     where deployment.stream_id = any(${streamIds}::integer[])
       and deployment.at >= ${toTimestamp(from)}::timestamptz
       and deployment.at < ${toTimestamp(to)}::timestamptz
     order by deployment.stream_id, deployment.at, deployment.key collate "C"`
}
