import { setTimeout as sleep } from 'node:timers/promises'

/** How long the agent waits before what, in milliseconds. */
export interface Pauses {
  /** Before the first repetition of what failed; doubled each time. */
  readonly firstRetry: number
  readonly longestRetry: number
  /** Before it looks again for a resource that the cluster does not know. */
  readonly missing: number
  /** Between two batches, so that states that follow each other become one. */
  readonly gather: number
  /** Between two writes of what was said. */
  readonly save: number
}

export const usualPauses: Pauses = {
  firstRetry: 1_000,
  longestRetry: 60_000,
  missing: 600_000,
  gather: 1_000,
  save: 5_000,
}

/** Ends early, without a word, when `signal` aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: true }).catch(() => undefined)
}

/** The wait before the repetition that follows so many failures; spread, so that many agents do not come at once. */
export function retryAfter(failures: number, { firstRetry, longestRetry }: Pauses, atLeast: number | null): number {
  const doubled = Math.min(longestRetry, firstRetry * 2 ** Math.min(failures - 1, 20))
  return Math.max(atLeast ?? 0, doubled * (0.5 + Math.random() / 2))
}
