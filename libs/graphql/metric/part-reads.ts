import { startOfDay } from '#domain/calendar'
import { DAY } from '#domain/instant'
import { type DayFact, dayFacts } from '#metrics/day-fact'
import { defaultDefinition } from '#metrics/definition'
import { dayZoneOf, unpackOwnDays } from '#metrics/packed-days'
import { unpackLive, unpackShipped } from '#metrics/packed-entries'
import type { Database } from '#storage/database'
import { type PackedDaysRow, packedDays, type StreamStandRow } from '#storage/queries/packed-days'
import { type PackedFactsRow, packedLive, packedShipped, type Segment } from '#storage/queries/packed-facts'
import { lastDaysOf, rareOf } from './rare-facts.ts'
import type { KeptPart } from './stream-memory.ts'
import {
  type Blocks,
  daysInBlocks,
  daysName,
  daysOfBlocks,
  type EdgeDay,
  edgeName,
  edgePart,
  lastName,
  lastPart,
  type PartPlan,
  rareInBlocks,
  rareName,
} from './stream-parts.ts'

type Asking = Pick<Database, 'query'>
type Parts = Map<string, KeptPart>

/** A stream, and the parts of it that are there. */
interface Lacking {
  readonly stand: StreamStandRow
  readonly kept: ReadonlyMap<string, KeptPart> | undefined
}

/** Reads the parts of a plan that these streams lack, those of one kind by a statement or two for all of them. */
export async function readParts(db: Asking, lacking: readonly Lacking[], plan: PartPlan): Promise<Map<number, Parts>> {
  const { timeZone, edges, rare, end } = plan
  const without = (name: string): StreamStandRow[] =>
    lacking.filter(({ kept }) => kept?.has(name) !== true).map(({ stand }) => stand)
  const idsWithout = (name: string): number[] => without(name).map(({ streamId }) => streamId)
  const dayBlocks = lackingBlocks(plan.days, (block) => without(daysName(timeZone, block)))
  const rareBlocks = rare === null ? null : lackingBlocks(rare, (block) => without(rareName(block)))
  const read = await Promise.all([
    dayBlocks === null ? [] : readDays(db, dayBlocks, timeZone),
    rareBlocks === null ? [] : readRare(db, rareBlocks),
    ...edges.map((day) => readEdge(db, idsWithout(edgeName(timeZone, day)), timeZone, day)),
    end === null ? [] : readLast(db, idsWithout(lastName(timeZone, end.day)), timeZone, end.day),
  ])
  const found = new Map<number, Parts>(lacking.map(({ stand }) => [stand.streamId, new Map()]))
  for (const [streamId, parts] of read.flat()) for (const [name, part] of parts) found.get(streamId)?.set(name, part)
  return found
}

type Read = [streamId: number, parts: Parts][]

interface LackingBlocks {
  readonly stands: readonly StreamStandRow[]
  readonly blocks: Blocks
}

/** From the first block that any stream lacks to the last, for all streams that lack one; null where none does. */
function lackingBlocks(blocks: Blocks, without: (block: number) => readonly StreamStandRow[]): LackingBlocks | null {
  const stands = new Set<StreamStandRow>()
  let first = blocks.last
  let last = blocks.first
  for (let block = blocks.first; block < blocks.last; block += 1) {
    const found = without(block)
    if (found.length === 0) continue
    first = Math.min(first, block)
    last = block + 1
    for (const stand of found) stands.add(stand)
  }
  return stands.size === 0 ? null : { stands: [...stands], blocks: { first, last } }
}

async function readDays(db: Asking, { stands, blocks }: LackingBlocks, timeZone: string): Promise<Read> {
  const { first, last } = daysOfBlocks(blocks)
  const isKept = ({ dayZone }: StreamStandRow): boolean => dayZone === dayZoneOf(timeZone)
  const kept = stands.filter(isKept).map(({ streamId }) => streamId)
  const other = stands.filter((stand) => !isKept(stand)).map(({ streamId }) => streamId)
  // A day more at both ends: where the clock went back over midnight, a day lies in two pieces.
  const span = { from: startOfDay(first, timeZone) - DAY, to: startOfDay(last, timeZone) + DAY }
  const [packed, live] = await Promise.all([
    kept.length === 0 ? [] : db.query<PackedDaysRow>(packedDays(kept, first, last)),
    entriesOf(db, other, span),
  ])
  const packedOfStream = new Map(packed.map((row) => [row.streamId, row.packed]))
  return stands.map(({ streamId }) => {
    const bytes = packedOfStream.get(streamId)
    const entries = live.get(streamId)
    const made = entries === undefined ? [] : dayFacts(entries.live, entries.shipped, [], timeZone)
    return [streamId, daysInBlocks(bytes === undefined ? made : unpackOwnDays(bytes), timeZone, blocks)]
  })
}

