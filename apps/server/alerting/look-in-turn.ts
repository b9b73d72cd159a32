import type { Instant } from '#domain/instant'
import type { OpenDatabase } from '#storage/database'
import { beginLook } from '#storage/stores/alert-looks'
import { evaluate, type LookBefore } from './evaluate.ts'

function iso(at: Instant): string {
  return new Date(at).toISOString()
}

/**
 * Looks as of `now`; gives what could not be looked at, and why. A clock that jumped back, or another server whose clock is
 * behind, would withdraw what a later look raised: a look that is older than the latest does nothing.
 */
export async function lookInTurn(db: OpenDatabase, now: Instant, before: LookBefore): Promise<readonly Error[]> {
  const begun = await beginLook(db, now)
  if (begun === 'OLDER') return []
  if (begun === 'BEGUN') return (await evaluate(db, now, before)).failures
  const clocks = `the clock of this machine says ${iso(now)}, that of the database ${iso(begun.aheadOf)}`
  return [new Error(`Alerts were not looked at: ${clocks}. Set the clock that is wrong; it is tried again in an hour.`)]
}
