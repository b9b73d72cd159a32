import { mostWaitingCommits } from '#attribution/pending'
import { DAY } from '#domain/instant'
import { leadTimeStages, type StageSpan } from '#domain/stream-history'
import type { ChangeFact, Facts, FailureFact, IncidentFact, UnknownWaits } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { reach } from '#metrics/presets/told'
import type { Database } from '#storage/database'
import { type FactChangeRow, factChanges } from '#storage/queries/fact-changes'
import { type FactCommitRow, factCommits } from '#storage/queries/fact-commits'
import { type FactDeploymentRow, factDeployments } from '#storage/queries/fact-deployments'
import { type FactFailureRow, factFailures } from '#storage/queries/fact-failures'
import { type FactIncidentRow, factIncidents } from '#storage/queries/fact-incidents'
import { type FactPendingRow, factPending } from '#storage/queries/fact-pending'
import { type LastLiveRow, lastLive } from '#storage/queries/last-live'
import { type UnknownWaitRow, unknownWaits } from '#storage/queries/unknown-waits'
import { boundedText } from '#storage/stores/entity-hash'
import { groupedBy, loaderOf } from '../relay/loader.ts'

/** Which columns of the facts a question needs. */
export interface Needs {
  readonly deployments: boolean
  /** Deployments of the 90 days before the window too. */
  readonly history: boolean
  /** Deployments of the 90 days after the window too, and incidents opened in them. */
  readonly later: boolean
  /** What the rules of other systems look at. */
  readonly asTold: boolean
  readonly changes: 'NONE' | 'NARROW' | 'WHOLE'
  readonly commits: boolean
  readonly failures: boolean
  /** OPENED in the window; or closed in it too, whenever they were opened. */
  readonly incidents: 'NONE' | 'OPENED' | 'CLOSED_TOO'
  readonly pending: boolean
}

interface FactsKey {
  readonly streamId: number
  readonly scope: MeasureScope
  readonly needs: Needs
}

/** An arrival, a wave of it, or a run may lie so far from the time that its deployment stands at. */
export const slack = 2 * DAY
export const blameHistory = 90 * DAY

const alikeOf = ({ scope: { window, definition, now }, needs }: FactsKey): string => {
  const { kinds, labels, arrival } = definition
  return JSON.stringify([window.from, window.to, now, kinds, labels, arrival, needs])
}

/** Facts of streams, many at a time: one statement for each kind of fact, however many streams are asked for. */
export class FactReads {
  private readonly db: Database
  private readonly loader

  constructor(db: Database, cache: boolean) {
    this.db = db
    this.loader = loaderOf(
      (keys: readonly FactsKey[]) => this.read(keys),
      (key) => `${key.streamId} ${alikeOf(key)}`,
      cache,
    )
  }

  async ofStream(key: FactsKey): Promise<Facts> {
    return (await this.loader.load(key)) ?? emptyFacts
  }

  /** Why nobody can say what waits, of the streams where that is so. */
  unknownWaits(streamIds: readonly number[]): Promise<ReadonlyMap<number, UnknownWaits>> {
    return unknownWaitsOf(this.db, streamIds)
  }

  private async read(keys: readonly FactsKey[]): Promise<ReadonlyMap<string, Facts>> {
    const found = new Map<string, Facts>()
    await Promise.all(
      [...groupedBy(keys, alikeOf)].map(async ([alike, group]) => {
        const [any] = group
        if (any === undefined) return
        const facts = await factsOf(
          this.db,
          group.map((key) => key.streamId),
          any.scope,
          any.needs,
        )
        for (const [streamId, each] of facts) found.set(`${streamId} ${alike}`, each)
      }),
    )
    return found
  }
}

export const emptyFacts: Facts = {
  deployments: [],
  changes: [],
  commits: [],
  failures: [],
  incidents: [],
  pending: [],
  lastLiveAt: null,
}

