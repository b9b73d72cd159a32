import { nearestName } from '#domain/nearest-name'
import { alertContradictions } from './alert-contradictions.ts'
import { dashboardContradictions } from './dashboard-contradictions.ts'
import type { CatalogueFile } from './file-schema.ts'
import { notifyFaults } from './notify-schema.ts'
import type { Contradiction } from './problem.ts'

type FileService = NonNullable<CatalogueFile['services']>[number]

/** The first use of each name; every further one is a contradiction. */
class Names {
  readonly #users = new Map<string, string>()
  readonly #found: Contradiction[]

  constructor(found: Contradiction[]) {
    this.#found = found
  }

  use(name: string, user: string, path: readonly (string | number)[]): void {
    const first = this.#users.get(name)
    if (first === undefined) this.#users.set(name, user)
    else this.#found.push({ path, message: `${JSON.stringify(name)} is ${first} already; a name leads to one place.` })
  }
}

function namesOf(services: readonly FileService[], found: Contradiction[]): void {
  const names = new Names(found)
  services.forEach(({ name }, at) => names.use(name, `the name of services[${at}]`, ['services', at, 'name']))
  for (const field of ['aliases', 'images', 'incidentKeys'] as const) {
    // An alias is a name of services; images and incident keys are each their own kind of name.
    const used = field === 'aliases' ? names : new Names(found)
    services.forEach((service, at) => {
      service[field]?.forEach((name, index) =>
        used.use(name, `one of the ${field} of ${service.name}`, ['services', at, field, index]),
      )
    })
  }
}

/** Teams may be left out of the file; where they are listed, a service cannot have another: that would be a typo. */
function teamsOf({ teams, services }: CatalogueFile, found: Contradiction[]): void {
  if (!teams) return
  const known = teams.map(({ name }) => name)
  services?.forEach(({ team }, at) => {
    if (typeof team !== 'string' || known.includes(team)) return
    const near = nearestName(team, known)
    const guess = near === null ? '' : ` Did you mean ${near}?`
    found.push({
      path: ['services', at, 'team'],
      message: `the list of teams has no ${JSON.stringify(team)}; add it there.${guess}`,
    })
  })
}

/** All that a schema cannot say, in the order of the file's parts. */
export function contradictionsOf(file: CatalogueFile): Contradiction[] {
  const found: Contradiction[] = []
  const teamNames = new Names(found)
  const owners = new Names(found)
  file.teams?.forEach(({ name, owners: calls }, at) => {
    teamNames.use(name, `the name of teams[${at}]`, ['teams', at, 'name'])
    calls?.forEach((owner, index) => owners.use(owner, `an owner of ${name}`, ['teams', at, 'owners', index]))
  })
  namesOf(file.services ?? [], found)
  teamsOf(file, found)
  const environments = new Names(found)
  file.environments?.forEach(({ name, match }, at) => {
    environments.use(name, `the name of environments[${at}]`, ['environments', at, 'name'])
    match?.forEach((conditions, index) => {
      if (Object.values(conditions).some((condition) => typeof condition === 'string')) return
      found.push({
        path: ['environments', at, 'match', index],
        message: 'would match everything; give it a name, cluster, namespace or path.',
      })
    })
  })
  for (const section of ['dashboards', 'alerts', 'freezes', 'notify'] as const) {
    const used = new Names(found)
    file[section]?.forEach(({ name }, at) => used.use(name, `the name of ${section}[${at}]`, [section, at, 'name']))
  }
  found.push(...dashboardContradictions(file.dashboards ?? []))
  found.push(...alertContradictions(file.alerts ?? [], file.freezes ?? []))
  file.notify?.forEach((rule, at) => {
    for (const { path, message } of notifyFaults(rule)) found.push({ path: ['notify', at, ...path], message })
  })
  return found
}
