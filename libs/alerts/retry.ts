import { HOUR, type Instant, type Milliseconds, MINUTE, SECOND } from '#domain/instant'

/** How long after each try the next one follows, as Standard Webhooks recommends: in all about three days. */
const pauses: readonly Milliseconds[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** Who took something to be sent has it for so long: longer than the longest try. */
export const lease: Milliseconds = 3 * MINUTE

/** Longest pause that a receiver may ask for. */
const longestPause = 24 * HOUR

/**
 * When something is tried again; null: no more.
 *
 * @param tries how often it was tried
 * @param asked for how long the receiver wants to be left alone, in milliseconds
 * @param share from 0 to 1: where in the last fifth of the pause, so that what failed together is not tried together
 */
export function nextTry(tries: number, now: Instant, asked: Milliseconds, share: number): Instant | null {
  const pause = pauses[tries - 1]
  if (pause === undefined) return null
  return now + Math.max(Math.min(asked, longestPause), Math.round(pause * (1 + share / 5)))
}
