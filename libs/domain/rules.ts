import { DAY, HOUR, MINUTE, type Milliseconds } from './instant.ts'

export const blameRules = ['FIRST_AFTER_TARGET', 'LAST_BEFORE_ROLLBACK', 'ALL_BETWEEN'] as const
/**
 * Which deployment a rollback accuses: the first after its target was last live, the one that was live when it came, or
 * all between the two.
 */
export type BlameRule = (typeof blameRules)[number]

/** What may show that a deployment failed, from the strongest sign to the weakest. A correction always does. */
export const failureSigns = ['EXPLICIT', 'ROLLBACK', 'REVERT', 'HOTFIX', 'TIME_ONLY'] as const
export type FailureSign = (typeof failureSigns)[number]

/** What projection may be told to do otherwise. Each has a default that is documented in `docs/metrics.md`. */
export interface Rules {
  /** Best first; who times an arrival that several sources reported. Unlisted sources rank last, by name. */
  readonly sourceRank: readonly string[]
  /** A second source that reports the same arrival within this span reports the same arrival. */
  readonly mergeWindow: Milliseconds
  /** Arrivals of one version within this span of its first are one deployment. */
  readonly waveWindow: Milliseconds
  /** Null: a tenth of the median gap between deployments of the last 90 days, 15 min to 24 h. */
  readonly blameWindow: Milliseconds | null
  readonly blame: BlameRule
  readonly revertWindow: Milliseconds
  readonly reopenWindow: Milliseconds
  readonly maxAuthorSkew: Milliseconds
  readonly hotfixLabels: readonly string[]
  /** Addresses, logins or names that one's own agents write as, with `*` for anything. */
  readonly agentAddresses: readonly string[]
  /** Signs that make a failure; the others are still seen, and make none. */
  readonly failureSigns: readonly FailureSign[]
}

export const defaultRules: Rules = {
  sourceRank: [],
  mergeWindow: 30 * MINUTE,
  waveWindow: 24 * HOUR,
  blameWindow: null,
  blame: 'FIRST_AFTER_TARGET',
  revertWindow: 7 * DAY,
  reopenWindow: 24 * HOUR,
  maxAuthorSkew: 90 * DAY,
  hotfixLabels: ['hotfix'],
  agentAddresses: [],
  failureSigns,
}

/** Changes whenever a release may move numbers; every answer carries it. */
export const rulesVersion = '1'
