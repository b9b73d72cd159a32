import type { Shown } from '#alerts/fleet-of'
import type { WatchedStreamRow } from '#storage/queries/watched-streams'
import type { Look } from './read-watched.ts'

/** What streams showed of the fleet at the look before: most of them show the same an hour later, and need not be read. */
export class ShownBefore {
  readonly #known = new Map<number, { readonly mark: string; readonly shown: Shown }>()

  /** Those that were written since, or at other weeks than these; forgets those that are not asked for. */
  stale(streams: readonly WatchedStreamRow[], look: Look): WatchedStreamRow[] {
    const asked = new Set(streams.map(({ id }) => id))
    for (const id of this.#known.keys()) if (!asked.has(id)) this.#known.delete(id)
    return streams.filter((stream) => this.#known.get(stream.id)?.mark !== markOf(stream, look))
  }

  keep(stream: WatchedStreamRow, look: Look, shown: Shown | null): void {
    if (shown === null) this.#known.delete(stream.id)
    else this.#known.set(stream.id, { mark: markOf(stream, look), shown })
  }

  /** By id: what is usual must not depend on what was read last. */
  all(): Shown[] {
    return [...this.#known].toSorted(([a], [b]) => a - b).map(([, { shown }]) => shown)
  }
}

function markOf({ version, dayZone }: WatchedStreamRow, { weeks, timeZone }: Look): string {
  return JSON.stringify([version, dayZone, timeZone, weeks[0]?.from, weeks.at(-1)?.to])
}
