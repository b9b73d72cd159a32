import { calendarDay, mondayOf, startOfDay } from '#domain/calendar'
import { DAY, HOUR, type Instant } from '#domain/instant'
import { buckets, type Period } from '#domain/window'
import type { Merged } from '#alerts/detectors/stretches'
import type { Watched } from '#alerts/watched'
import { watchedOfDays } from '#alerts/watched-of-days'
import { emptyFacts, unknownWaitsOf } from '#graphql/metric/fact-reads'
import { rareOf } from '#graphql/metric/rare-facts'
import { defaultDefinition } from '#metrics/definition'
import type { MeasureScope } from '#metrics/metric'
import type { DayFact } from '#metrics/day-fact'
import { dayZoneOf, unpackOwnDays } from '#metrics/packed-days'
import type { Database } from '#storage/database'
import { packedDays, type PackedDaysRow } from '#storage/queries/packed-days'
import { type MergedRow, mergedSince, type WatchedStreamRow } from '#storage/queries/watched-streams'

/** The moment that is looked from, and how far back it is looked. */
export interface Look {
  readonly now: Instant
  readonly timeZone: string
  /** Whole weeks that are over, from the first on. */
  readonly weeks: readonly Period[]
}

/** A week is over when the first notes of Monday are in. */
const settled = 6 * HOUR
/** How far back the detectors look; where they begin moves twice a year only, so that what they find stays what it was. */
const mostWeeks = 104
const stepWeeks = 26
/** Half a year says what is usual for merges; an alert of the quarter before is found again as it was. */
const mergedMemory = 273 * DAY
/** What waited longer ago was found with less than that. */
export const waitsKnown = mergedMemory - 182 * DAY

/** A look from `now`. */
export function lookAt(now: Instant, timeZone: string): Look {
  const monday = mondayOf(calendarDay(now - settled, timeZone))
  const week = Math.floor(monday / 7)
  const first = (Math.floor(week / stepWeeks) * stepWeeks - mostWeeks) * 7 + mondayOf(0) + 7
  const window = { from: startOfDay(first, timeZone), to: startOfDay(monday, timeZone), timeZone }
  return { now, timeZone, weeks: buckets(window, 'WEEK') }
}

/** What is watched of a stream, to be unpacked: that throws where what is kept of it is broken. */
export type Unpack = () => Watched

/** Those whose days are not kept in the zone of reports (they are being made anew) are left out until they are. */
function readable(streams: readonly WatchedStreamRow[], timeZone: string): number[] {
  return streams.filter(({ dayZone }) => dayZone === dayZoneOf(timeZone)).map(({ id }) => id)
}

async function packedOf(
  db: Pick<Database, 'query'>,
  ids: readonly number[],
  { now, timeZone, weeks }: Look,
): Promise<(id: number) => readonly DayFact[]> {
  const first = calendarDay(weeks[0]?.from ?? now, timeZone)
  const rows = await db.query<PackedDaysRow>(packedDays(ids, first, calendarDay(now, timeZone) + 1))
  const packed = new Map(rows.map((row) => [row.streamId, row.packed]))
  return (id) => {
    const bytes = packed.get(id)
    return bytes === undefined ? [] : unpackOwnDays(bytes).toSorted((a, b) => a.day - b.day)
  }
}

function scopeOf({ now, timeZone, weeks }: Look): MeasureScope {
  return { window: { from: weeks[0]?.from ?? now, to: now, timeZone }, definition: defaultDefinition, now }
}

/** Reads only what tells what is usual in the fleet: deployments and lead times of days. */
export async function readDays(
  db: Pick<Database, 'query'>,
  streams: readonly WatchedStreamRow[],
  look: Look,
): Promise<ReadonlyMap<number, Unpack>> {
  const ids = readable(streams, look.timeZone)
  const daysOf = await packedOf(db, ids, look)
  return new Map(ids.map((id) => [id, () => watchedOfDays(daysOf(id), emptyFacts, [], scopeOf(look))]))
}

/** Reads all that is watched of these streams. */
export async function readWatched(
  db: Pick<Database, 'query'>,
  streams: readonly WatchedStreamRow[],
  look: Look,
): Promise<ReadonlyMap<number, Unpack>> {
  const ids = readable(streams, look.timeZone)
  const scope = scopeOf(look)
  const [daysOf, rare, merged, unknown] = await Promise.all([
    packedOf(db, ids, look),
    rareOf(db, ids, scope.window),
    db.query<MergedRow>(mergedSince(ids, look.now - mergedMemory, look.now)),
    unknownWaitsOf(db, ids),
  ])
  const timesOf = new Map(merged.map(({ streamId, times }) => [streamId, times]))
  const unpack = (id: number): Watched => {
    const failed = rare.get(id)?.failed ?? []
    const facts = {
      ...emptyFacts,
      deployments: failed.map(({ deployment }) => deployment),
      failures: failed.map(({ failure }) => failure),
    }
    // Where more is taken to wait than does, nobody can say that too much does.
    const isDoubtful = unknown.get(id)?.bound === 'AT_MOST'
    const watched = watchedOfDays(daysOf(id), facts, isDoubtful ? [] : mergedOf(timesOf.get(id)), scope)
    return { ...watched, mergedFrom: look.now - mergedMemory }
  }
  return new Map(ids.map((id) => [id, () => unpack(id)]))
}

function mergedOf(times: Buffer | undefined): Merged[] {
  return Array.from({ length: (times?.length ?? 0) / 16 }, (_, index) => {
    const liveAt = times?.readDoubleBE(16 * index + 8) ?? Number.NaN
    return { mergedAt: times?.readDoubleBE(16 * index) ?? Number.NaN, liveAt: Number.isNaN(liveAt) ? null : liveAt }
  })
}
