/** What of a deployment can be told. */
export const notifiedOutcomes = ['LIVE', 'FAILED', 'ROLLED_BACK'] as const
export type NotifiedOutcome = (typeof notifiedOutcomes)[number]

/** As many as a file may state. */
export const mostNotifyRules = 500

/** Whose deployments are told over which channels: nobody's, where no rule says so. */
export interface NotifyRule {
  readonly name: string
  /** With `teams`: whose. One of the two is not empty. */
  readonly services: readonly string[]
  readonly teams: readonly string[]
  /** By name, or by the name of a tier. */
  readonly environment: string
  readonly outcomes: readonly NotifiedOutcome[]
  readonly channels: readonly string[]
}
