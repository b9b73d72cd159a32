import { fold } from '#domain/fold'
import type { OverrideEvent } from '#domain/delivery-event'
import type { OverrideState } from '#domain/entity-state'
import { type Moved, movedRecords } from '#attribution/moved-records'
import type { Deployment, StreamHistory, StreamIncident } from '#domain/stream-history'
import { reportsOfStreams, type ReportsOfStreamsRow } from '#storage/queries/reports-of-streams'
import type { StreamRow } from '#storage/queries/streams'
import { boundedText } from '#storage/stores/entity-hash'
import { servicesOfIncidents, streamsOfDeployments, streamsOfIncidents } from '#storage/stores/touched-by-reports'
import type { Asked } from '../asked.ts'
import { ReadBounds } from '../metric/read-bounds.ts'
import { Refusal } from '../refusal.ts'
import type { Settles } from './override-event.ts'

/** A stream with its history as it is, and as it would be. */
export interface TriedStream {
  readonly stream: StreamRow
  readonly before: Promise<ReadonlyMap<number, StreamHistory>>
  readonly after: Promise<ReadonlyMap<number, StreamHistory>>
  readonly deployments: readonly Moved<Deployment>[]
  readonly incidents: readonly Moved<StreamIncident>[]
}

/** Streams of one preview: each is projected twice while somebody waits. */
const streamLimit = 10
/** Reports of deployments of all of them together. */
const reportLimit = 20_000

/** The state that a statement would make which nobody has made. */
export function untoldOverride({ viewer, now }: Asked, settles: Settles): OverrideState {
  const head = { type: 'override', source: viewer.source, id: 'preview', at: now, by: '', reason: '' } as const
  const event: OverrideEvent = { ...head, ...settles }
  return fold([{ event, hash: '', recordedAt: now }])
}

/** The state of an override after it was taken back. */
export function takenBack(state: OverrideState): OverrideState {
  return { ...state, event: { ...state.event, revoked: true } }
}

/** Ids of the streams that an override may concern, made or taken back. */
async function concerned(asked: Asked, { event }: OverrideState, serviceId: number | null): Promise<number[]> {
  const { db } = asked.reads
  const { incidentId, deploymentId } = event
  const known = await servicesOfIncidents(db, incidentId === undefined ? [] : [boundedText(incidentId)])
  const given = serviceId === null ? [] : known.map(({ environmentId }) => ({ serviceId, environmentId }))
  const [ofIncident, ofDeployment] = await Promise.all([
    streamsOfIncidents(db, [...known, ...given]),
    streamsOfDeployments(db, deploymentId === undefined ? [] : [boundedText(deploymentId)]),
  ])
  return [...new Set([...ofIncident, ...ofDeployment].map(({ streamId }) => streamId))]
}

async function bound({ reads }: Asked, ids: readonly number[]): Promise<void> {
  const tooLarge = (what: string): Refusal =>
    new Refusal(
      'TOO_LARGE',
      `A preview projects every history that is concerned; ${what}. The correction can be made all the same, and taken back.`,
      { field: 'input' },
    )
  if (ids.length > streamLimit) throw tooLarge(`${ids.length} are, at most ${streamLimit} are tried at a time`)
  const [row] = await reads.db.query<ReportsOfStreamsRow>(reportsOfStreams(ids, reportLimit + 1))
  if ((row?.reports ?? 0) > reportLimit)
    throw tooLarge(`they hold more than ${reportLimit.toLocaleString('en-GB')} reports of deployments`)
  new ReadBounds(reads).replays(2 * ids.length, 'input')
}

/**
 * What the histories that an override concerns are, and would be with it. Writes nothing.
 *
 * @param serviceId of the service that an incident is said to be of
 * @throws Refusal TOO_LARGE
 */
export async function triedOverride(
  asked: Asked,
  override: OverrideState,
  serviceId: number | null,
): Promise<TriedStream[]> {
  const ids = await concerned(asked, override, serviceId)
  await bound(asked, ids)
  const rows = await Promise.all(ids.map((id) => asked.reads.catalogue.streamById.load(id)))
  const streams = rows.filter((stream) => stream !== null)
  const known = await asked.outside.histories(streams, { asOf: null, rules: {} })
  const tried = await asked.outside.histories(streams, { asOf: null, rules: {}, laid: [override] })
  const found = streams.flatMap((stream) => {
    const [before, after] = [known.get(stream.id), tried.get(stream.id)]
    if (before === undefined || after === undefined) return []
    const moved = movedRecords(before, after)
    return [{ stream, before: Promise.resolve(known), after: Promise.resolve(tried), ...moved }]
  })
  const nameOf = ({ stream }: TriedStream): string => `${stream.service}\n${stream.environment}`
  return found.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}
