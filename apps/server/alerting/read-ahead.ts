import type { WatchedStreamRow } from '#storage/queries/watched-streams'

/** Streams whose facts are in memory at a time; those of the next batch are on their way meanwhile. */
const batch = 10

/** Reads one batch of streams after another: the next one while that before is worked on. */
export async function* readAhead<T>(
  streams: readonly WatchedStreamRow[],
  read: (some: readonly WatchedStreamRow[]) => Promise<T>,
): AsyncGenerator<{ readonly some: readonly WatchedStreamRow[]; readonly read: T }> {
  const begin = (at: number): Promise<T> => {
    const begun = read(streams.slice(at, at + batch))
    // Whoever ends the look before it is this one's turn hears of no second failure.
    begun.catch(() => undefined)
    return begun
  }
  if (streams.length === 0) return
  let next = begin(0)
  for (let at = 0; at < streams.length; at += batch) {
    const now = await next
    if (at + batch < streams.length) next = begin(at + batch)
    yield { some: streams.slice(at, at + batch), read: now }
  }
}
