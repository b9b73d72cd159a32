import type { Random } from './random.ts'

/** What a deployment to production may lead to. */
export type Trouble =
  /** An incident that names it; the old version comes back. */
  | 'ROLLBACK'
  /** An incident that names it; a repair is rolled forward. */
  | 'HOTFIX'
  /** An incident that names it; switching a flag ends the impact. */
  | 'FLAG'
  /** An incident shortly after it that names nothing. */
  | 'TIME_ALONE'
  /** An incident that names it and is still open. */
  | 'OPEN'
  /** No incident; the change is reverted. */
  | 'REVERT'
  /** The canary is stopped before the version takes all traffic. */
  | 'ABORTED'
  /** The run fails, and succeeds when it is repeated. */
  | 'FAILED_RUN'

/** Troubles that just happen, each as often as in this list. */
const everyday: readonly Trouble[] = [
  'ROLLBACK',
  'ROLLBACK',
  'HOTFIX',
  'TIME_ALONE',
  'TIME_ALONE',
  'FAILED_RUN',
  'ABORTED',
]

export function everydayTrouble(random: Random): Trouble {
  return random.pick(everyday)
}
