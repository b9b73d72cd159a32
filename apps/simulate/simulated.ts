import type { Instant } from '#domain/instant'

/** A change of a simulated service. */
export interface SimulatedChange {
  readonly startedAt: Instant
  readonly mergedAt: Instant
  /** Null where it waits for ever. */
  readonly liveAt: Instant | null
  /** Lead time as it was drawn, in hours. */
  readonly leadHours: number
}

export interface SimulatedDeployment {
  readonly liveAt: Instant
  readonly failed: boolean
  /** It was not planned. */
  readonly reworked: boolean
  /** Null of what did not fail. */
  readonly restoredAt: Instant | null
}

/** What a simulated service did. */
export interface Simulated {
  readonly from: Instant
  readonly to: Instant
  /** Mean of the logarithms of lead times in hours, but for the one change in many that takes much longer. */
  readonly level: number
  readonly changes: readonly SimulatedChange[]
  /** By live time. */
  readonly deployments: readonly SimulatedDeployment[]
}

/** What becomes of a service from a week on; factors are 1 where left out. */
export interface Effects {
  readonly fromWeek?: number
  /** When all is as before again. */
  readonly untilWeek?: number
  readonly leadTime?: number
  readonly frequency?: number
  /** More deployments with more changes, the same otherwise. */
  readonly volume?: number
  readonly failureShare?: number
  /** Merges go on, and nothing goes live. */
  readonly isBlocked?: boolean
  /** Growth of lead time each week, from the beginning. */
  readonly driftAWeek?: number
  /** One week with several times the lead time. */
  readonly badWeek?: number
  readonly badWeekFactor?: number
  /** First of two weeks without work. */
  readonly holiday?: number
}
