import { DAY, type Instant } from '#domain/instant'
import { afterWorkingTime, WORKING_DAY, workingTime } from '#alerts/detectors/working-time'
import type { Finding } from '#alerts/finding'
import { percentileOf } from '#metrics/statistics/percentile'
import type { MadeService } from './made-service.ts'
import type { Tally } from './tally.ts'

const memory = 90 * DAY
const leastWaiting = 3

/** When the median wait of at least three changes passed the service's own p95; null where it never does. */
function visibleFrom({ watched, begin, to, timeZone }: MadeService): Instant | null {
  const waits = watched.merged.flatMap(({ mergedAt, liveAt }) =>
    liveAt === null || liveAt < begin - memory || liveAt > begin ? [] : [workingTime(mergedAt, liveAt, timeZone)],
  )
  const limit = percentileOf(waits, 0.95)
  if (limit === null) return null
  const waiting = watched.merged.filter(({ liveAt }) => liveAt === null).map(({ mergedAt }) => mergedAt)
  // A merge makes the median younger; the first moment at which it is too old counts.
  for (const [index, mergedAt] of waiting.entries()) {
    if (index + 1 < leastWaiting || mergedAt < begin) continue
    const median = waiting[index >> 1] ?? mergedAt
    const crossing = Math.max(mergedAt, afterWorkingTime(median, limit, timeZone))
    if (crossing < (waiting[index + 1] ?? to)) return crossing
  }
  return null
}

/** Of a pipeline that is blocked: whether that was told within two working days of being visible. */
export function toldInTime(service: MadeService, findings: readonly Finding[]): Tally {
  const visibleAt = visibleFrom(service)
  if (visibleAt === null) return {}
  const told = findings.find(({ detector, openedAt }) => detector === 'pendingAge' && openedAt >= service.begin)
  const delay = told === undefined ? null : workingTime(visibleAt, Math.max(visibleAt, told.openedAt), service.timeZone)
  return {
    'pending.visible': 1,
    'pending.soon': Number(delay !== null && delay <= 2 * WORKING_DAY),
    'pending.told': Number(delay !== null),
    'pending.days': (delay ?? 0) / WORKING_DAY,
  }
}
