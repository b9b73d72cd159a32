import type { DeploymentFact } from '#metrics/facts'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export type FactDeploymentRow = Required<DeploymentFact> & { readonly streamId: number }

/** Which deployments of these streams stand in the window? By time. */
export function factDeployments({ streamIds, from, to }: FactsScope): Sql {
  return sql`
    /* fact-deployments */
    select deployment.stream_id as "streamId",
           deployment.key,
           deployment.at,
           deployment.live_at as "liveAt",
           deployment.first_live_at as "firstLiveAt",
           deployment.kind,
           deployment.outcome,
           deployment_detail.detail ->> 'failureKey' as "failureKey",
           (deployment_detail.detail ->> 'rolledPast')::boolean as "rolledPast",
           deployment_detail.detail -> 'rework' as "rework",
           deployment_detail.detail -> 'flags' as "flags",
           deployment_detail.detail -> 'arrivals' as "arrivals",
           deployment_detail.detail -> 'labels' as "labels"
      from deployment
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     where deployment.stream_id = any(${streamIds}::integer[])
       and deployment.at >= ${toTimestamp(from)}::timestamptz
       and deployment.at < ${toTimestamp(to)}::timestamptz
     order by deployment.stream_id, deployment.at, deployment.key collate "C"`
}
