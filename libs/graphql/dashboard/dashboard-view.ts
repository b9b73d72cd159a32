import { type Dashboard, servicesNamedBy } from '#domain/dashboard'
import type { Reads } from '../reads.ts'
import type { DashboardType } from './dashboard.type.ts'

/** What services of a dashboard are called today: one that was renamed since goes by its new name, others as they were written. */
async function namesToday(dashboard: Dashboard, reads: Reads): Promise<(name: string) => string> {
  const stated = servicesNamedBy(dashboard)
  const found = await Promise.all(stated.map((name) => reads.catalogue.serviceByName.load(name)))
  const names = new Map(stated.map((name, at) => [name, found[at]?.name ?? name]))
  return (name) => names.get(name) ?? name
}

/** A dashboard as it is answered. */
export async function dashboardView(dashboard: Dashboard, reads: Reads): Promise<DashboardType> {
  const today = await namesToday(dashboard, reads)
  const all = (services: readonly string[]): string[] => [...new Set(services.map(today))]
  const { name, title, variables, rows } = dashboard
  return {
    name,
    title,
    variables: { ...variables, services: all(variables.services) },
    rows: rows.map((parts) => ({
      parts: parts.map((part) => ({
        ...part,
        service: part.service === null ? null : today(part.service),
        services: all(part.services),
      })),
    })),
  }
}
