import type { Instant } from '#domain/instant'
import type { Sample } from './detectors/block.ts'
import type { Merged } from './detectors/stretches.ts'
import type { Impact } from './detectors/recovery.ts'

/** One of those that a share is of, once it is settled what it was. */
export interface Judged {
  readonly at: Instant
  readonly hit: boolean
}

/** Counted deployments of a day with a known predecessor, and those whose changes are all known. */
export interface CoverageOfDay {
  readonly at: Instant
  readonly following: number
  readonly covered: number
}

/** What is watched of a service in an environment; each list ascending by its time. */
export interface Watched {
  /** Natural logarithms of hours, when the change went live. */
  readonly leadTimes: readonly Sample[]
  /** When counted deployments went live. */
  readonly lives: readonly Instant[]
  /** Counted deployments, and whether they failed. */
  readonly failures: readonly Judged[]
  /** Deployments with rollbacks, and whether they were unplanned. */
  readonly reworks: readonly Judged[]
  readonly merged: readonly Merged[]
  /** From when on what was merged is in it; left out: from the beginning. */
  readonly mergedFrom?: Instant
  readonly impacts: readonly Impact[]
  /** Of how many deployments it is known what they shipped; left out where all are. */
  readonly coverage?: readonly CoverageOfDay[]
}
