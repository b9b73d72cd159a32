import type { Instant } from '#domain/instant'
import { type Sql, sql } from '../sql.ts'
import { askedChanges, type ChangeRef } from './changes.ts'

export interface DeploymentOfChangeRow extends ChangeRef {
  readonly streamId: number
  readonly deploymentKey: string
  readonly liveAt: Instant
}

/** Which deployment of each stream was the first to bring each of these changes? By live time. */
export function deploymentsOfChanges(of: readonly ChangeRef[]): Sql {
  return sql`
    /* deployments-of-changes */
    with asked as (
      select asked.repository, asked.number, asked.sha, repository.id as repository_id
        from ${askedChanges(of)}
        join repository on repository.name = asked.repository
    ), shipments as (
      select asked.repository, asked.number, asked.sha, shipped_change.deployment_id
        from asked
        join shipped_change on shipped_change.repository_id = asked.repository_id and shipped_change.number = asked.number
       union
      select asked.repository, asked.number, asked.sha, shipped_commit.deployment_id
        from asked
        join shipped_commit on shipped_commit.repository_id = asked.repository_id and shipped_commit.sha = asked.sha
       where asked.number is null
    )
    select shipments.repository,
           shipments.number,
           shipments.sha,
           deployment.stream_id as "streamId",
           deployment.key as "deploymentKey",
           deployment.at as "liveAt"
      from shipments
      join deployment on deployment.id = shipments.deployment_id
     order by deployment.at, deployment.id`
}
