import { setImmediate } from 'node:timers/promises'
import type { Period } from '#domain/window'
import type { Fleet } from '#alerts/detect'
import { fleetOverTime, fleetsOverTime, type FleetSince, type Shown } from '#alerts/fleet-of'
import { packedShown } from '#alerts/packed-shown'
import type { WatchedStreamRow } from '#storage/queries/watched-streams'
import type { Look } from './read-watched.ts'

/** What was found of each quarter, of which inputs. */
type FleetsBefore = Map<number, { readonly inputs: string; readonly fleet: Fleet }>

/** What is usual in a fleet; others are answered between its quarters. */
export async function fleetOf(
  shown: readonly Shown[],
  weeks: readonly Period[],
  before: FleetsBefore = new Map(),
): Promise<Fleet> {
  const found: FleetSince[] = []
  const quarters = fleetsOverTime(shown, weeks, (since, inputs, find) => {
    const last = before.get(since)
    if (last?.inputs === inputs) return last.fleet
    const fleet = find()
    before.set(since, { inputs, fleet })
    return fleet
  })
  for (const quarter of quarters) {
    found.push(quarter)
    await setImmediate()
  }
  const asked = new Set(found.map(({ since }) => since))
  for (const since of before.keys()) if (!asked.has(since)) before.delete(since)
  return fleetOverTime(found)
}

/** What streams showed of the fleet at the look before: most of them show the same an hour later, and need not be read. */
export class ShownBefore {
  readonly #known = new Map<number, { readonly mark: string; readonly shown: Shown }>()
  readonly #fleets: FleetsBefore = new Map()

  /** Those that were written since, or at other weeks than these; forgets those that are not asked for. */
  stale(streams: readonly WatchedStreamRow[], look: Look): WatchedStreamRow[] {
    const asked = new Set(streams.map(({ id }) => id))
    for (const id of this.#known.keys()) if (!asked.has(id)) this.#known.delete(id)
    return streams.filter((stream) => this.#known.get(stream.id)?.mark !== markOf(stream, look))
  }

  keep(stream: WatchedStreamRow, look: Look, shown: Shown | null): void {
    if (shown === null) this.#known.delete(stream.id)
    else this.#known.set(stream.id, { mark: markOf(stream, look), shown: packedShown(shown) })
  }

  /** What is usual in the fleet of all that is kept; by id, so that it does not depend on what was read last. */
  fleet({ weeks }: Look): Promise<Fleet> {
    const shown = [...this.#known].toSorted(([a], [b]) => a - b).map(([, one]) => one.shown)
    return fleetOf(shown, weeks, this.#fleets)
  }
}

function markOf({ version, dayZone }: WatchedStreamRow, { weeks, timeZone }: Look): string {
  return JSON.stringify([version, dayZone, timeZone, weeks[0]?.from, weeks.at(-1)?.to])
}
