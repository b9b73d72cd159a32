import { expectedIn, isPlainContent } from '#alerts/content'
import { alertNumbers, alertText, alertTitle } from '#alerts/words'
import { type AlertEventRow, type AlertRow, alertsById, eventsOfAlerts } from '#storage/stores/alerts'
import { loadReportingTimeZone } from '#storage/stores/settings'
import type { Asked } from '../asked.ts'
import type { Reads } from '../reads.ts'
import { globalId } from '../relay/global-id.ts'
import type { EnvironmentView, ServiceView } from '../views.ts'
import type { AlertType } from './alert.type.ts'

/** What resolvers of alerts are handed as parents. */
export interface AlertView extends AlertType {
  readonly __typename: 'Alert'
  readonly row: AlertRow
  readonly service: ServiceView
  readonly environment: EnvironmentView
  /** What happened to all alerts of the same list: asked for once. */
  readonly eventsOfAll: () => Promise<readonly AlertEventRow[]>
}

/** Alerts with what they are about, in their order; those whose service is gone meanwhile are left out. */
export async function alertViews(
  reads: Reads,
  rows: readonly AlertRow[],
  timeZone: string,
): Promise<readonly AlertView[]> {
  const environments = new Map((await reads.catalogue.environments()).map((each) => [each.databaseId, each]))
  const services = await Promise.all(rows.map(({ serviceId }) => reads.catalogue.serviceById.load(serviceId)))
  let events: Promise<readonly AlertEventRow[]> | null = null
  const eventsOfAll = (): Promise<readonly AlertEventRow[]> =>
    (events ??= eventsOfAlerts(
      reads.db,
      rows.map(({ id }) => id),
    ))
  return rows.flatMap((row, index) => {
    const service = services[index]
    const environment = environments.get(row.environmentId)
    if (service === null || service === undefined || environment === undefined) return []
    return [{ ...viewOf(row, service, environment, timeZone), eventsOfAll }]
  })
}

function viewOf(
  row: AlertRow,
  service: ServiceView,
  environment: EnvironmentView,
  timeZone: string,
): Omit<AlertView, 'eventsOfAll'> {
  const { id, detector, direction, level, state, openedAt, endedAt, before, after } = row
  const isPlain = isPlainContent(row.content)
  const worded = { ...row, isPlain, service: service.name, environment: environment.name }
  return {
    __typename: 'Alert',
    id: globalId('Alert', id),
    metric: detector,
    direction,
    level,
    state,
    openedAt,
    resolvedAt: endedAt,
    before,
    after,
    title: alertTitle({ detector, direction, isPlain }),
    numbers: alertNumbers(worded),
    text: alertText(worded, timeZone),
    isPlainThreshold: isPlain,
    onsetFrom: row.onsetFrom,
    onsetTo: row.onsetTo,
    usualFrom: row.usualFrom,
    held: row.held,
    reason: row.reason,
    acknowledgedAt: row.acknowledgedAt,
    acknowledgedBy: row.acknowledgedBy,
    expectedFalseAlarmsPerYear: expectedIn(row.content, detector),
    row,
    service,
    environment,
  }
}

/** The alert of these parts of an id; null where there is none. */
export async function alertOfId({ reads }: Pick<Asked, 'reads'>, [id]: readonly string[]): Promise<AlertView | null> {
  const number = Number(id)
  if (!Number.isInteger(number) || number <= 0) return null
  const rows = await alertsById(reads.db, [number])
  const [view] = await alertViews(reads, rows, await loadReportingTimeZone(reads.db))
  return view ?? null
}
