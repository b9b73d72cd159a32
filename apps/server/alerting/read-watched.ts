import { calendarDay, mondayOf, startOfDay } from '#domain/calendar'
import { DAY, HOUR, type Instant } from '#domain/instant'
import { buckets, type Period } from '#domain/window'
import type { Merged } from '#alerts/detectors/pending-age'
import type { Watched } from '#alerts/watched'
import { watchedOfDays } from '#alerts/watched-of-days'
import { emptyFacts, unknownWaitsOf } from '#graphql/metric/fact-reads'
import { rareOf } from '#graphql/metric/rare-facts'
import { defaultDefinition } from '#metrics/definition'
import type { MeasureScope } from '#metrics/metric'
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
/** Of changes that went live, what is usual for merges is found. */
const mergedMemory = 180 * DAY

/** A look from `now`. */
export function lookAt(now: Instant, timeZone: string): Look {
  const monday = mondayOf(calendarDay(now - settled, timeZone))
  const week = Math.floor(monday / 7)
  const first = (Math.floor(week / stepWeeks) * stepWeeks - mostWeeks) * 7 + mondayOf(0) + 7
  const window = { from: startOfDay(first, timeZone), to: startOfDay(monday, timeZone), timeZone }
  return { now, timeZone, weeks: buckets(window, 'WEEK') }
}

/**
 * Reads what is watched of these streams; to unpack that of one throws where what is kept of it is broken. Those whose days are
 * not kept in the zone of reports (they are being made anew) are left out until they are.
 */
export async function readWatched(
  db: Pick<Database, 'query'>,
  streams: readonly WatchedStreamRow[],
  { now, timeZone, weeks }: Look,
): Promise<ReadonlyMap<number, () => Watched>> {
  const ids = streams.filter(({ dayZone }) => dayZone === dayZoneOf(timeZone)).map(({ id }) => id)
  const from = weeks[0]?.from ?? now
  const scope: MeasureScope = { window: { from, to: now, timeZone }, definition: defaultDefinition, now }
  const [packed, rare, merged, unknown] = await Promise.all([
    db.query<PackedDaysRow>(packedDays(ids, calendarDay(from, timeZone), calendarDay(now, timeZone) + 1)),
    rareOf(db, ids, { from, to: now }),
    db.query<MergedRow>(mergedSince(ids, now - mergedMemory, now)),
    unknownWaitsOf(db, ids),
  ])
  const packedOf = new Map(packed.map((row) => [row.streamId, row.packed]))
  const mergedOf = new Map(merged.map((row) => [row.streamId, changesOf(row)]))
  return new Map(
    ids.map((id) => {
      const unpack = (): Watched => {
        const bytes = packedOf.get(id)
        const days = bytes === undefined ? [] : unpackOwnDays(bytes).toSorted((a, b) => a.day - b.day)
        const failed = rare.get(id)?.failed ?? []
        const facts = {
          ...emptyFacts,
          deployments: failed.map(({ deployment }) => deployment),
          failures: failed.map(({ failure }) => failure),
        }
        // Where more is taken to wait than does, nobody can say that too much does.
        const isDoubtful = unknown.get(id)?.bound === 'AT_MOST'
        return watchedOfDays(days, facts, isDoubtful ? [] : (mergedOf.get(id) ?? []), scope)
      }
      return [id, unpack]
    }),
  )
}

function changesOf({ mergedAt, liveAt }: MergedRow): Merged[] {
  return mergedAt.map((at, index) => ({ mergedAt: at, liveAt: liveAt[index] ?? null }))
}
