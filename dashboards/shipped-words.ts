/** What a deployment shipped, in words; what nobody knows is never said to be none. Pure. */
import { group, plural } from './format.ts'

interface Shipped {
  readonly changes: { readonly totalCount: number }
  readonly changesUnavailableReason: string | null
}

const reasons: Readonly<Record<string, string>> = {
  NO_COMMIT:
    'Nobody knows which commit this version was built from: no sha came with it, and nothing joins its image or version to a commit.',
  MISSING_COMMIT: 'Its commit, or one between it and what was live before, is not known here.',
  NO_PREDECESSOR:
    'Nothing with a known commit was live here before it, so all its history would be new. It is the baseline: from the next one on it is known what each brought.',
}

/** Whether a repair would tell more: of a first deployment there is nothing to repair. */
export function isRepairable(reason: string | null): boolean {
  return reason !== null && reason !== 'NO_PREDECESSOR'
}

/** Why it is not known, or not wholly known, what a deployment shipped; null where it is. */
export function unknownShipped(reason: string | null): string | null {
  return reason === null ? null : (reasons[reason] ?? `Not all of it is known: ${reason}.`)
}

/** For a heading: `Shipped 2 changes`. */
export function shippedTitle({
  changes: { totalCount },
  changesUnavailableReason,
  outcome,
}: Shipped & { readonly outcome?: string }): string {
  if (outcome === 'IN_PROGRESS' && totalCount === 0) return 'Shipped nothing yet: what it brings counts when it is live'
  if (changesUnavailableReason !== null && totalCount === 0) return 'What it shipped is not known'
  if (totalCount === 0) return 'Shipped no change'
  return `Shipped ${changesUnavailableReason === null ? '' : 'at least '}${plural(totalCount, 'change')}`
}

/** For a cell of a table: `2`, `≥ 2`, `unknown`. */
export function shippedCount({ changes: { totalCount }, changesUnavailableReason }: Shipped): string {
  if (changesUnavailableReason === null) return group(totalCount)
  return totalCount === 0 ? 'unknown' : `≥\u00A0${group(totalCount)}`
}
