import type { Sequence } from '#attribution/project'
import { shippedBefore } from '#attribution/shipped-before'
import type { AttributionInput } from '#attribution/stream-input'
import type { Database } from '#storage/database'
import { parts } from '#storage/stores/array-text'
import { readShippedChanges, readShippedCommits, type StreamRow } from '#storage/stores/streams'
import { batch, type Gathering } from './gathering.ts'

/** What was shipped before the tail, of all that the tail may speak of. */
export async function loadShipped(
  db: Database,
  stream: StreamRow,
  sequence: Sequence,
  gathering: Gathering,
  entries: ReadonlySet<string>,
): Promise<Pick<AttributionInput, 'shippedCommits' | 'shippedChanges'>> {
  const { before, from, graphs } = sequence.input
  if (before.length === 0) return { shippedCommits: new Map(), shippedChanges: new Map() }
  const keys = [...entries].map((entry) => gathering.key(entry)).filter((key) => key !== null)
  const shippedCommits = new Map<string, string>()
  for (const part of parts(keys, batch)) {
    for (const [entry, key] of await readShippedCommits(db, stream.id, part, from)) shippedCommits.set(entry, key)
  }
  const fresh = new Set(
    sequence.steps.flatMap((step) =>
      step.shipments
        .filter((shipment) => shipment.method === 'COMMIT_GRAPH')
        .flatMap((shipment) => shipment.shas.map((sha) => `${shipment.repository}@${sha}`)),
    ),
  )
  const unknown = [...entries].filter((entry) => !shippedCommits.has(entry) && !fresh.has(entry))
  for (const [entry, key] of shippedBefore(before, graphs, unknown))
    if (!shippedCommits.has(entry)) shippedCommits.set(entry, key)
  const changes = new Set<string>(entries)
  for (const { repositoryId, number } of gathering.numbers()) changes.add(`${gathering.name(repositoryId)}#${number}`)
  for (const { event } of gathering.requests.values()) {
    changes.add(`${event.repository ?? ''}#${event.number ?? event.id ?? ''}`)
  }
  const shippedChanges = new Map<string, string>()
  for (const part of parts([...changes], batch)) {
    for (const [change, key] of await readShippedChanges(db, stream.id, part, from)) shippedChanges.set(change, key)
  }
  return { shippedCommits, shippedChanges }
}
