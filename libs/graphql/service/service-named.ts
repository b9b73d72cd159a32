import type { Reads } from '../reads.ts'
import { nearestName } from '#domain/nearest-name'
import { quoted, Refusal } from '../refusal.ts'
import { oneTeam, type TeamRow, teams } from '#storage/queries/teams'
import type { ServiceView } from '../views.ts'

/** Services that are looked through for one that was meant, and that a sentence names. */
const [mostSeen, mostNamed] = [5_000, 8]

/** What may have been meant, or what there is. */
async function known(reads: Reads, name: string): Promise<string> {
  const rows = await reads.catalogue.services({}, { order: 'NAME', after: null, limit: mostSeen })
  const names = rows.map((row) => row.name)
  return names.length === 0
    ? 'There is none yet: services appear when somebody speaks of them.'
    : among(name, names, 'services')
}

/** What may have been meant of these, or what they are. */
function among(name: string, names: readonly string[], field: string): string {
  const near = nearestName(name, names)
  if (near !== null) return `Did you mean ${quoted(near)}?`
  const more = names.length > mostNamed ? ` and more; \`${field}\` of the API lists them all` : ''
  return `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, mostNamed).map(quoted).join(', ')}${more}.`
}

/**
 * The service of this name, or of one that it had.
 *
 * @throws Refusal UNKNOWN_SERVICE
 */
export async function serviceNamed(reads: Reads, name: string, field: string): Promise<ServiceView> {
  return (await reads.catalogue.serviceByName.load(name)) ?? unknown(reads, name, field)
}

async function unknown(reads: Reads, name: string, field: string): Promise<never> {
  throw new Refusal('UNKNOWN_SERVICE', `No service is called ${quoted(name)}. ${await known(reads, name)}`, { field })
}

/**
 * Services of these names, in the order of names, each once.
 *
 * @throws Refusal UNKNOWN_SERVICE for the first that there is none of
 */
export async function servicesNamed(reads: Reads, names: readonly string[], field: string): Promise<ServiceView[]> {
  const found = await Promise.all(names.map((name) => reads.catalogue.serviceByName.load(name)))
  const services = new Map<number, ServiceView>()
  for (const [index, name] of names.entries()) {
    const service = found[index] ?? (await unknown(reads, name, field))
    services.set(service.databaseId, service)
  }
  return [...services.values()]
}

/** @throws Refusal UNKNOWN_TEAM */
export async function teamNamed(reads: Reads, name: string, field: string): Promise<TeamRow> {
  const [team] = await reads.db.query<TeamRow>(oneTeam({ name }))
  if (team !== undefined) return team
  const names = (await reads.db.query<TeamRow>(teams(null, mostSeen))).map((each) => each.name)
  const there = names.length === 0 ? 'There is none yet: leadline.yaml names them.' : among(name, names, 'teams')
  throw new Refusal('UNKNOWN_TEAM', `No team is called ${quoted(name)}. ${there}`, { field })
}

/**
 * Ids of the services that a filter means by service and team; null where it means all.
 *
 * @throws Refusal UNKNOWN_SERVICE, UNKNOWN_TEAM
 */
export async function serviceIdsNamed(
  reads: Reads,
  filter: { readonly service?: string | null; readonly team?: string | null },
): Promise<readonly number[] | null> {
  const { service, team } = filter
  const one = typeof service === 'string' ? await serviceNamed(reads, service, 'filter.service') : null
  if (typeof team !== 'string') return one === null ? null : [one.databaseId]
  await teamNamed(reads, team, 'filter.team')
  if (one !== null) return one.team?.name === team ? [one.databaseId] : []
  const rows = await reads.catalogue.services({ team }, { order: 'NAME', after: null, limit: 5_000 })
  return rows.map((row) => row.id)
}
