import type { Instant } from '#domain/instant'
import { addDays, ascending, type DayFact } from '#metrics/day-fact'
import type { Digest } from '#metrics/digest'
import { type Facts, pool } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { unpackDays, unpackOwnDays } from '#metrics/packed-days'
import type { Database } from '#storage/database'
import { type StreamStandRow, streamStands } from '#storage/queries/packed-days'
import { groupedBy, loaderOf } from '../relay/loader.ts'
import { type BesideDays, besideDays } from './beside-days.ts'
import { emptyFacts } from './fact-reads.ts'
import { packedOf, readParts } from './part-reads.ts'
import type { DigestNeeds } from './metrics-needs.ts'
import type { KeptPart, StreamMemory } from './stream-memory.ts'
import { digestOfParts, lastLiveOf, namesOf, type PartPlan, planOf } from './stream-parts.ts'

interface DigestKey {
  readonly streamId: number
  readonly scope: MeasureScope
  readonly needs: DigestNeeds
}

/** What of the digest of one stream is not packed. */
interface OwnDays {
  /** Of large questions only those that are clipped by the window, or of a zone in which none are kept. */
  readonly days: readonly DayFact[]
  readonly rare: Facts
  readonly past: Facts | null
}

/** The digest of one stream, its whole days still packed. */
export interface StreamDigest {
  /** What the facts were that it was made of. */
  readonly stand: StreamStandRow
  readonly packed: Uint8Array | null
  readonly lastLiveAt: Instant | null
  /** Makes it anew each time: of hundreds of streams at once it would outlive the collections of young objects. */
  readonly own: () => OwnDays
}

const alikeOf = ({ scope: { window, now }, needs }: DigestKey): string =>
  JSON.stringify([window.from, window.to, window.timeZone, now, needs])

type Asking = Pick<Database, 'query'>

/** Digests of streams, many at a time: a few statements, however many streams are asked for. */
export class DigestReads {
  private readonly db: Database
  private readonly memory: StreamMemory
  private readonly loader

  constructor(db: Database, memory: StreamMemory, cache: boolean) {
    this.db = db
    this.memory = memory
    this.loader = loaderOf(
      (keys: readonly DigestKey[]) => this.read(keys),
      (key) => `${key.streamId} ${alikeOf(key)}`,
      cache,
    )
  }

  async ofStream(key: DigestKey): Promise<StreamDigest> {
    return (await this.loader.load(key)) ?? nothingOf(key.streamId)
  }

  /** Of many streams at once. */
  ofStreams(
    streamIds: readonly number[],
    scope: MeasureScope,
    needs: DigestNeeds,
  ): Promise<ReadonlyMap<number, StreamDigest>> {
    return digestsOf(this.db, this.memory, [...new Set(streamIds)], scope, needs)
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
        const digests = await digestsOf(this.db, this.memory, streamIds, any.scope, any.needs)
        for (const [streamId, digest] of digests) found.set(`${streamId} ${alike}`, digest)
      }),
    )
    return found
  }
}

function nothingOf(streamId: number): StreamDigest {
  return {
    stand: { streamId, version: 0, dayZone: null },
    packed: null,
    lastLiveAt: null,
    own: () => ({ days: [], rare: emptyFacts, past: null }),
  }
}

/** Streams as one: what adds up is added. */
export function digestOfStreams(streams: readonly StreamDigest[]): Digest {
  const [only] = streams
  if (streams.length === 1 && only !== undefined) {
    const { days, rare, past } = only.own()
    return { days: ascending(daysOfOne(only.packed, days)), rare, past }
  }
  const owns = streams.map(({ own }) => own())
  const days = unpackDays(streams.flatMap(({ packed }) => packed ?? []))
  for (const own of owns) addDays(own.days, days)
  const pasts = owns.map(({ past }) => past)
  return {
    days: ascending([...days.values()]),
    rare: pool(owns.map(({ rare }) => rare)),
    past: pasts.every((past) => past !== null) ? pool(pasts) : null,
  }
}

function daysOfOne(packed: Uint8Array | null, others: readonly DayFact[]): readonly DayFact[] {
  const own = packed === null ? others : [...unpackOwnDays(packed), ...others]
  return hasEachOnce(own) ? own : [...addDays(own, new Map()).values()]
}

function hasEachOnce(days: readonly DayFact[]): boolean {
  for (let index = 1; index < days.length; index += 1)
    if ((days[index]?.day ?? 0) <= (days[index - 1]?.day ?? 0)) return false
  return true
}

