import { calendarDay, dateText, mondayOf, startOfDay } from '#domain/calendar'
import type { FigureUnit } from '#alerts/figures'
import type { WeekValue } from '#alerts/picture/weekly-chart'
import type { AlertRow } from '#storage/stores/alerts'
import { blockingError } from '#dashboards/blocking-error'
import type { AskInside } from '../ask-inside.ts'
import type { AlertPlace } from './alert-place.ts'

/** So many weeks are drawn. */
const shown = 26

/** A metric by weeks. */
export interface Weeks {
  readonly unit: FigureUnit
  readonly values: readonly WeekValue[]
}

const metrics: Readonly<Record<string, { readonly unit: FigureUnit; readonly value: string }>> = {
  leadTimeForChanges: { unit: 'SECONDS', value: 'medianSeconds' },
  deploymentFrequency: { unit: 'PER_WEEK', value: 'count' },
  changeFailureRate: { unit: 'SHARE', value: 'rate' },
  deploymentReworkRate: { unit: 'SHARE', value: 'rate' },
  timeToRestore: { unit: 'SECONDS', value: 'medianSeconds' },
}

interface WeeksAnswer {
  readonly service: {
    readonly metrics: {
      readonly asked: { readonly series: readonly { readonly start: string; readonly value: number | null }[] }
    }
  } | null
}

/** The metric by weeks up to the alert, as the pages have it; null where it has no such numbers. */
export async function weeksOf(
  ask: AskInside,
  { detector, openedAt }: AlertRow,
  { service, environment, timeZone }: AlertPlace,
): Promise<Weeks | null> {
  const metric = metrics[detector]
  if (metric === undefined) return null
  const first = mondayOf(calendarDay(openedAt - 1, timeZone)) - (shown - 1) * 7
  const window = {
    from: new Date(startOfDay(first, timeZone)).toISOString(),
    to: new Date(openedAt).toISOString(),
    timeZone,
  }
  const question = `
    query AlertWeeks($service: String!, $environment: String!, $window: WindowInput!) {
      service(name: $service) {
        metrics(environment: $environment, window: $window) {
          asked: ${detector} { series(by: WEEK) { start value: ${metric.value} } }
        }
      }
    }`
  const { data, errors } = await ask(question, { service, environment, window })
  if (data === null || blockingError({ data, errors }) !== undefined) return null
  const answered = (data as WeeksAnswer).service
  if (answered === null) return null
  const values = answered.metrics.asked.series.map(({ start, value }) => {
    const from = Date.parse(start)
    return { from, date: dateText(calendarDay(from, timeZone)), value }
  })
  return { unit: metric.unit, values }
}
