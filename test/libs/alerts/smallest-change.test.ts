import { describe, expect, it } from 'vitest'
import { weeksBefore } from '#apps/simulate/cell'
import { changedCell, nullCell } from '#apps/simulate/cells'
import { type MadeService, madeService } from '#apps/simulate/made-service'
import { detect, type DetectScope, type Fleet } from '#alerts/detect'
import { defaultSensitivity } from '#alerts/detectors/sensitivity'
import { fleetOf } from '#alerts/fleet-of'
import type { Watched } from '#alerts/watched'
import { type SmallestChange, watching } from '#alerts/watching'
import { watchedMetrics } from '#domain/alert-rule'
import { DAY } from '#domain/instant'

const seed = 20_261_124
const all = { ruled: { metrics: new Set(watchedMetrics), thresholds: [] }, against: () => [] }

/** Only what the test of one metric reads: the others take longer. */
const parts = {
  leadTimeForChanges: (watched: Watched) => ({ ...watched, failures: [], reworks: [], merged: [], impacts: [] }),
  deploymentFrequency: (watched: Watched) => ({ ...parts.leadTimeForChanges(watched), leadTimes: [] }),
  changeFailureRate: (watched: Watched) => ({ ...watched, leadTimes: [], reworks: [], merged: [], impacts: [] }),
}
type Tested = keyof typeof parts

function fleetAt(perWeek: number): Fleet {
  const cell = { ...nullCell('FIRST', perWeek), weeks: 0, asides: [] }
  const services = Array.from({ length: 30 }, (_, index) => madeService(cell, 5, index, null))
  const weeks = services[0]?.weeks.slice(0, weeksBefore) ?? []
  return fleetOf(
    services.map(({ watched }) => watched),
    weeks,
  )
}

function scopeOf({ weeks, to, timeZone, frozen }: MadeService, fleet: Fleet): DetectScope {
  return { weeks, asOf: to, timeZone, fleet, frozen, sensitivityOf: () => defaultSensitivity }
}

const changes: Readonly<Record<Tested, (smallest: SmallestChange) => object>> = {
  leadTimeForChanges: ({ factor }) => ({ leadTime: factor }),
  deploymentFrequency: ({ factor }) => ({ frequency: factor }),
  changeFailureRate: ({ value }) => ({ failureShare: value }),
}

/** Of services to which just that happens which is said of each to be its smallest change, the share that is told of it. */
function foundShare(metric: Tested, perWeek: number, count: number): number {
  const fleet = fleetAt(perWeek)
  let [said, found] = [0, 0]
  for (let index = 0; index < count; index += 1) {
    const before = madeService({ ...nullCell('FIRST', perWeek), weeks: 0, asides: [] }, seed, index, null)
    const told = watching(parts[metric](before.watched), { ...scopeOf(before, fleet), ...all })
    const smallest = told.find((one) => one.metric === metric)?.smallest ?? null
    if (smallest === null) continue
    said += 1
    const made = madeService(changedCell('FIRST', perWeek, changes[metric](smallest)), seed, index, null)
    const { begin } = made
    const isFound = detect(parts[metric](made.watched), scopeOf(made, fleet)).some(
      ({ detector, level, direction, openedAt }) =>
        detector === metric &&
        level === 'ALERT' &&
        direction === 'WORSE' &&
        openedAt > begin &&
        openedAt <= begin + 56 * DAY,
    )
    if (isFound) found += 1
  }
  expect(said).toBeGreaterThan(0.8 * count)
  return found / said
}

describe('the smallest change that is said of a service is told within eight weeks in half of the cases', () => {
  it.each([
    ['leadTimeForChanges', 3],
    ['leadTimeForChanges', 10],
    ['leadTimeForChanges', 40],
    ['deploymentFrequency', 3],
    ['deploymentFrequency', 10],
    ['deploymentFrequency', 40],
    ['changeFailureRate', 3],
    ['changeFailureRate', 10],
    ['changeFailureRate', 40],
  ] as const)('%s at %d deployments a week', (metric, perWeek) => {
    const share = foundShare(metric, perWeek, 60)
    // A normal deviate of 2.3 at sixty services.
    expect(share).toBeGreaterThan(0.35)
    expect(share).toBeLessThan(0.65)
  })
})
