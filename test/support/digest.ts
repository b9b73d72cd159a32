import { deploymentKinds } from '#domain/delivery-event'
import { until, within } from '#domain/window'
import { type DayFact, dayFacts, flagBits } from '#metrics/day-fact'
import type { Facts } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { partsOf } from '#metrics/population'

/** The digest of facts: what the database's own must be equal to. */
export function digestOf(facts: Facts, scope: MeasureScope): { days: DayFact[][]; rare: Facts } {
  const window = until(scope.window, scope.now)
  const end = Math.min(scope.window.to, scope.now)
  const rareOf = (part: Facts): Facts => {
    const failed = new Set(part.failures.map(({ deploymentKey }) => deploymentKey))
    return {
      ...part,
      deployments: part.deployments.filter(({ key }) => failed.has(key)),
      changes: part.changes.filter(({ liveAt }) => liveAt >= end),
      commits: [],
    }
  }
  const days = partsOf(facts).map((part) => {
    const live = part.deployments.flatMap(({ key, liveAt, outcome, kind, rework, flags }) =>
      outcome === 'SUCCEEDED' && liveAt !== null && within(window, liveAt)
        ? [{ id: key, liveAt, kind: deploymentKinds.indexOf(kind), rework: rework.length > 0, flags: flagBits(flags) }]
        : [],
    )
    const shipped = part.changes
      .filter(({ liveAt }) => within(window, liveAt))
      .map(({ deploymentKey, startedAt, liveAt, confidence, flags }) => ({
        deploymentId: deploymentKey,
        startedAt,
        liveAt,
        isLow: confidence === 'LOW',
        flags: flagBits(flags),
      }))
    const runs = part.deployments.flatMap(({ arrivals }) =>
      arrivals.filter(({ at, outcome }) => outcome !== 'IN_PROGRESS' && within(window, at)),
    )
    return dayFacts(live, shipped, runs, window.timeZone)
  })
  const { parts } = facts
  return { days, rare: parts === undefined ? rareOf(facts) : { ...rareOf(facts), parts: parts.map(rareOf) } }
}
