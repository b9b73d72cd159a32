import type { Statement } from '#sources/source'
import type { EventDoor, ListedRefusal } from './event-door.ts'

/** How many statements are taken together. */
const together = 1_000

export interface TakeOptions {
  readonly door: EventDoor
  /** Whom they are from. */
  readonly source: string
  readonly clock: () => number
  readonly signal?: AbortSignal | undefined
  /** Told of every statement that the door refuses. */
  readonly onRefused?: (statement: Statement, refusal: ListedRefusal) => void
}

export interface Taken {
  readonly accepted: number
  readonly duplicates: number
  /** They are in quarantine. */
  readonly rejected: number
}

/**
 * Takes a stream of statements through the event door, as if they had been posted; `then` gets what the stream returns, once
 * all of it is committed.
 *
 * @throws Unavailable when events cannot be taken now, and what the stream throws.
 */
export async function takeStatements<Result>(
  statements: AsyncGenerator<Statement, Result, undefined>,
  { door, source, clock, signal, onRefused }: TakeOptions,
): Promise<Taken & { readonly result: Result }> {
  const taken = { accepted: 0, duplicates: 0, rejected: 0 }
  let batch: Statement[] = []
  const take = async (): Promise<void> => {
    const whole = batch
    batch = []
    const receipt = await door.take(whole, { source, allowAnySource: false, mayImport: false, now: clock() })
    taken.accepted += receipt.accepted
    taken.duplicates += receipt.duplicates
    taken.rejected += receipt.rejectedCount
    for (const refusal of receipt.rejected) onRefused?.(whole[refusal.index] ?? {}, refusal)
  }
  try {
    for (;;) {
      signal?.throwIfAborted()
      const next = await statements.next()
      if (next.done === true) {
        if (batch.length > 0) await take()
        return { ...taken, result: next.value }
      }
      batch.push(next.value)
      if (batch.length >= together) await take()
    }
  } finally {
    // What feeds the stream, a running git, ends with it.
    await statements.return(undefined as Result)
  }
}
