import type { Instant } from '#domain/instant'
import { hasLeftToTime } from '#metrics/chance'
import { recordFlags } from '#metrics/day-fact'
import type { DeploymentFact, Facts, PendingFact, UnknownWaits } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import type { Database } from '#storage/database'
import { type FactIncidentRow, factIncidents } from '#storage/queries/fact-incidents'
import { type FactPendingRow, factPending, factShippedLater } from '#storage/queries/fact-pending'
import { type FailedDeploymentRow, failedDeployments } from '#storage/queries/failed-deployments'
import { type LastLiveRow, lastLive } from '#storage/queries/last-live'
import { type LiveTimeRow, liveTimes } from '#storage/queries/live-times'
import { boundedText } from '#storage/stores/entity-hash'
import { groupedBy } from '../relay/loader.ts'
import { blameHistory, emptyFacts, failureFact, incidentFact, slack, streamOf, unknownWaitsOf } from './fact-reads.ts'

/** What a question over days needs beside them. */
export interface DigestNeeds {
  /** Whether runs that ended are asked for. */
  readonly runs: boolean
  readonly failures: boolean
  readonly incidents: boolean
  readonly pending: boolean
  /** Whether it is asked when something last went live. */
  readonly last: boolean
  /** Whether blame by chance is asked for. */
  readonly past: boolean
}

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

/** The records of these streams that do not add up. */
export async function rareOf(
  db: Pick<Database, 'query'>,
  streamIds: readonly number[],
  { window, definition, now }: MeasureScope,
  needs: DigestNeeds,
): Promise<ReadonlyMap<number, Facts>> {
  const { from, to } = window
  const end = Math.min(to, now)
  const none: never[] = []
  const [failed, incidents, pending, later, unknown, last] = await Promise.all([
    needs.failures
      ? db.query<FailedDeploymentRow>(failedDeployments({ streamIds, from: from - slack, to: to + slack }))
      : none,
    needs.incidents ? db.query<FactIncidentRow>(factIncidents({ streamIds, from, to })) : none,
    needs.pending ? db.query<FactPendingRow>(factPending(streamIds, end)) : none,
    needs.pending && to < now ? db.query<FactPendingRow>(factShippedLater(streamIds, end, end)) : none,
    needs.pending ? unknownWaitsOf(db, streamIds) : new Map<number, UnknownWaits>(),
    needs.last ? db.query<LastLiveRow>(lastLive(streamIds, definition.kinds, Math.min(to, now + 1))) : none,
  ])
  const failedOf = groupedBy(failed, streamOf)
  const incidentsOf = groupedBy(incidents, streamOf)
  const pendingOf = groupedBy<PendingFact & { readonly streamId: number }>([...pending, ...later], streamOf)
  const lastOf = new Map<number, Instant>(last.map((row) => [row.streamId, row.liveAt]))
  return new Map(
    streamIds.map((id): [number, Facts] => {
      const rows = failedOf.get(String(id)) ?? []
      return [
        id,
        {
          ...emptyFacts,
          deployments: rows.map(failedFact),
          failures: rows.map(({ streamId, failure }) => failureFact({ streamId, detail: failure })),
          incidents: (incidentsOf.get(String(id)) ?? []).map(incidentFact),
          pending: pendingOf.get(String(id)) ?? [],
          unknownWaits: unknown.get(id) ?? null,
          lastLiveAt: lastOf.get(id) ?? null,
        },
      ]
    }),
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
