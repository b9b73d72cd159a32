import { DAY, type Instant } from '#domain/instant'
import { afterWorkingTime, apartOf, type Leisure, WORKING_DAY, workingTime } from '#alerts/detectors/working-time'
import type { Finding } from '#alerts/finding'
import { percentileOf } from '#metrics/statistics/percentile'
import type { MadeService } from './made-service.ts'
import type { Tally } from './tally.ts'

const memory = 90 * DAY
const leastWaiting = 3

/** When the median wait of at least three changes passed the service's own p95; null where it never does. */
function visibleFrom({ watched, begin, to }: MadeService, leisure: Leisure): Instant | null {
  const waits = watched.merged.flatMap(({ mergedAt, liveAt }) =>
    liveAt === null || liveAt < begin - memory || liveAt > begin ? [] : [workingTime(mergedAt, liveAt, leisure)],
  )
  const limit = percentileOf(waits, 0.95)
  if (limit === null) return null
  // What was merged before something that is live was left out, or goes another way.
  const newest = Math.max(...watched.merged.flatMap(({ mergedAt, liveAt }) => (liveAt === null ? [] : [mergedAt])))
  const waiting = watched.merged
    .filter(({ mergedAt, liveAt }) => liveAt === null && mergedAt > newest)
    .map(({ mergedAt }) => mergedAt)
  // A merge makes the median younger; the first moment at which it is too old counts.
  for (const [index, mergedAt] of waiting.entries()) {
    if (index + 1 < leastWaiting || mergedAt < begin) continue
    const median = waiting[index >> 1] ?? mergedAt
    const crossing = Math.max(mergedAt, afterWorkingTime(median, limit, leisure))
    if (crossing < (waiting[index + 1] ?? to)) return crossing
  }
  return null
}

/** Of a pipeline that is blocked: whether that was told within two working days of being visible. */
export function toldInTime(service: MadeService, findings: readonly Finding[]): Tally {
  const { timeZone, frozen, daysOff } = service
  const visibleAt = visibleFrom(service, { timeZone, frozen })
  if (visibleAt === null) return {}
  const told = findings.find(({ detector, openedAt }) => detector === 'pendingAge' && openedAt >= service.begin)
  // On a day on which nobody works nobody is told in time.
  const atWork = { timeZone, frozen: apartOf([...frozen, ...daysOff]) }
  const delay = told === undefined ? null : workingTime(visibleAt, Math.max(visibleAt, told.openedAt), atWork)
  return {
    'pending.visible': 1,
    'pending.soon': Number(delay !== null && delay <= 2 * WORKING_DAY),
    'pending.told': Number(delay !== null),
    'pending.days': (delay ?? 0) / WORKING_DAY,
  }
}
