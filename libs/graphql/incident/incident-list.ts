import { incidentCount, type IncidentConditions, type IncidentRow, incidents } from '#storage/queries/incidents'
import type { StreamRow } from '#storage/queries/streams'
import type { Asked } from '../asked.ts'
import { HistoryOrigin } from '../history-origin.ts'
import { historyLimit, ReadBounds } from '../metric/read-bounds.ts'
import { Refusal } from '../refusal.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { groupedBy } from '../relay/loader.ts'
import { type PageRequest, pageOf, pageOfList, pageSize } from '../relay/page.ts'
import { serviceIdsNamed } from '../service/service-named.ts'
import { environmentIdsOf } from '../service/stream-of.ts'
import type { IncidentView } from '../views.ts'
import { windowFrom } from '../window/window-view.ts'
import type { IncidentFilter } from './incident-filter.input.ts'
import { incidentView } from './incident-view.ts'

async function conditionsOf({ reads, now }: Asked, filter: IncidentFilter): Promise<IncidentConditions> {
  const window = filter.window ? windowFrom(filter.window, now) : null
  const serviceIds = await serviceIdsNamed(reads, filter)
  return {
    serviceIds,
    environmentIds: await environmentIdsOf(reads, filter, serviceIds),
    open: filter.open ?? null,
    corrected: filter.corrected ?? null,
    from: window?.from ?? null,
    to: window?.to ?? null,
  }
}

/** Incidents that a filter lets through, the latest first. */
export async function incidentsOf(
  asked: Asked,
  filter: IncidentFilter,
  request: PageRequest,
): Promise<Connection<IncidentView>> {
  const { reads } = asked
  const first = pageSize(request.first)
  const question = questionOf('incidents', filter)
  const key = readCursor(request.after, question, 2)
  const conditions = await conditionsOf(asked, filter)
  const after = key === null ? null : { openedAt: Number(key[0]), key: String(key[1]) }
  const rows = await reads.db.query<IncidentRow>(incidents(conditions, after, first + 1))
  const views = await Promise.all(rows.map(async (row) => ({ row, view: await reads.tables.incidentOf(row) })))
  return pageOf(
    views.flatMap(({ row, view }) => (view === null ? [] : [{ row, view }])),
    { first, question, began: key !== null },
    { key: ({ row }) => [row.openedAt, row.key], node: ({ view }) => view },
    async () => (await reads.db.query<{ readonly count: number }>(incidentCount(conditions)))[0]?.count ?? 0,
  )
}

/** The same of what was recorded by a moment; the streams concerned are projected anew. */
export async function incidentsAsOf(
  asked: Asked,
  filter: IncidentFilter,
  request: PageRequest,
  asOf: number,
): Promise<Connection<IncidentView>> {
  const conditions = await conditionsOf(asked, filter)
  const streams = await streamsOf(asked, conditions)
  if (streams.length > historyLimit) {
    throw new Refusal(
      'TOO_LARGE',
      `\`asOf\` replays the history of each service; ${streams.length} are concerned, at most ${historyLimit} are answered at a time. Narrow the filter.`,
      { field: 'asOf' },
    )
  }
  new ReadBounds(asked.reads).replays(streams.length, 'asOf')
  const histories = asked.outside.histories(streams, { asOf, rules: {} })
  const origin = new HistoryOrigin(asked.reads.records, histories)
  const found = await histories
  const all = streams.flatMap((stream) => (found.get(stream.id)?.incidents ?? []).map((detail) => ({ stream, detail })))
  const chosen = all.filter(({ detail: { openedAt, restoredAt, overrides } }) => {
    const { from, to, open, corrected } = conditions
    if (typeof from === 'number' && openedAt < from) return false
    if (typeof to === 'number' && openedAt >= to) return false
    if (typeof corrected === 'boolean' && corrected === (overrides.length === 0)) return false
    return typeof open !== 'boolean' || open === (restoredAt === null)
  })
  const views = [...groupedBy(chosen, ({ detail }) => detail.key).values()].flatMap(
    (places) => incidentView(places, origin) ?? [],
  )
  return pageOfList(views, request, questionOf('incidents', filter, asOf), {
    key: (view) => [-view.openedAt, view.key],
    node: (view) => view,
  })
}

async function streamsOf({ reads }: Asked, { serviceIds, environmentIds }: IncidentConditions): Promise<StreamRow[]> {
  const ids =
    serviceIds ??
    (await reads.catalogue.services({}, { order: 'NAME', after: null, limit: historyLimit + 1 })).map((row) => row.id)
  const streams = await Promise.all(ids.map((id) => reads.catalogue.streamsOfService.load(id)))
  return streams
    .flatMap((each) => each ?? [])
    .filter((stream) => environmentIds?.includes(stream.environmentId) ?? true)
}
