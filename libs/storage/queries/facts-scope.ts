import type { Instant } from '#domain/instant'

/** Which facts to read: of these streams, for the half-open window [from, to). */
export interface FactsScope {
  readonly streamIds: readonly number[]
  readonly from: Instant
  readonly to: Instant
}
