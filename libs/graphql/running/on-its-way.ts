import { longestWait } from '#attribution/reconcilers'
import { DAY, type Instant } from '#domain/instant'
import type { OnItsWayRow } from '#storage/queries/on-its-way'

/** A run that began longer ago than this and told no end is not going any more. */
const longestRun = DAY

interface Place {
  /** Null where the sender named none. */
  readonly placement: string | null
  readonly since: Instant
  readonly deploymentKey: string
}

/**
 * The newest version that is on its way to where something runs; null where none is. What a configuration repository asked
 * for waits until a sync decides, also where what was asked for before it went live since.
 *
 * @param rows of the stream, the latest first
 */
export function onItsWayTo({ placement, since, deploymentKey }: Place, rows: readonly OnItsWayRow[], now: Instant) {
  const found = rows.find((row) => {
    if (row.deploymentKey === deploymentKey || row.kind === 'REDEPLOY' || row.kind === 'DRIFT_CORRECTION') return false
    if (row.placement !== '' && placement !== null && row.placement !== placement) return false
    if (row.since > now) return false
    return row.isWaiting ? row.since > since - longestWait : row.since > since && row.since >= now - longestRun
  })
  return found ?? null
}
