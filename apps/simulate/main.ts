import { buckets, type Period } from '#domain/window'
import { detect } from '#alerts/detect'
import { defaultSensitivity } from '#alerts/detectors/sensitivity'
import { fleetOf } from '#alerts/fleet-of'
import type { Watched } from '#alerts/watched'
import { firstWorld } from './first-generator.ts'
import type { Simulated } from './simulated.ts'

const services = 500
const weeksBefore = 20
const weeksAfter = 52

/** What a detector sees of a simulated service. */
function watchedOf({ changes, deployments }: Simulated): Watched {
  return {
    leadTimes: changes
      .flatMap(({ liveAt, leadHours }) => (liveAt === null ? [] : [{ at: liveAt, value: Math.log(leadHours) }]))
      .toSorted((a, b) => a.at - b.at),
    lives: deployments.map(({ liveAt }) => liveAt),
    failures: deployments.map(({ liveAt, failed }) => ({ at: liveAt, hit: failed })),
    reworks: [],
    merged: changes,
    impacts: [],
  }
}

for (const perWeek of [3, 10, 40]) {
  const worlds = Array.from({ length: services }, (_, seed) =>
    firstWorld({ seed, perWeek, weeks: weeksBefore + weeksAfter }),
  )
  const [first] = worlds
  if (first === undefined) break
  const weeks: readonly Period[] = buckets({ from: first.from, to: first.to, timeZone: 'UTC' }, 'WEEK')
  const watched = worlds.map(watchedOf)
  const fleet = fleetOf(watched, weeks.slice(0, weeksBefore))
  const begins = weeks[weeksBefore]?.from ?? first.to
  const found = watched.flatMap((each) =>
    detect(each, { weeks, asOf: first.to, timeZone: 'UTC', fleet, sensitivityOf: () => defaultSensitivity }),
  )
  const counts: Record<string, number> = {}
  for (const { detector, level, openedAt } of found)
    if (level === 'ALERT' && openedAt >= begins) counts[detector] = (counts[detector] ?? 0) + 1
  const rates = Object.entries(counts).map(([detector, count]) => `${detector} ${(count / services).toFixed(3)}`)
  process.stdout.write(`${perWeek} a week, false alarms a service-year: ${rates.join(', ')}\n`)
}
