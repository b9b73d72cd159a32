import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export interface LiveTimeRow {
  readonly streamId: number
  readonly liveAt: Instant
  readonly kind: DeploymentKind
}

/** When did deployments that count as forward, and rollbacks, go live in these streams? By time. */
export function liveTimes({ streamIds, from, to }: FactsScope): Sql {
  return sql`
    /* live-times */
    select stream.id as "streamId", deployment.live_at as "liveAt", deployment.kind
      from stream
      join deployment on deployment.service_id = stream.service_id
       and deployment.environment_id = stream.environment_id
       and deployment.live_at >= ${toTimestamp(from)}::timestamptz
       and deployment.live_at < ${toTimestamp(to)}::timestamptz
     where stream.id = any(${streamIds}::integer[])
       and deployment.outcome = 'SUCCEEDED'
       and deployment.kind in ('CODE', 'CONFIG', 'ROLLBACK')
     order by stream.id, deployment.live_at`
}
