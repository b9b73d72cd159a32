import type { EnvironmentMatch, EnvironmentRule, WantedCatalogue, WantedService } from '#domain/catalogue'
import { parseDuration } from '#domain/duration'
import { DAY, type Milliseconds } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { CatalogueFile } from './file-schema.ts'
import { notifyRuleOf } from './notify-schema.ts'
import { alertRuleOf, freezeOf } from './wanted-alert.ts'
import { dashboardOf } from './wanted-dashboard.ts'

type FileService = NonNullable<CatalogueFile['services']>[number]
type FileEnvironment = NonNullable<CatalogueFile['environments']>[number]
type FileRules = NonNullable<CatalogueFile['rules']>

/** The fields that say something: null equals left out. */
function given<T extends object>(fields: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>
  }
}

function serviceOf({ name, team, repository, ...lists }: FileService): WantedService {
  return {
    name,
    ...(team === undefined ? {} : { team }),
    ...(repository === undefined ? {} : { repository }),
    ...given(lists),
  }
}

function environmentOf({ name, tier, match }: FileEnvironment): EnvironmentRule {
  return { name, tier: tier ?? null, match: (match ?? []).map((conditions): EnvironmentMatch => given(conditions)) }
}

function milliseconds(text: string): Milliseconds {
  const duration = parseDuration(text)
  return duration === null ? 0 : duration.days * DAY + duration.exact
}

function rulesOf(rules: FileRules): Partial<Rules> {
  return Object.fromEntries(
    Object.entries(given(rules)).map(([name, value]) => [
      name,
      typeof value === 'string' ? milliseconds(value) : value,
    ]),
  )
}

/** What a valid file asks for, in the words of the domain. */
export function wantedOf({
  teams,
  services,
  environments,
  rules,
  dashboards,
  alerts,
  freezes,
  notify,
}: CatalogueFile): {
  readonly wanted: WantedCatalogue
  readonly teamOfOwner: ReadonlyMap<string, string>
} {
  const owners = (teams ?? []).flatMap(({ name, owners: calls }) =>
    [name, ...(calls ?? [])].map((owner): [string, string] => [owner, name]),
  )
  return {
    teamOfOwner: new Map(owners),
    wanted: {
      ...(teams ? { teams: teams.map(({ name }) => name) } : {}),
      ...(services ? { services: services.map(serviceOf) } : {}),
      ...(environments ? { environments: environments.map(environmentOf) } : {}),
      ...(rules ? { rules: rulesOf(rules) } : {}),
      ...(dashboards ? { dashboards: dashboards.map(dashboardOf) } : {}),
      ...(alerts ? { alerts: alerts.map(alertRuleOf) } : {}),
      ...(freezes ? { freezes: freezes.map(freezeOf) } : {}),
      ...(notify ? { notify: notify.map(notifyRuleOf) } : {}),
    },
  }
}
