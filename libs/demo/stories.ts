import type { Trouble } from './trouble.ts'

/** Something worth finding in the demo, whatever the day on which it is loaded. */
export interface Story {
  readonly service: string
  /** Counted back from the last day told; at a weekend, the working day before. */
  readonly daysAgo: number
  readonly what: Trouble | 'SHIPPED' | 'CONFIGURED' | 'EXTERNAL'
}

/**
 * The stories, apart from the one that is no event: `checkout` has waited most of a day for its approvals for eleven weeks (see
 * `regressionDays`).
 */
export const stories: readonly Story[] = [
  { service: 'gateway', daysAgo: 1, what: 'OPEN' },
  { service: 'search', daysAgo: 9, what: 'ABORTED' },
  { service: 'ledger', daysAgo: 12, what: 'ROLLBACK' },
  { service: 'identity', daysAgo: 16, what: 'HOTFIX' },
  { service: 'recommendations', daysAgo: 19, what: 'FLAG' },
  { service: 'inventory', daysAgo: 22, what: 'CONFIGURED' },
  { service: 'gateway', daysAgo: 25, what: 'EXTERNAL' },
  { service: 'shop-web', daysAgo: 27, what: 'TIME_ALONE' },
  { service: 'notifications', daysAgo: 30, what: 'REVERT' },
  { service: 'search', daysAgo: 33, what: 'FAILED_RUN' },
  { service: 'tax-rates', daysAgo: 24, what: 'SHIPPED' },
  { service: 'tax-rates', daysAgo: 6, what: 'SHIPPED' },
]
