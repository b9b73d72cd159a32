import { dayHolding, startOfDay } from '#domain/calendar'
import { deploymentKinds } from '#domain/delivery-event'
import { HOUR, type Instant } from '#domain/instant'
import { countedOn, type DayFact } from '#metrics/day-fact'
import type { Facts } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { type Verdict, verdicts } from '#metrics/population'
import type { Sample } from './detectors/block.ts'
import type { Merged } from './detectors/stretches.ts'
import type { Impact } from './detectors/recovery.ts'
import type { Judged, Watched } from './watched.ts'

/** Where on its local day a deployment is put of which only the day is kept. */
const midday = 12 * HOUR
/** A change that took less is one that took this long: logarithms know no zero. */
const leastHours = 1 / 3_600
const rollback = deploymentKinds.indexOf('ROLLBACK')

/**
 * What is watched of a stream, from its kept days, by the default definition of each metric: tests of weeks need no more than the
 * day of a deployment. Failures have their own times.
 *
 * @param days ascending, of `timeZone`
 * @param rare failed deployments with their failures
 * @param merged changes of the last months, and those that wait
 */
export function watchedOfDays(
  days: readonly DayFact[],
  rare: Facts,
  merged: readonly Merged[],
  scope: MeasureScope,
): Watched {
  const failed = verdicts(rare, scope).filter((verdict) => verdict.failed)
  const leadTimes: Sample[] = []
  const lives: Instant[] = []
  const trials: Judged[] = failed.map(({ at }) => ({ at, hit: true }))
  const reworks: Judged[] = []
  const failedOn = livedFailures(failed, scope)
  for (const day of days) {
    const begin = startOfDay(day.day, scope.window.timeZone)
    const at = begin + midday
    for (const leads of day.leads)
      for (const lead of Array.from(leads)) leadTimes.push({ at, value: Math.log(Math.max(leastHours, lead / HOUR)) })
    const counted = countedOn(day)
    for (let index = 0; index < counted; index += 1) lives.push(at)
    for (let index = failedOn(begin); index < counted; index += 1) trials.push({ at, hit: false })
    const all = counted + (day.kinds[rollback] ?? 0)
    // Spread over the day: whether they come first or last would push the sum one way.
    for (let index = 0; index < all; index += 1)
      reworks.push({ at, hit: Math.floor(((index + 1) * day.rework) / all) > Math.floor((index * day.rework) / all) })
  }
  return {
    leadTimes,
    lives,
    failures: trials.toSorted((a, b) => a.at - b.at),
    reworks,
    merged,
    impacts: failed.flatMap(impactOf),
    coverage: days.map(({ day, following, covered }) => ({
      at: startOfDay(day, scope.window.timeZone) + midday,
      following,
      covered,
    })),
  }
}

/** How many of those that failed went live on the day that begins then. */
function livedFailures(failed: readonly Verdict[], { window }: MeasureScope): (begin: Instant) => number {
  const days = new Map<Instant, number>()
  for (const { deployment, at } of failed) {
    if (deployment.outcome !== 'SUCCEEDED') continue
    const begin = startOfDay(dayHolding(at, window.timeZone), window.timeZone)
    days.set(begin, (days.get(begin) ?? 0) + 1)
  }
  return (begin) => days.get(begin) ?? 0
}

function impactOf({ failure }: Verdict): Impact[] {
  if (failure === null) return []
  const { key, impactStartedAt, restoredAt } = failure
  return [{ key, startedAt: impactStartedAt, restoredAt }]
}
