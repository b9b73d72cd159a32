import type { CatalogueChange, CatalogueState, WantedCatalogue } from '#domain/catalogue'
import { type Dashboard, servicesNamedBy } from '#domain/dashboard'
import { knownNames } from './known-names.ts'
import { unknownName } from './unknown-name.ts'

export interface DashboardPlan {
  readonly changes: readonly CatalogueChange[]
  readonly problems: readonly string[]
}

function names(dashboards: readonly Dashboard[]): Map<string, string> {
  return new Map(dashboards.map((dashboard) => [dashboard.name, JSON.stringify(dashboard)]))
}

function unknown(kind: 'service' | 'team', asked: readonly string[], known: ReadonlySet<string>): string[] {
  const otherwise = `Where it is still to come, list it under ${kind}s.`
  return asked.flatMap((name) => unknownName(kind, name, known, otherwise) ?? [])
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
  const { services, teams } = knownNames(present, wanted)
  const problems = dashboards.flatMap((dashboard) =>
    [
      ...unknown('service', servicesNamedBy(dashboard), services),
      ...unknown('team', dashboard.variables.teams, teams),
    ].map((problem) => `dashboard ${dashboard.name}: ${problem}`),
  )
  return { changes: [{ type: 'DASHBOARDS_CHANGED', dashboards, fresh, changed, gone }], problems }
}
