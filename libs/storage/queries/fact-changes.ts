import type { Instant } from '#domain/instant'
import type { Authorship, Confidence, FlagCode, ShippedChange } from '#domain/stream-history'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export interface FactChangeRow {
  readonly streamId: number
  readonly key: string
  readonly deploymentKey: string
  readonly startedAt: Instant
  readonly mergedAt: Instant | null
  readonly liveAt: Instant
  readonly firstLiveAt: Instant
  /** One for each of `leadTimeStages`, in their order. */
  readonly stageMilliseconds: readonly (number | null)[]
  readonly lines: number | null
  readonly authorship: Authorship
  readonly confidence: Confidence
  readonly flags: readonly FlagCode[]
  /** Only where asked for. */
  readonly detail: ShippedChange | null
}

/**
 * Which changes of these streams went live in the window, or were waiting at its end and went live later? By live time.
 *
 * @param detailed whether the whole of each change is needed: its other milestones, and where its stages begin and end
 */
export function factChanges({ streamIds, from, to }: FactsScope, pendingAt: Instant | null, detailed: boolean): Sql {
  const later =
    pendingAt === null
      ? sql.empty
      : sql`or (shipped_change.live_at >= ${toTimestamp(to)}::timestamptz and shipped_change.merged_at < ${toTimestamp(pendingAt)}::timestamptz)`
  return sql`
    /* fact-changes */
    select shipped_change.stream_id as "streamId",
           shipped_change.key,
           deployment.key as "deploymentKey",
           shipped_change.started_at as "startedAt",
           shipped_change.merged_at as "mergedAt",
           shipped_change.live_at as "liveAt",
           shipped_change.first_live_at as "firstLiveAt",
           shipped_change.stage_milliseconds::float8[] as "stageMilliseconds",
           shipped_change.lines,
           shipped_change.authorship,
           shipped_change.confidence,
           shipped_change.flags,
           ${detailed ? sql`shipped_change_detail.detail` : sql`null::json`} as "detail"
      from stream
      join shipped_change on shipped_change.service_id = stream.service_id
       and shipped_change.environment_id = stream.environment_id
      join deployment on deployment.id = shipped_change.deployment_id
      ${detailed ? sql`join shipped_change_detail on shipped_change_detail.change_id = shipped_change.id` : sql.empty}
     where stream.id = any(${streamIds}::integer[])
       and shipped_change.live_at >= ${toTimestamp(from)}::timestamptz
       and (shipped_change.live_at < ${toTimestamp(to)}::timestamptz ${later})
     order by shipped_change.stream_id, shipped_change.live_at, shipped_change.key collate "C"`
}
