import { calendarDay, startOfDay } from '#domain/calendar'
import type { Window } from '#domain/window'
import { addDays, ascending, type DayFact, dayFacts } from '#metrics/day-fact'
import type { Digest } from '#metrics/digest'
import { type Facts, pool } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { dayZoneOf, unpackDays, unpackOwnDays } from '#metrics/packed-days'
import { unpackLive, unpackShipped } from '#metrics/packed-entries'
import type { Database } from '#storage/database'
import { type PackedDaysRow, packedDays, type StreamStandRow, streamStands } from '#storage/queries/packed-days'
import {
  type EndedRunRow,
  endedRuns,
  type PackedFactsRow,
  packedLive,
  packedShipped,
  type Segment,
} from '#storage/queries/packed-facts'
import { groupedBy, loaderOf } from '../relay/loader.ts'
import { emptyFacts, slack, streamOf } from './fact-reads.ts'
import { type DigestNeeds, pastsOf, rareOf } from './rare-facts.ts'

interface DigestKey {
  readonly streamId: number
  readonly scope: MeasureScope
  readonly needs: DigestNeeds
}

/** The digest of one stream, its whole days still packed. */
export interface StreamDigest {
  /** What the facts were that it was made of. */
  readonly stand: StreamStandRow
  readonly packed: Uint8Array | null
  /** Days that are clipped by the window, or of a zone in which none are kept. */
  readonly days: readonly DayFact[]
  readonly rare: Facts
  readonly past: Facts | null
}

const alikeOf = ({ scope: { window, now }, needs }: DigestKey): string =>
  JSON.stringify([window.from, window.to, window.timeZone, now, needs])

type Asking = Pick<Database, 'query'>

/** Digests of streams, many at a time: a few statements, however many streams are asked for. */
export class DigestReads {
  private readonly db: Database
  private readonly loader

  constructor(db: Database, cache: boolean) {
    this.db = db
    this.loader = loaderOf(
      (keys: readonly DigestKey[]) => this.read(keys),
      (key) => `${key.streamId} ${alikeOf(key)}`,
      cache,
    )
  }

  async ofStream(key: DigestKey): Promise<StreamDigest> {
    const none = { streamId: key.streamId, version: 0, dayZone: null }
    return (await this.loader.load(key)) ?? { stand: none, packed: null, days: [], rare: emptyFacts, past: null }
  }

  stands(streamIds: readonly number[]): Promise<StreamStandRow[]> {
    return this.db.query<StreamStandRow>(streamStands(streamIds))
  }

  private async read(keys: readonly DigestKey[]): Promise<ReadonlyMap<string, StreamDigest>> {
    const found = new Map<string, StreamDigest>()
    await Promise.all(
      [...groupedBy(keys, alikeOf)].map(async ([alike, group]) => {
        const [any] = group
        if (any === undefined) return
        const streamIds = group.map((key) => key.streamId)
        const digests = await digestsOf(this.db, streamIds, any.scope, any.needs)
        for (const [streamId, digest] of digests) found.set(`${streamId} ${alike}`, digest)
      }),
    )
    return found
  }
}

/** Streams as one: what adds up is added. */
export function digestOfStreams(streams: readonly StreamDigest[]): Digest {
  const pasts = streams.map(({ past }) => past)
  return {
    days: ascending(daysOf(streams)),
    rare: pool(streams.map(({ rare }) => rare)),
    past: pasts.every((past) => past !== null) ? pool(pasts) : null,
  }
}

function daysOf(streams: readonly StreamDigest[]): DayFact[] {
  const [only, ...others] = streams
  if (only !== undefined && others.length === 0) {
    // Of one stream a day is kept once, and what is not kept is none of those days.
    const own = only.packed === null ? [] : unpackOwnDays(only.packed)
    return only.days.length === 0 ? own : [...own, ...addDays(only.days, new Map()).values()]
  }
  const days = new Map<number, DayFact>()
  for (const { packed } of streams) if (packed !== null) unpackDays(packed, days)
  for (const stream of streams) addDays(stream.days, days)
  return [...days.values()]
}

/** The parts of a window that are no whole days of its zone, and those that are. */
export function wholeDays({ from, to, timeZone }: Window): { first: number; last: number; rest: Segment[] } {
  const begun = calendarDay(from, timeZone)
  const first = startOfDay(begun, timeZone) < from ? begun + 1 : begun
  const last = calendarDay(to, timeZone)
  if (first >= last) return { first, last: first, rest: [{ from, to }] }
  const rest = [
    { from, to: startOfDay(first, timeZone) },
    { from: startOfDay(last, timeZone), to },
  ]
  return { first, last, rest: rest.filter((segment) => segment.to > segment.from) }
}

/**
 * Digests of these streams for one scope. They are read by several statements at a time; of streams whose facts were
 * written meanwhile all is read again, as of one moment.
 */
