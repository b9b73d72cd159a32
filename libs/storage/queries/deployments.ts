import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import type { Deployment, DeploymentOutcome } from '#domain/stream-history'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export interface DeploymentRow {
  readonly id: number
  readonly streamId: number
  readonly serviceId: number
  readonly environmentId: number
  readonly key: string
  readonly at: Instant
  readonly detail: Deployment
}

export interface DeploymentConditions {
  readonly serviceIds?: readonly number[] | null
  readonly environmentIds?: readonly number[] | null
  readonly kinds?: readonly DeploymentKind[] | null
  readonly outcomes?: readonly DeploymentOutcome[] | null
  readonly from?: Instant | null
  readonly to?: Instant | null
  /** A whole sha, or the beginning of one. */
  readonly sha?: string | null
  /** One of these. */
  readonly labels?: readonly string[] | null
  /** All of these. */
  readonly attributes?: Readonly<Record<string, unknown>> | null
}

function matching(conditions: DeploymentConditions): Sql {
  const { serviceIds, environmentIds, kinds, outcomes, from, to, sha, labels, attributes } = conditions
  const all = [sql`true`]
  if (serviceIds) all.push(sql`deployment.service_id = any(${serviceIds}::integer[])`)
  if (environmentIds) all.push(sql`deployment.environment_id = any(${environmentIds}::integer[])`)
  if (kinds) all.push(sql`deployment.kind = any(${kinds}::deployment_kind[])`)
  if (outcomes) all.push(sql`deployment.outcome = any(${outcomes}::deployment_outcome[])`)
  if (typeof from === 'number') all.push(sql`deployment.at >= ${toTimestamp(from)}::timestamptz`)
  if (typeof to === 'number') all.push(sql`deployment.at < ${toTimestamp(to)}::timestamptz`)
  if (typeof sha === 'string') all.push(sql`starts_with(deployment.sha, ${sha})`)
  if (labels) all.push(sql`(deployment_detail.detail -> 'labels')::jsonb ?| ${labels}::text[]`)
  if (attributes)
    all.push(sql`(deployment_detail.detail -> 'attributes')::jsonb @> ${JSON.stringify(attributes)}::jsonb`)
  return sql.join(all, sql` and `)
}

/** Which deployments were there? The latest first, after one of them. */
export function deployments(
  conditions: DeploymentConditions,
  after: { readonly at: Instant; readonly streamId: number; readonly key: string } | null,
  limit: number,
): Sql {
  const beyond =
    after === null
      ? sql`true`
      : sql`(deployment.at, deployment.stream_id, deployment.key collate "C")
             < (${toTimestamp(after.at)}::timestamptz, ${after.streamId}::integer, ${after.key}::text)`
  return sql`
    /* deployments */
    select deployment.id,
           deployment.stream_id as "streamId",
           deployment.service_id as "serviceId",
           deployment.environment_id as "environmentId",
           deployment.key,
           deployment.at,
           deployment_detail.detail
      from deployment
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     where ${matching(conditions)}
       and ${beyond}
     order by deployment.at desc, deployment.stream_id desc, deployment.key collate "C" desc
     limit ${limit}`
}

/** How many deployments were there? */
export function deploymentCount(conditions: DeploymentConditions): Sql {
  const details = conditions.labels || conditions.attributes
  return sql`
    /* deployments: count */
    select count(*) as "count"
      from deployment
      ${details ? sql`join deployment_detail on deployment_detail.deployment_id = deployment.id` : sql.empty}
     where ${matching(conditions)}`
}
