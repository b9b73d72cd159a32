import { type Dashboard, type DashboardPart, widthsOf } from '#domain/dashboard'
import type { FileDashboard, FileDashboardPart } from './dashboard-schema.ts'

function partOf({ part, title, metric, service, services, text }: FileDashboardPart, width: number): DashboardPart {
  return {
    kind: part,
    width,
    title: title ?? null,
    metric: metric ?? null,
    service: service ?? null,
    services: services ?? [],
    text: text ?? null,
  }
}

function rowOf(row: readonly FileDashboardPart[]): readonly DashboardPart[] {
  const widths = widthsOf(row.map(({ width }) => width ?? null))
  return row.map((part, at) => partOf(part, widths?.[at] ?? 1))
}

/** A dashboard of a valid file, with what it leaves out. */
export function dashboardOf({ name, title, variables, rows }: FileDashboard): Dashboard {
  return {
    name,
    title: title ?? name,
    variables: {
      services: variables?.services ?? [],
      teams: variables?.teams ?? [],
      environments: variables?.environments ?? ['production'],
      last: variables?.last ?? 'P90D',
      timeZone: variables?.timeZone ?? 'UTC',
    },
    rows: rows.map(rowOf),
  }
}
