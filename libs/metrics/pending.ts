import { type Instant, type Milliseconds, SECOND } from '#domain/instant'
import type { Facts, UnknownWaits } from './facts.ts'
import type { MeasureScope } from './metric.ts'
import { liveTime, partsOf } from './population.ts'

/** Changes that are merged and not live, at the window's end or now, the earlier. */
export interface Pending {
  /** Those that are known; `bound` says how that lies to the truth. */
  readonly count: number
  /** `EXACT` without an `unknownReason`. Where it is `AT_LEAST`, zero says nothing; `NEITHER`: more may wait, and fewer. */
  readonly bound: 'EXACT' | 'AT_LEAST' | 'AT_MOST' | 'NEITHER'
  /** What is not known and would have to be, in words; null where all of it is known. */
  readonly unknownReason: string | null
  readonly oldestSinceStartSeconds: number | null
  readonly oldestSinceMergeSeconds: number | null
}

/** One waiting change, with its age at that moment. */
export interface Waiting {
  readonly sinceStart: Milliseconds
  readonly sinceMerge: Milliseconds
}

/** What waited at the window's end or now, the earlier. Changes that went live after that moment waited at it too. */
export function waitingAt(facts: Facts, { window, now, definition }: MeasureScope): Waiting[] {
  const end = Math.min(window.to, now)
  return partsOf(facts).flatMap((part) => {
    const waiting = new Map<string, Waiting>()
    const add = (key: string, startedAt: Instant, mergedAt: Instant): void => {
      if (mergedAt < end) waiting.set(key, { sinceStart: end - startedAt, sinceMerge: end - mergedAt })
    }
    for (const { key, startedAt, mergedAt } of part.pending) add(key, startedAt, mergedAt)
    for (const change of part.changes) {
      const live = liveTime(change, definition) ?? change.liveAt
      if (change.mergedAt !== null && live >= end) add(change.key, change.startedAt, change.mergedAt)
    }
    return [...waiting.values()]
  })
}

/** A blocked pipeline gives no lead times and must not look fast: what waits is counted beside them. */
export function pendingOf(facts: Facts, scope: MeasureScope): Pending {
  const waiting = waitingAt(facts, scope)
  const unknown = partsOf(facts)
    .flatMap(({ unknownWaits }) => unknownWaits ?? [])
    .filter(({ bound }) => waiting.length > 0 || bound === 'AT_LEAST')
  return {
    count: waiting.length,
    bound: boundOf(unknown),
    unknownReason: reasonOf(unknown.map(({ reason }) => reason)),
    oldestSinceStartSeconds: oldest(waiting.map(({ sinceStart }) => sinceStart)),
    oldestSinceMergeSeconds: oldest(waiting.map(({ sinceMerge }) => sinceMerge)),
  }
}

function boundOf(unknown: readonly UnknownWaits[]): Pending['bound'] {
  const [first] = unknown
  if (first === undefined) return 'EXACT'
  return unknown.every(({ bound }) => bound === first.bound) ? first.bound : 'NEITHER'
}

function reasonOf([first, ...others]: readonly string[]): string | null {
  if (first === undefined) return null
  return others.length === 0 ? first : `${first} And so of ${others.length} more.`
}

function oldest(ages: readonly Milliseconds[]): number | null {
  let most: number | null = null
  for (const age of ages) most = most === null ? age : Math.max(most, age)
  return most === null ? null : most / SECOND
}
