import { type CalendarDay, startOfDay } from '#domain/calendar'
import type { DayFact } from '#metrics/day-fact'
import { defaultDefinition } from '#metrics/definition'
import { deploymentFrequency } from '#metrics/deployment-frequency'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import type { Facts } from '#metrics/facts'
import { leadTimeForChanges } from '#metrics/lead-time-for-changes'
import type { MeasureScope } from '#metrics/metric'

/** A day as the metrics tell it. */
export interface ToldDay {
  readonly day: CalendarDay
  readonly kinds: readonly number[]
  readonly attempts: number
  readonly failedAttempts: number
  readonly aborted: number
  readonly rework: number
  readonly coverage: number | null
  readonly changesPerDeployment: number | null
  readonly leads: readonly number[]
}

function measuredDay(facts: Facts, day: CalendarDay, timeZone: string, now: number): ToldDay {
  const window = { from: startOfDay(day, timeZone), to: startOfDay(day + 1, timeZone), timeZone }
  const scope: MeasureScope = { window, definition: defaultDefinition, now }
  const { byKind, attempts, failedAttempts, aborted } = deploymentFrequency.measure(facts, scope)
  const { samples, coverage, changesPerDeployment } = leadTimeForChanges.measure(facts, scope)
  return {
    day,
    kinds: byKind.map(({ count }) => count),
    attempts,
    failedAttempts,
    aborted,
    rework: deploymentReworkRate.measure(facts, scope).rework,
    coverage,
    changesPerDeployment,
    leads: samples.map(({ startedAt, liveAt }) => liveAt - startedAt).toSorted((a, b) => a - b),
  }
}

/** A day of `service_day` in the same words. */
export function toldDay({ day, kinds, attempts, failedAttempts, aborted, rework, leads, ...rest }: DayFact): ToldDay {
  const { following, covered, known, knownChanges } = rest
  return {
    day,
    kinds,
    attempts,
    failedAttempts,
    aborted,
    rework,
    coverage: following === 0 ? null : covered / following,
    changesPerDeployment: known === 0 ? null : knownChanges / known,
    leads: leads.flatMap((values) => Array.from(values)).toSorted((a, b) => a - b),
  }
}

/** What the metrics measure on each of these days of a zone; days on which nothing happened are left out. */
export function measuredDays(
  facts: Facts,
  days: readonly CalendarDay[],
  { timeZone, now }: { readonly timeZone: string; readonly now: number },
): ToldDay[] {
  return days
    .map((day) => measuredDay(facts, day, timeZone, now))
    .filter(({ kinds, attempts, leads }) => attempts > 0 || leads.length > 0 || kinds.some((count) => count > 0))
}
