import { HOUR, type Instant } from '#domain/instant'
import type { OpenDatabase } from '#storage/database'
import { beginLook, type NotBegun } from '#storage/stores/alert-looks'
import { evaluate, type LookBefore } from './evaluate.ts'

function iso(at: Instant): string {
  return new Date(at).toISOString()
}

/** What is said of a look that did not begin; null where another server was only a little faster. */
function notLooked(now: Instant, why: NotBegun): Error | null {
  if ('olderThan' in why && why.olderThan - now <= HOUR) return null
  const other =
    'aheadOf' in why
      ? `that of the database ${iso(why.aheadOf)}`
      : `and they were looked at as of ${iso(why.olderThan)} already`
  return new Error(
    `Alerts were not looked at: the clock of this machine says ${iso(now)}, ${other}. Set the clock that is wrong; it is tried again in an hour.`,
  )
}

/**
 * Looks as of `now`; gives what could not be looked at, and why. A clock that jumped back, or another server whose clock is
 * behind, would withdraw what a later look raised: a look that is older than the latest does nothing.
 */
export async function lookInTurn(db: OpenDatabase, now: Instant, before: LookBefore): Promise<readonly Error[]> {
  const begun = await beginLook(db, now)
  if (begun === 'BEGUN') return (await evaluate(db, now, before)).failures
  const failure = notLooked(now, begun)
  return failure === null ? [] : [failure]
}
