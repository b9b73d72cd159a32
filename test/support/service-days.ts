import { type CalendarDay, startOfDay } from '#domain/calendar'
import { changeFailureRate } from '#metrics/change-failure-rate'
import { defaultDefinition } from '#metrics/definition'
import { deploymentFrequency } from '#metrics/deployment-frequency'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import type { Facts } from '#metrics/facts'
import { leadTimesOf } from '#metrics/lead-time-samples'
import type { MeasureScope } from '#metrics/metric'
import type { DayRow } from '#storage/stores/service-day'

function measuredDay(facts: Facts, day: CalendarDay, timeZone: string, now: number): DayRow {
  const window = { from: startOfDay(day, timeZone), to: startOfDay(day + 1, timeZone), timeZone }
  const scope: MeasureScope = { window, definition: defaultDefinition, now }
  const { byKind, attempts, failedAttempts, aborted } = deploymentFrequency.measure(facts, scope)
  const { failed, byTimeAlone, failures } = changeFailureRate.measure(facts, scope)
  return {
    day,
    kinds: byKind.map(({ count }) => count),
    attempts,
    failedAttempts,
    aborted,
    failed,
    failedByTime: byTimeAlone,
    failedUnlived: failures.filter(({ deployment }) => deployment.outcome !== 'SUCCEEDED').length,
    rework: deploymentReworkRate.measure(facts, scope).rework,
    leads: leadTimesOf(facts, scope)
      .samples.map(({ milliseconds }) => milliseconds)
      .toSorted((a, b) => a - b),
  }
}

/** What the metrics measure on each of these days of a zone; days on which nothing happened are left out. */
export function measuredDays(
  facts: Facts,
  days: readonly CalendarDay[],
  { timeZone, now }: { readonly timeZone: string; readonly now: number },
): DayRow[] {
  return days
    .map((day) => measuredDay(facts, day, timeZone, now))
    .filter(({ day: _day, ...numbers }) =>
      Object.values(numbers)
        .flat()
        .some((number) => number > 0),
    )
}
