import type { Instant } from '#domain/instant'
import { until } from '#domain/window'
import { type DayFact, dayFacts } from '#metrics/day-fact'
import type { Facts } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { dayZoneOf } from '#metrics/packed-days'
import type { Database } from '#storage/database'
import type { StreamStandRow } from '#storage/queries/packed-days'
import { type EndedRunRow, endedRuns, type Segment } from '#storage/queries/packed-facts'
import { groupedBy } from '../relay/loader.ts'
import { slack, streamOf } from './fact-reads.ts'
import type { DigestNeeds } from './metrics-needs.ts'
import { pastsOf, waitsOf } from './rare-facts.ts'
import { wholeDays } from './stream-parts.ts'

/** What of a stream is read anew for every question that asks for it. */
export interface BesideDays {
  readonly runs: readonly DayFact[]
  readonly waits: Pick<Facts, 'pending' | 'unknownWaits'> | undefined
  readonly past: Facts | undefined
}

type Asking = Pick<Database, 'query'>

/** A stream of which it is known when something went live for the last time. */
interface Known {
  readonly stand: StreamStandRow
  readonly lastLiveAt: Instant | null
  readonly own: () => { readonly rare: Facts }
}

/**
 * Runs that ended, what waits, and what blame by chance is reckoned with, of streams with their failures and incidents; null
 * where nothing of it is asked for.
 */
export async function besideDays(
  db: Asking,
  streams: ReadonlyMap<number, Known>,
  scope: MeasureScope,
  needs: DigestNeeds,
): Promise<((streamId: number) => BesideDays) | null> {
  const all = [...streams.values()]
  // Whether nothing went live or nothing is known of: runs that failed make the difference.
  const silent = needs.last ? all.filter(({ lastLiveAt }) => lastLiveAt === null) : []
  const unclear = (needs.runs ? all : silent).map(({ stand }) => stand)
  if (unclear.length === 0 && !needs.pending && !needs.past) return null

  const [runs, waits, pasts] = await Promise.all([
    runDays(db, unclear, scope),
    needs.pending ? waitsOf(db, [...streams.keys()], scope) : null,
    needs.past ? pastsOf(db, new Map([...streams].map(([id, { own }]) => [id, own().rare])), scope) : null,
  ])
  return (streamId) => ({ runs: runs.get(streamId) ?? [], waits: waits?.get(streamId), past: pasts?.get(streamId) })
}

/** The days of runs that ended, but for those that kept days hold. */
async function runDays(
  db: Asking,
  stands: readonly StreamStandRow[],
  scope: MeasureScope,
): Promise<ReadonlyMap<number, readonly DayFact[]>> {
  const window = until(scope.window, scope.now)
  const isKept = ({ dayZone }: StreamStandRow): boolean => dayZone === dayZoneOf(window.timeZone)
  const parts: readonly [readonly StreamStandRow[], readonly Segment[]][] = [
    [stands.filter(isKept), wholeDays(window).rest],
    [stands.filter((stand) => !isKept(stand)), [window]],
  ]
  const rows = await Promise.all(
    parts.map(async ([some, segments]) => {
      const ids = some.map(({ streamId }) => streamId)
      return ids.length === 0 || segments.length === 0 ? [] : db.query<EndedRunRow>(endedRuns(ids, segments, slack))
    }),
  )
  return new Map(
    [...groupedBy(rows.flat(), streamOf)].map(([id, runs]) => [Number(id), dayFacts([], [], runs, window.timeZone)]),
  )
}
