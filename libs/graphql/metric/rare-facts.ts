import type { DeploymentKind } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { hasLeftToTime } from '#metrics/chance'
import { recordFlags } from '#metrics/day-fact'
import type { DeploymentFact, Facts, PendingFact } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import type { Database } from '#storage/database'
import { type FactIncidentRow, factIncidents } from '#storage/queries/fact-incidents'
import { type FactPendingRow, factPending, factShippedLater } from '#storage/queries/fact-pending'
import { type FailedDeploymentRow, failedDeployments } from '#storage/queries/failed-deployments'
import { type LastLiveRow, lastLive, liveWithin } from '#storage/queries/last-live'
import { type LiveTimeRow, liveTimes } from '#storage/queries/live-times'
import type { Segment } from '#storage/queries/packed-facts'
import { boundedText } from '#storage/stores/entity-hash'
import { groupedBy } from '../relay/loader.ts'
import { blameHistory, failureFact, incidentFact, slack, streamOf, unknownWaitsOf } from './fact-reads.ts'
import type { LastDay, RareBlock } from './stream-parts.ts'

/** What blame by chance is reckoned with, for the streams in which it could have linked anything. */
export async function pastsOf(
  db: Pick<Database, 'query'>,
  rare: ReadonlyMap<number, Facts>,
  scope: MeasureScope,
): Promise<ReadonlyMap<number, Facts>> {
  const { from, to } = scope.window
  const doubted = [...rare].filter(([, facts]) => hasLeftToTime(facts, scope))
  if (doubted.length === 0) return new Map()
  const streamIds = doubted.map(([id]) => id)
  const live = await db.query<LiveTimeRow>(liveTimes({ streamIds, from: from - blameHistory, to: to + slack }))
  const times = groupedBy(live, streamOf)
  return new Map(
    doubted.map(([id, facts]) => [id, { ...facts, deployments: (times.get(String(id)) ?? []).map(livedAt) }]),
  )
}

/** The failures and the incidents of these streams in a span of time. */
export async function rareOf(
  db: Pick<Database, 'query'>,
  streamIds: readonly number[],
  { from, to }: Segment,
): Promise<ReadonlyMap<number, RareBlock>> {
  const [failed, incidents] = await Promise.all([
    db.query<FailedDeploymentRow>(failedDeployments({ streamIds, from, to })),
    db.query<FactIncidentRow>(factIncidents({ streamIds, from, to })),
  ])
  const failedOf = groupedBy(failed, streamOf)
  const incidentsOf = groupedBy(incidents, streamOf)
  return new Map(
    streamIds.map((id): [number, RareBlock] => [
      id,
      {
        failed: (failedOf.get(String(id)) ?? []).map((row) => ({
          deployment: failedFact(row),
          failure: failureFact({ streamId: row.streamId, detail: row.failure }),
        })),
        incidents: (incidentsOf.get(String(id)) ?? []).map(incidentFact),
      },
    ]),
  )
}

/** What waits in these streams at the end of the window, and what of it nobody can say. */
export async function waitsOf(
  db: Pick<Database, 'query'>,
  streamIds: readonly number[],
  { window: { to }, now }: MeasureScope,
): Promise<ReadonlyMap<number, Pick<Facts, 'pending' | 'unknownWaits'>>> {
  const end = Math.min(to, now)
  const [pending, later, unknown] = await Promise.all([
    db.query<FactPendingRow>(factPending(streamIds, end)),
    db.query<FactPendingRow>(factShippedLater(streamIds, end, end)),
    unknownWaitsOf(db, streamIds),
  ])
  const pendingOf = groupedBy<PendingFact & { readonly streamId: number }>([...pending, ...later], streamOf)
  return new Map(
    streamIds.map((id) => [id, { pending: pendingOf.get(String(id)) ?? [], unknownWaits: unknown.get(id) ?? null }]),
  )
}

/** When something counted went live in these streams: on a day of the zone, and last before it. */
export async function lastDaysOf(
  db: Pick<Database, 'query'>,
  streamIds: readonly number[],
  kinds: readonly DeploymentKind[],
  day: Segment,
): Promise<ReadonlyMap<number, LastDay>> {
  const [before, within] = await Promise.all([
    db.query<LastLiveRow>(lastLive(streamIds, { kinds }, day.from)),
    db.query<LastLiveRow>(liveWithin(streamIds, kinds, day)),
  ])
  const beforeOf = new Map<number, Instant>(before.map((row) => [row.streamId, row.liveAt]))
  const timesOf = groupedBy(within, streamOf)
  return new Map(
    streamIds.map((id) => [
      id,
      { before: beforeOf.get(id) ?? null, times: (timesOf.get(String(id)) ?? []).map(({ liveAt }) => liveAt) },
    ]),
  )
}

function failedFact(row: FailedDeploymentRow): DeploymentFact & { readonly streamId: number } {
  const { streamId, key, at, liveAt, firstLiveAt, kind, outcome, doubts, failure } = row
  return {
    streamId,
    key,
    at,
    liveAt,
    firstLiveAt,
    kind,
    outcome,
    failureKey: boundedText(failure.key),
    rolledPast: false,
    rework: [],
    flags: recordFlags.filter((_, bit) => (doubts & (1 << bit)) !== 0),
    arrivals: [],
  }
}

/** A live deployment as far as blame by chance looks at it. */
function livedAt({ liveAt, kind }: LiveTimeRow): DeploymentFact {
  return {
    key: '',
    at: liveAt,
    liveAt,
    firstLiveAt: liveAt,
    kind,
    outcome: 'SUCCEEDED',
    failureKey: null,
    rolledPast: false,
    rework: [],
    flags: [],
    arrivals: [],
  }
}
