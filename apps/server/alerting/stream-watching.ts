import { setImmediate } from 'node:timers/promises'
import { type AlertRule, rankOf, rulesAgainst } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import { DAY, type Instant } from '#domain/instant'
import type { Fleet } from '#alerts/detect'
import { type Shown, shownOf } from '#alerts/fleet-of'
import { type Readers, readersOf, ruled } from '#alerts/ruled'
import { unread, unwatched, type Watching, watching } from '#alerts/watching'
import type { Watched } from '#alerts/watched'
import { ownTurn } from '#graphql/own-turn'
import type { Database } from '#storage/database'
import { type WatchedStreamRow, watchedStreams } from '#storage/queries/watched-streams'
import { listAlertRules } from '#storage/stores/alert-rules'
import { listFreezes } from '#storage/stores/freezes'
import { loadReportingTimeZone } from '#storage/stores/settings'
import { readAhead } from './read-ahead.ts'
import { type Look, lookAt, readDays, readWatched } from './read-watched.ts'
import { fleetOf } from './shown-before.ts'

/** Says what detectors of a stream are in, by the same facts and rules as the hourly look; what is usual in the fleet is kept for a day. */
export class StreamWatching {
  readonly #db: Database
  /** What is usual in the fleet: all streams tell it, a second for each few hundred of them, and it is of weeks that are over. */
  #fleet: { readonly key: string; readonly found: Promise<Fleet> } | null = null

  constructor(db: Database) {
    this.#db = db
  }

  /** By the id of each stream. */
  async of(streamIds: readonly number[], now: Instant): Promise<ReadonlyMap<number, readonly Watching[]>> {
    const look = lookAt(now, await loadReportingTimeZone(this.#db))
    const [rules, freezes] = await Promise.all([listAlertRules(this.#db), listFreezes(this.#db)])
    const environments = [...new Set(rules.map(({ environment }) => environment))].toSorted()
    const streams = await this.#db.query<WatchedStreamRow>(watchedStreams(environments))
    const asked = new Set(streamIds)
    const wanted = streams.filter(({ id }) => asked.has(id))
    const found = new Map<number, readonly Watching[]>(streamIds.map((id) => [id, unwatched()]))
    if (wanted.length === 0) return found
    const key = JSON.stringify([Math.floor(now / DAY), look.timeZone, environments, streams.length])
    const all = { rules, freezes, readers: readersOf(rules, streams), look, fleet: this.#fleetOf(key, streams, look) }
    for await (const { some, read } of readAhead(wanted, (each) => readWatched(this.#db, each, look))) {
      for (const stream of some) {
        await ownTurn()
        const own = read.get(stream.id)
        found.set(stream.id, own === undefined ? unread() : await watchingOf(stream, own(), all))
      }
    }
    return found
  }

  #fleetOf(key: string, streams: readonly WatchedStreamRow[], look: Look): Promise<Fleet> {
    if (this.#fleet?.key === key) return this.#fleet.found
    const found = readFleet(this.#db, streams, look)
    this.#fleet = { key, found }
    found.catch(() => {
      if (this.#fleet?.found === found) this.#fleet = null
    })
    return found
  }
}

/** What is the same for all streams. */
interface All {
  readonly rules: readonly AlertRule[]
  readonly freezes: readonly FreezeWindow[]
  readonly readers: Readers
  readonly look: Look
  readonly fleet: Promise<Fleet>
}

async function watchingOf(stream: WatchedStreamRow, own: Watched, all: All): Promise<Watching[]> {
  const { rules, freezes, readers, look, fleet } = all
  const held = ruled(rules, stream, readers)
  return watching(own, {
    weeks: look.weeks,
    asOf: look.now,
    timeZone: look.timeZone,
    fleet: await fleet,
    frozen: freezes.filter((freeze) => rankOf(freeze, stream) !== null),
    sensitivityOf: held.sensitivityOf,
    ruled: held,
    against: (metric) => rulesAgainst(rules, stream, metric).map(({ name }) => name),
  })
}

/** Reads all streams, some at a time; what is kept of one being broken leaves that one out, as the hourly look does. */
async function readFleet(db: Database, streams: readonly WatchedStreamRow[], look: Look): Promise<Fleet> {
  const shown: Shown[] = []
  for await (const { read } of readAhead(streams, (some) => readDays(db, some, look))) {
    for (const unpack of read.values()) {
      // Others are to be answered between two of them.
      await setImmediate()
      try {
        shown.push(shownOf(unpack(), look.weeks))
      } catch {
        continue
      }
    }
  }
  return fleetOf(shown, look.weeks)
}