/** What is asked of streams, and which of their parts answer it. */
interface Asked {
  readonly scope: MeasureScope
  readonly needs: DigestNeeds
  readonly plan: PartPlan
  /** Of the memory. */
  readonly question: number
}

/** Streams as they were found: what was read of them stands for as long as their facts do. */
interface Found {
  readonly digests: ReadonlyMap<number, StreamDigest>
  readonly parts: ReadonlyMap<number, Map<string, KeptPart>>
  /** Whether anything but their stand was asked of the database. */
  readonly isRead: boolean
}

/**
 * Digests of these streams for one scope: from memory where the facts are those that were read before. The rest is read by
 * several statements at a time; of streams whose facts were written meanwhile all is read again, as of one moment.
 */
export async function digestsOf(
  db: Database,
  memory: StreamMemory,
  streamIds: readonly number[],
  scope: MeasureScope,
  needs: DigestNeeds,
): Promise<ReadonlyMap<number, StreamDigest>> {
  const asked = { scope, needs, plan: planOf(scope, needs, streamIds.length), question: memory.ask() }
  const before = await db.query<StreamStandRow>(streamStands(streamIds))
  const found = await digestsAt(db, memory, before, asked)
  if (!found.isRead) return found.digests

  const known = new Set(before.map(standText))
  const after = await db.query<StreamStandRow>(streamStands(streamIds))
  const moved = after.filter((stand) => !known.has(standText(stand))).map(({ streamId }) => streamId)
  const isMoved = new Set(moved)
  remember(
    memory,
    found,
    before.filter(({ streamId }) => !isMoved.has(streamId)),
    asked.question,
  )
  if (moved.length === 0) return found.digests

  const again = await db.snapshot(async (tx) => {
    const stands = await tx.query<StreamStandRow>(streamStands(moved))
    const reread = await digestsAt(tx, memory, stands, asked)
    remember(memory, reread, stands, asked.question)
    return reread.digests
  })
  return new Map([...found.digests, ...again])
}

function remember(memory: StreamMemory, { parts }: Found, stands: readonly StreamStandRow[], question: number): void {
  for (const { streamId, version } of stands) {
    const read = parts.get(streamId)
    if (read !== undefined && read.size > 0) memory.keep(streamId, version, read, question)
  }
}

function standText({ streamId, version, dayZone }: StreamStandRow): string {
  return `${streamId} ${version} ${dayZone}`
}

async function digestsAt(
  db: Asking,
  memory: StreamMemory,
  stands: readonly StreamStandRow[],
  { plan, needs, scope, question }: Asked,
): Promise<Found> {
  const names = namesOf(plan)
  const streams = stands.map((stand) => ({ stand, kept: memory.partsOf(stand.streamId, stand.version, question) }))
  const lacking = streams.filter(({ kept }) => kept === undefined || names.some((name) => !kept.has(name)))
  const [parts, wide] = await Promise.all([
    lacking.length === 0 ? new Map<number, Map<string, KeptPart>>() : readParts(db, lacking, plan),
    plan.isLarge ? packedOf(db, stands, plan) : null,
  ])
  const digests = new Map<number, StreamDigest>()
  for (const { stand, kept } of streams) {
    const read = parts.get(stand.streamId)
    const all = read === undefined ? kept : new Map([...(kept ?? []), ...read])
    const { packed = null, days: others = [] } = wide?.get(stand.streamId) ?? {}
    const own = (): OwnDays => {
      const { days, rare } = digestOfParts(all, plan)
      return { days: others.length === 0 ? days : [...others, ...days], rare, past: needs.past ? rare : null }
    }
    digests.set(stand.streamId, { stand, packed, lastLiveAt: lastLiveOf(all, plan), own })
  }
  const beside = await besideDays(db, digests, scope, needs)
  if (beside === null) return { digests, parts, isRead: lacking.length > 0 || wide !== null }
  const whole = [...digests].map(([id, digest]): [number, StreamDigest] => [id, withBeside(digest, beside(id))])
  return { digests: new Map(whole), parts, isRead: true }
}

function withBeside({ own, ...digest }: StreamDigest, { runs, waits, past: before }: BesideDays): StreamDigest {
  return {
    ...digest,
    own: () => {
      const { days, rare, past } = own()
      return {
        days: runs.length === 0 ? days : [...days, ...runs],
        rare: waits === undefined ? rare : { ...rare, ...waits },
        past: before ?? past,
      }
    },
  }
}
