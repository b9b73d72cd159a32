import type { Instant } from '#domain/instant'

/** A change that was merged, and went live or waits. */
export interface Merged {
  readonly mergedAt: Instant
  /** Null while it waits. */
  readonly liveAt: Instant | null
}

/** More than that wait for the same reason, and what is merged after them is not looked at until they went live. */
const mostWaiting = 1_000

/** A time in which the same changes wait. */
export interface Stretch {
  readonly from: Instant
  readonly to: Instant
  /** Times of merge, ascending. */
  readonly waiting: readonly Instant[]
  readonly lastMergeAt: Instant
  /** When something was merged last before it began. */
  readonly mergedBefore: Instant
  /** Whether something went live at its beginning. */
  readonly isShipping: boolean
  /** What waited until its beginning. */
  readonly waitedBefore: readonly Instant[]
}

/**
 * Between one merge or deployment and the next; the last one reaches over `asOf`, which is no event and begins none. What was
 * merged before something that is live already does not wait for the way to production: it was left out, or goes another way.
 */
export function* stretches(merges: readonly Merged[], asOf: Instant): Generator<Stretch> {
  const lives = new Set(merges.flatMap(({ liveAt }) => (liveAt === null || liveAt > asOf ? [] : [liveAt])))
  const times = [...new Set([...merges.map(({ mergedAt }) => mergedAt), ...lives])].toSorted((a, b) => a - b)
  let newest = Number.NEGATIVE_INFINITY
  let all: Merged[] = []
  let waiting: readonly Instant[] = []
  let next = 0
  for (const [index, from] of times.entries()) {
    const [waitedBefore, mergedBefore] = [waiting, merges[next - 1]?.mergedAt ?? from]
    const merged: Merged[] = []
    for (let merge = merges[next]; merge !== undefined && merge.mergedAt <= from; merge = merges[next]) {
      merged.push(merge)
      next += 1
    }
    all.push(...merged.slice(0, mostWaiting - all.length))
    let isShipping = false
    // Where nothing went live, more waits, and nothing else changes.
    if (lives.has(from) || merged.some(({ liveAt }) => liveAt !== null && liveAt <= from)) {
      const shipped = all.filter(({ liveAt }) => liveAt !== null && liveAt <= from)
      for (const { mergedAt } of shipped) newest = Math.max(newest, mergedAt)
      all = all.filter(({ mergedAt, liveAt }) => mergedAt > newest && (liveAt === null || liveAt > from))
      waiting = all.map(({ mergedAt }) => mergedAt)
      isShipping = shipped.length > 0
    } else if (waiting.length < all.length) waiting = all.map(({ mergedAt }) => mergedAt)
    const [to, lastMergeAt] = [times[index + 1] ?? asOf + 1, merges[next - 1]?.mergedAt ?? from]
    yield { from, to, waiting, waitedBefore, mergedBefore, lastMergeAt, isShipping }
  }
}
