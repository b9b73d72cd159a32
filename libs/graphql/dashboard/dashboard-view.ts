import { type Dashboard, servicesNamedBy } from '#domain/dashboard'
import { type DashboardQuestion, dashboardQuestion, firstChoice } from '#reports/dashboard-question'
import { loadDashboards } from '#storage/stores/settings'
import type { Database } from '#storage/database'
import { CatalogueReads } from '../catalogue-reads.ts'
import type { DashboardType } from './dashboard.type.ts'

/** What services of a dashboard are called today: one that was renamed since goes by its new name, others as they were written. */
async function namesToday(dashboard: Dashboard, reads: CatalogueReads): Promise<(name: string) => string> {
  const stated = servicesNamedBy(dashboard)
  const found = await Promise.all(stated.map((name) => reads.serviceByName.load(name)))
  const names = new Map(stated.map((name, at) => [name, found[at]?.name ?? name]))
  return (name) => names.get(name) ?? name
}

/** A dashboard as it is answered. */
export async function dashboardView(dashboard: Dashboard, reads: CatalogueReads): Promise<DashboardType> {
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

/** What a dashboard asks with what it begins with; null where there is none of this name any more. */
export async function questionOfDashboard(db: Database, name: string): Promise<DashboardQuestion | null> {
  const found = (await loadDashboards(db)).find((dashboard) => dashboard.name === name)
  if (found === undefined) return null
  const { rows, variables } = await dashboardView(found, new CatalogueReads(db, false))
  const parts = rows.flatMap((row) => row.parts)
  return dashboardQuestion(parts, firstChoice(variables))
}
