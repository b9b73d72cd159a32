import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import type { DeploymentOutcome, Failure } from '#domain/stream-history'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export interface FailedDeploymentRow {
  readonly streamId: number
  readonly key: string
  readonly at: Instant
  readonly liveAt: Instant | null
  readonly firstLiveAt: Instant | null
  readonly kind: DeploymentKind
  readonly outcome: DeploymentOutcome
  /** Bits of `recordFlags`. */
  readonly doubts: number
  readonly failure: Failure
}

/** Which deployments of these streams that stand in the window failed, and how? By time. */
export function failedDeployments({ streamIds, from, to }: FactsScope): Sql {
  return sql`
    /* failed-deployments */
    select failure.stream_id as "streamId",
           deployment.key,
           deployment.at,
           deployment.live_at as "liveAt",
           deployment.first_live_at as "firstLiveAt",
           deployment.kind,
           deployment.outcome,
           deployment.doubts,
           failure.detail as failure
      from stream
      join failure on failure.service_id = stream.service_id and failure.environment_id = stream.environment_id
      join deployment on deployment.id = failure.deployment_id
     where stream.id = any(${streamIds}::integer[])
       and failure.at >= ${toTimestamp(from)}::timestamptz
       and failure.at < ${toTimestamp(to)}::timestamptz
     order by failure.stream_id, failure.at, failure.key collate "C"`
}
