import { DAY, HOUR } from '#domain/instant'
import type { Database } from '#storage/database'
import { trimThreadMarks } from '#storage/stores/channel-threads'
import { keepPartitions } from '#storage/stores/deliveries'
import { noteLostSyncs } from '#storage/stores/lost-syncs'
import { trimOutbox } from '#storage/stores/outbox'
import { trimQuarantine } from '#storage/stores/quarantine'
import { trimToldDeployments } from '#storage/stores/told-deployments'
import { noteActiveDays } from '#storage/stores/sources'

/** How long raw deliveries are kept, and what was sent. */
const rawKept = 30 * DAY

/** How long it is known where an alert was told first; one that goes on for longer is told anew. */
const threadsKept = 400 * DAY

/** Makes the coming days' partitions, drops old ones, lets old refused bodies go, and notes who sent today, and what of Argo CD was lost: now, and every hour. */
export function startHousekeeping(
  db: Database,
  clock: () => number,
  report: (error: unknown) => void,
): { stop(): Promise<void> } {
  const keep = async (): Promise<void> => {
    await keepPartitions(db, clock(), rawKept)
    await trimQuarantine(db, clock())
    await trimOutbox(db, clock() - rawKept)
    await trimToldDeployments(db, clock() - rawKept)
    await trimThreadMarks(db, clock() - threadsKept)
    await noteActiveDays(db)
    await noteLostSyncs(db, clock())
  }
  let running = keep().catch(report)
  const timer = setInterval(() => {
    running = keep().catch(report)
  }, HOUR)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