/** Facts of these streams that measuring in this scope needs. */
export async function factsOf(
  db: Database,
  streamIds: readonly number[],
  { window, definition, now }: MeasureScope,
  needs: Needs,
): Promise<ReadonlyMap<number, Facts>> {
  const { from, to } = window
  const end = Math.min(to, now)
  // Of a window that has not begun, what waits now is asked for nevertheless.
  const near = { streamIds, from: Math.min(from, end) - slack, to: to + slack }
  const past = {
    streamIds,
    from: from - (needs.history ? blameHistory + (needs.asTold ? slack : 0) : slack),
    to: to + slack + (needs.later ? reach : 0),
  }
  const opened = { streamIds, from, to: needs.later ? to + reach : to }
  const whole = needs.changes === 'WHOLE'
  const none: never[] = []
  const [deployments, changes, commits, failures, incidents, pending, unknown, last] = await Promise.all([
    needs.deployments ? db.query<FactDeploymentRow>(factDeployments(past, needs.asTold)) : none,
    needs.changes === 'NONE' ? none : db.query<FactChangeRow>(factChanges(near, needs.pending ? end : null, whole)),
    needs.commits ? db.query<FactCommitRow>(factCommits(near)) : none,
    needs.failures ? db.query<FactFailureRow>(factFailures(near)) : none,
    needs.incidents === 'NONE'
      ? none
      : db.query<FactIncidentRow>(factIncidents(opened, needs.incidents === 'CLOSED_TOO')),
    needs.pending ? db.query<FactPendingRow>(factPending(streamIds, end)) : none,
    needs.pending ? unknownWaitsOf(db, streamIds) : new Map<number, UnknownWaits>(),
    needs.deployments ? db.query<LastLiveRow>(lastLive(streamIds, definition, Math.min(to, now + 1))) : none,
  ])
  const of = {
    deployments: groupedBy(deployments, streamOf),
    changes: groupedBy(changes, streamOf),
    commits: groupedBy(commits, streamOf),
    failures: groupedBy(failures, streamOf),
    incidents: groupedBy(incidents, streamOf),
    pending: groupedBy(pending, streamOf),
    last: groupedBy(last, streamOf),
  }
  return new Map(
    streamIds.map((streamId): [number, Facts] => {
      const id = String(streamId)
      return [
        streamId,
        {
          deployments: (of.deployments.get(id) ?? []).map((row) => ({ ...row, failureKey: orBounded(row.failureKey) })),
          changes: (of.changes.get(id) ?? []).map(changeFact),
          commits: of.commits.get(id) ?? [],
          failures: (of.failures.get(id) ?? []).map(failureFact),
          incidents: (of.incidents.get(id) ?? []).map(incidentFact),
          pending: of.pending.get(id) ?? [],
          unknownWaits: unknown.get(streamId) ?? null,
          lastLiveAt: of.last.get(id)?.[0]?.liveAt ?? null,
        },
      ]
    }),
  )
}

/** The stream of a row, as the key of a group. */
export function streamOf({ streamId }: { readonly streamId: number }): string {
  return String(streamId)
}

/** Why nobody can say what waits, of the streams where that is so. */
export async function unknownWaitsOf(
  db: Pick<Database, 'query'>,
  streamIds: readonly number[],
): Promise<ReadonlyMap<number, UnknownWaits>> {
  const rows = await db.query<UnknownWaitRow>(unknownWaits(streamIds))
  return new Map(
    rows.map((row) => [
      row.streamId,
      { reason: reasonOf(row), bound: row.live === null || row.isMore ? 'AT_LEAST' : 'AT_MOST' },
    ]),
  )
}

function reasonOf({ service, repository, hole, live, isMore }: UnknownWaitRow): string {
  if (isMore)
    return `${service} is so far behind the default branch of ${repository ?? 'its repository'} that only the newest ${mostWaitingCommits.toLocaleString('en-GB')} commits are counted.`
  if (live !== null)
    return `No commit is known of ${live}, which is live of ${service}: what it brought is still counted as waiting, from the last version on whose commit is known. npx leadline unattributed says what repairs it.`
  if (repository === null)
    return `Nobody tells which repository holds the code of ${service}: connect it as a source, or name it in the catalogue.`
  if (hole !== null)
    return `Nobody tells commit ${hole.slice(0, 10)} of ${repository}, so that what its default branch has beyond what is live of ${service} cannot be said: connect the repository as a source, or post the commit with its parents.`
  return `Nobody tells the requests of ${repository}, nor both where its default branch is and which of its commits is live: connect it as a source, or send them.`
}

/** Keys in details are whole, those in columns are bounded: facts must be of one kind, so that they find each other. */
function orBounded(key: string | null): string | null {
  return key === null ? null : boundedText(key)
}

/** An incident as it stands in the tables. */
export function incidentFact({ streamId, detail }: FactIncidentRow): IncidentFact & { readonly streamId: number } {
  return { streamId, ...detail, failureKey: orBounded(detail.failureKey) }
}

/** A failure as it stands in the tables. */
export function failureFact({ streamId, detail }: FactFailureRow): FailureFact & { readonly streamId: number } {
  return { streamId, ...detail, key: boundedText(detail.key), deploymentKey: boundedText(detail.deploymentKey) }
}

/** Stages of a narrow row: their lengths are exact; a stage that a sample lacks cannot be told from an empty one. */
function spansOf(startedAt: number, lengths: readonly (number | null)[]): StageSpan[] {
  const spans: StageSpan[] = []
  let from = startedAt
  leadTimeStages.forEach((stage, index) => {
    const length = lengths[index] ?? null
    if (length === null || length === 0) return
    spans.push({ stage, from, to: from + length })
    from += length
  })
  return spans
}

function changeFact(row: FactChangeRow): ChangeFact & { readonly streamId: number } {
  const { streamId, detail } = row
  if (detail !== null) return { streamId, ...detail, key: row.key, deploymentKey: row.deploymentKey }
  return {
    streamId,
    key: row.key,
    deploymentKey: row.deploymentKey,
    startedAt: row.startedAt,
    committedAt: null,
    pushedAt: null,
    openedAt: null,
    mergedAt: row.mergedAt,
    liveAt: row.liveAt,
    firstLiveAt: row.firstLiveAt,
    stages: spansOf(row.startedAt, row.stageMilliseconds),
    authorship: row.authorship,
    additions: row.lines,
    deletions: row.lines === null ? null : 0,
    confidence: row.confidence,
    flags: row.flags,
  }
}
