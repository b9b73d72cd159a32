import type { DayFact } from './day-fact.ts'
import type { Facts } from './facts.ts'

/**
 * What the five metrics are measured over by the default definition when nobody asks for the records behind them: the
 * days of the window in its time zone, of one stream or of several, and those few records that do not add up.
 */
export interface Digest {
  /** Days on which something happened, ascending, clipped to what has come of the window. */
  readonly days: readonly DayFact[]
  /** The failed deployments with their failures, incidents, what is pending, and what went live after the window. */
  readonly rare: Facts
  /** What blame by chance is reckoned with; null when nobody asks for it. */
  readonly past: Facts | null
}