export async function digestsOf(
  db: Database,
  streamIds: readonly number[],
  scope: MeasureScope,
  needs: DigestNeeds,
): Promise<ReadonlyMap<number, StreamDigest>> {
  const before = await db.query<StreamStandRow>(streamStands(streamIds))
  const found = await readDigests(db, before, scope, needs)
  const known = new Set(before.map(standText))
  const after = await db.query<StreamStandRow>(streamStands(streamIds))
  const moved = after.filter((stand) => !known.has(standText(stand))).map(({ streamId }) => streamId)
  if (moved.length === 0) return found

  const again = await db.snapshot(async (tx) => {
    const stands = await tx.query<StreamStandRow>(streamStands(moved))
    return readDigests(tx, stands, scope, needs)
  })
  return new Map([...found, ...again])
}

function standText({ streamId, version, dayZone }: StreamStandRow): string {
  return `${streamId} ${version} ${dayZone}`
}

async function readDigests(
  db: Asking,
  stands: readonly StreamStandRow[],
  scope: MeasureScope,
  needs: DigestNeeds,
): Promise<Map<number, StreamDigest>> {
  const { window } = scope
  const streamIds = stands.map(({ streamId }) => streamId)
  const { first, last, rest } = wholeDays(window)
  const isKept = ({ dayZone }: StreamStandRow): boolean => dayZone === dayZoneOf(window.timeZone)
  const kept = stands.filter(isKept).map(({ streamId }) => streamId)
  const other = stands.filter((stand) => !isKept(stand)).map(({ streamId }) => streamId)
  const segmented: Segmented[] = [
    { streamIds: kept, segments: rest },
    { streamIds: other, segments: [{ from: window.from, to: window.to }] },
  ]
  const [rare, packed, days, runs] = await Promise.all([
    rareOf(db, streamIds, scope, needs),
    kept.length === 0 || first >= last ? [] : db.query<PackedDaysRow>(packedDays(kept, first, last)),
    Promise.all(segmented.map((each) => liveDays(db, each, window.timeZone))),
    needs.runs ? Promise.all(segmented.map((each) => runDays(db, each, window.timeZone))) : [],
  ])
  const isSilent = (id: number): boolean => rare.get(id)?.lastLiveAt == null
  const silent =
    needs.runs || !needs.last ? [] : segmented.map((each) => ({ ...each, streamIds: each.streamIds.filter(isSilent) }))
  const [seen, pasts] = await Promise.all([
    // Whether nothing went live or nothing is known of: runs that failed make the difference.
    Promise.all(silent.map((each) => runDays(db, each, window.timeZone))),
    needs.past ? pastsOf(db, rare, scope) : new Map<number, Facts>(),
  ])
  const packedOf = new Map(packed.map((row) => [row.streamId, row.packed]))
  const found = [...days, ...runs, ...seen]
  return new Map(
    stands.map((stand): [number, StreamDigest] => [
      stand.streamId,
      {
        stand,
        packed: packedOf.get(stand.streamId) ?? null,
        days: found.flatMap((each) => each.get(stand.streamId) ?? []),
        rare: rare.get(stand.streamId) ?? emptyFacts,
        past: needs.past ? (pasts.get(stand.streamId) ?? rare.get(stand.streamId) ?? emptyFacts) : null,
      },
    ]),
  )
}

/** Parts of a window in which the days of these streams are made from narrow columns of the facts. */
interface Segmented {
  readonly streamIds: readonly number[]
  readonly segments: readonly Segment[]
}

type Days = ReadonlyMap<number, readonly DayFact[]>

async function liveDays(db: Asking, { streamIds, segments }: Segmented, timeZone: string): Promise<Days> {
  if (streamIds.length === 0 || segments.length === 0) return new Map()
  const [live, shipped] = await Promise.all([
    db.query<PackedFactsRow>(packedLive(streamIds, segments)),
    db.query<PackedFactsRow>(packedShipped(streamIds, segments)),
  ])
  const shippedOf = new Map(shipped.map((row) => [row.streamId, row.packed]))
  const none = new Uint8Array()
  return new Map(
    live.map(({ streamId, packed }) => [
      streamId,
      dayFacts(unpackLive(packed), unpackShipped(shippedOf.get(streamId) ?? none), [], timeZone),
    ]),
  )
}

async function runDays(db: Asking, { streamIds, segments }: Segmented, timeZone: string): Promise<Days> {
  if (streamIds.length === 0 || segments.length === 0) return new Map()
  const rows = await db.query<EndedRunRow>(endedRuns(streamIds, segments, slack))
  return new Map([...groupedBy(rows, streamOf)].map(([id, runs]) => [Number(id), dayFacts([], [], runs, timeZone)]))
}
