import type { CatalogueChange, CatalogueState, WantedCatalogue } from '#domain/catalogue'
import { type Dashboard, servicesNamedBy } from '#domain/dashboard'
import { nearestName } from '#domain/nearest-name'

export interface DashboardPlan {
  readonly changes: readonly CatalogueChange[]
  readonly problems: readonly string[]
}

function names(dashboards: readonly Dashboard[]): Map<string, string> {
  return new Map(dashboards.map((dashboard) => [dashboard.name, JSON.stringify(dashboard)]))
}

/** Names of services as they are, and will be. */
function servicesOf(present: CatalogueState, wanted: WantedCatalogue): readonly string[] {
  return [...present.services, ...(wanted.services ?? [])].flatMap(({ name, aliases }) => [name, ...(aliases ?? [])])
}

function teamsOf(present: CatalogueState, wanted: WantedCatalogue): readonly string[] {
  const owners = (wanted.services ?? []).flatMap(({ team }) => team ?? [])
  return [...present.teams, ...(wanted.teams ?? []), ...owners]
}

function unknown(kind: 'service' | 'team', asked: readonly string[], known: readonly string[]): string[] {
  const all = new Set(known)
  return asked
    .filter((name) => !all.has(name))
    .map((name) => {
      const near = nearestName(name, known)
      const guess = near === null ? `Where it is still to come, list it under ${kind}s.` : `Did you mean ${near}?`
      return `no ${kind} is called ${JSON.stringify(name)}. ${guess}`
    })
}

/** The step to the dashboards that a file wants, and what they name that is not there; pure. */
export function planDashboards(present: CatalogueState, wanted: WantedCatalogue): DashboardPlan {
  const dashboards = wanted.dashboards
  if (dashboards === undefined) return { changes: [], problems: [] }
  const [before, after] = [names(present.dashboards), names(dashboards)]
  const fresh = dashboards.filter(({ name }) => !before.has(name)).map(({ name }) => name)
  const changed = dashboards
    .filter(({ name }) => before.has(name) && before.get(name) !== after.get(name))
    .map(({ name }) => name)
  const gone = present.dashboards.filter(({ name }) => !after.has(name)).map(({ name }) => name)
  const reordered = [...before.keys()].join() !== [...after.keys()].join()
  if (fresh.length + changed.length + gone.length === 0 && !reordered) return { changes: [], problems: [] }
  const services = servicesOf(present, wanted)
  const teams = teamsOf(present, wanted)
  const problems = dashboards.flatMap((dashboard) =>
    [
      ...unknown('service', servicesNamedBy(dashboard), services),
      ...unknown('team', dashboard.variables.teams, teams),
    ].map((problem) => `dashboard ${dashboard.name}: ${problem}`),
  )
  return { changes: [{ type: 'DASHBOARDS_CHANGED', dashboards, fresh, changed, gone }], problems }
}
