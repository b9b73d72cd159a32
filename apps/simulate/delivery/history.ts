import type { Instant } from '#domain/instant'

export interface SimulatedChange {
  readonly startedAt: Instant
  readonly mergedAt: Instant
  /** Null while it is not live at the end of the history. */
  readonly liveAt: Instant | null
}

export interface SimulatedDeployment {
  readonly liveAt: Instant
  readonly failed: boolean
  /** It repaired what an earlier one broke. */
  readonly reworked: boolean
  /** Null for what did not fail, and for what is not restored at the end of the history. */
  readonly restoredAt: Instant | null
}

export interface Deliveries {
  /** By their merge. */
  readonly changes: readonly SimulatedChange[]
  /** By their live time. */
  readonly deployments: readonly SimulatedDeployment[]
}

/** What becomes different in a world; without any of it nothing ever does. */
export interface Effects {
  /** From when on the factors hold. */
  readonly from: Instant
  /**
   * Of the time from the first commit to live; what is under way at `from` is slowed from then on. Repairs take as long as
   * ever, and below 1 waits for a train do: 0.5 gives about 0.65.
   */
  readonly leadTimeFactor?: number
  /** Of deployments: of trains, for which changes then wait so much longer; or of changes, where each is deployed by itself. */
  readonly frequencyFactor?: number
  /** Of the share of deployments that fail; each failure may need a deployment more. */
  readonly failureFactor?: number
  /** Of changes, by a second crew that works as the first does: deployments follow where each change is deployed by itself. */
  readonly volumeFactor?: number
  /** Growth of lead time a week: 0.02 for 2 %. */
  readonly driftPerWeek?: number
  /** Nothing goes live any more; merges go on. */
  readonly blocked?: boolean
  /** What would go live in the first week takes so many times as long, and fails so many times as often; then all is as before. */
  readonly badWeekFactor?: number
  /** Nobody works for two weeks. */
  readonly holiday?: boolean
  /** This share of changes is of another service from then on, which deploys by itself. */
  readonly splitShare?: number
}

/** Which world to make up. */
export interface WorldPlan {
  readonly seed: number
  readonly from: Instant
  readonly weeks: number
  /** On average over many services. */
  readonly deploysAWeek: number
  /** Share of deployments that fail; drawn for the service where it is left out. */
  readonly failureRate?: number
  readonly effects?: Effects
}