async function readRare(db: Asking, { stands, blocks }: LackingBlocks): Promise<Read> {
  const { first, last } = daysOfBlocks(blocks)
  const streamIds = stands.map(({ streamId }) => streamId)
  const found = await rareOf(db, streamIds, { from: first * DAY, to: last * DAY })
  return [...found].map(([streamId, rare]) => [streamId, rareInBlocks(rare, blocks)])
}

async function readEdge(db: Asking, streamIds: readonly number[], timeZone: string, day: number): Promise<Read> {
  const found = await entriesOf(db, streamIds, dayOf(day, timeZone))
  const name = edgeName(timeZone, day)
  return streamIds.map((id) => [id, new Map([[name, edgePart(found.get(id) ?? { live: [], shipped: [] })]])])
}

async function readLast(db: Asking, streamIds: readonly number[], timeZone: string, day: number): Promise<Read> {
  if (streamIds.length === 0) return []
  const found = await lastDaysOf(db, streamIds, defaultDefinition.kinds, dayOf(day, timeZone))
  const name = lastName(timeZone, day)
  return [...found].map(([id, last]) => [id, new Map([[name, lastPart(last)]])])
}

function dayOf(day: number, timeZone: string): Segment {
  return { from: startOfDay(day, timeZone), to: startOfDay(day + 1, timeZone) }
}

/** What went live in a span of time, from narrow columns of the facts. */
async function entriesOf(
  db: Asking,
  streamIds: readonly number[],
  span: Segment,
): Promise<ReadonlyMap<number, EdgeDay>> {
  if (streamIds.length === 0) return new Map()
  const [live, shipped] = await Promise.all([
    db.query<PackedFactsRow>(packedLive(streamIds, [span])),
    db.query<PackedFactsRow>(packedShipped(streamIds, [span])),
  ])
  const shippedOf = new Map(shipped.map((row) => [row.streamId, row.packed]))
  return new Map(
    live.map(({ streamId, packed }) => [
      streamId,
      { live: [...unpackLive(packed)], shipped: [...unpackShipped(shippedOf.get(streamId) ?? new Uint8Array())] },
    ]),
  )
}

const streamsAtATime = 75

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = []
  for (let from = 0; from < items.length; from += size) groups.push(items.slice(from, from + size))
  return groups
}

/** The whole days of a question that is too large to be kept: packed where they are kept so, else made from the facts. */
export async function packedOf(
  db: Asking,
  stands: readonly StreamStandRow[],
  { first, last, timeZone }: PartPlan,
): Promise<ReadonlyMap<number, { readonly packed: Uint8Array | null; readonly days: readonly DayFact[] }>> {
  const isKept = ({ dayZone }: StreamStandRow): boolean => dayZone === dayZoneOf(timeZone)
  const kept = stands.filter(isKept).map(({ streamId }) => streamId)
  const other = stands.filter((stand) => !isKept(stand)).map(({ streamId }) => streamId)
  const span = { from: startOfDay(first, timeZone), to: startOfDay(last, timeZone) }
  const [packed, live] = await Promise.all([
    // Some at a time: while the one answer is read, the next is made.
    Promise.all(inGroups(kept, streamsAtATime).map((some) => db.query<PackedDaysRow>(packedDays(some, first, last)))),
    entriesOf(db, other, span),
  ])
  const found = new Map<number, { packed: Uint8Array | null; days: readonly DayFact[] }>()
  for (const row of packed.flat()) found.set(row.streamId, { packed: row.packed, days: [] })
  for (const [streamId, entries] of live)
    found.set(streamId, { packed: null, days: dayFacts(entries.live, entries.shipped, [], timeZone) })
  return found
}
