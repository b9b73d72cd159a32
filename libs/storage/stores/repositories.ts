import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

export interface RepositoryName {
  readonly id: number
  readonly name: string
}

export interface ResolvedPlaces {
  /** By place: the name of a repository, with or without host, or `service:NAME`. */
  readonly byPlace: ReadonlyMap<string, RepositoryName>
  /** A name that was used before means another repository now: what was folded under it must be folded again. */
  readonly moved: boolean
}

const servicePlace = 'service:'

/** The place of a statement that names its service instead of a repository. */
export function placeOfService(service: string): string {
  return `${servicePlace}${service}`
}

/** True for `host/owner/name`: the first part has a dot or a port, or is `localhost`. */
export function hasHost(name: string): boolean {
  return /^(?:[^/]*[.:][^/]*|localhost)\//.test(name)
}

/** The repositories that these places name, as far as they were ever used. */
export async function readPlaces(db: Database, places: readonly string[]): Promise<Map<string, RepositoryName>> {
  const rows = await db.query<RepositoryName & { place: string }>(sql`
    /* repositories: known places */
    select repository_place.place, repository.id, repository.name
      from repository_place
      join repository on repository.id = repository_place.repository_id
     where repository_place.place = any(${places}::text[])`)
  return new Map(rows.map(({ place, id, name }) => [place, { id, name }]))
}

async function addRepositories(db: Database, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const known = await db.query<{ name: string }>(sql`
    /* repositories: known names */
    select name from repository where name = any(${names}::text[])`)
  const have = new Set(known.map((row) => row.name))
  const fresh = names.filter((name) => !have.has(name))
  if (fresh.length === 0) return []
  const added = await db.query<{ name: string }>(sql`
    /* repositories: add */
    insert into repository (name) select unnest(${fresh.toSorted()}::text[]) on conflict (name) do nothing returning name`)
  return added.map((row) => row.name)
}

/** What each of the service places is called: the catalogue's repository, else the service's own name. */
async function namesOfServices(db: Database, places: readonly string[]): Promise<Map<string, string>> {
  if (places.length === 0) return new Map()
  const rows = await db.query<{ service: string; repository: string }>(sql`
    /* repositories: of services */
    select service.name as "service", repository.name as "repository"
      from service
      join repository on repository.id = service.repository_id
     where service.name = any(${places.map((place) => place.slice(servicePlace.length))}::text[])`)
  const given = new Map(rows.map((row) => [row.service, row.repository]))
  return new Map(
    places.map((place) => {
      const service = place.slice(servicePlace.length)
      return [place, given.get(service) ?? service]
    }),
  )
}

/** A name without a host means the repository of the only host that has it, else itself. */
async function withHosts(db: Database, names: readonly string[]): Promise<Map<string, string>> {
  const bare = names.filter((name) => !hasHost(name) && name.includes('/'))
  if (bare.length === 0) return new Map()
  const rows = await db.query<{ bare: string; name: string }>(sql`
    /* repositories: the only host */
    select bare, min(name) as "name"
      from repository
     where bare = any(${bare}::text[])
     group by bare
    having count(*) = 1`)
  return new Map(rows.map((row) => [row.bare, row.name]))
}

/** True where one of the new repositories gives a name without host another meaning than it had. */
async function dropMoved(db: Database, added: readonly string[]): Promise<boolean> {
  const hosted = added.filter(hasHost)
  if (hosted.length === 0) return false
  const rows = await db.query<{ place: string }>(sql`
    /* repositories: moved */
    with changed as (
      select repository.bare as place, count(*) as hosts
        from repository
       where repository.bare in (select fresh.bare from repository fresh where fresh.name = any(${hosted}::text[]))
       group by repository.bare
    )
    delete from repository_place
     using changed, repository
     where repository.id = repository_place.repository_id
       and (repository_place.place = changed.place
            or (repository_place.place like 'service:%' and (repository.name = changed.place or repository.bare = changed.place)))
       and not exists (select from service where 'service:' || service.name = repository_place.place and service.repository_id is not null)
       and ((changed.hosts = 1 and repository.name = changed.place) or (changed.hosts > 1 and repository.bare = changed.place))
    returning repository_place.place`)
  return rows.length > 0
}

/**
 * The repositories that these places name, created on first sight. A place keeps its meaning until the catalogue or a
 * new host changes it.
 */
export async function resolvePlaces(db: Database, wanted: ReadonlySet<string>): Promise<ResolvedPlaces> {
  if (wanted.size === 0) return { byPlace: new Map(), moved: false }
  const known = await readPlaces(db, [...wanted])
  const fresh = [...wanted].filter((place) => !known.has(place)).toSorted()
  if (fresh.length === 0) return { byPlace: known, moved: false }

  const services = await namesOfServices(
    db,
    fresh.filter((place) => place.startsWith(servicePlace)),
  )
  const named = new Map(fresh.map((place) => [place, services.get(place) ?? place]))
  const names = [...new Set(named.values())]
  const moved = await dropMoved(db, await addRepositories(db, names.filter(hasHost)))
  const hosts = await withHosts(db, names)
  const final = new Map([...named].map(([place, name]) => [place, hosts.get(name) ?? name]))
  await addRepositories(db, [...new Set(final.values())])
  await db.query(sql`
    /* repositories: remember places */
    insert into repository_place (place, repository_id)
    select asked.place, repository.id
      from unnest(${[...final.keys()]}::text[], ${[...final.values()]}::text[]) as asked (place, name)
      join repository on repository.name = asked.name
        on conflict (place) do nothing`)
  if (moved) return { ...(await resolvePlaces(db, wanted)), moved: true }
  for (const [place, row] of await readPlaces(db, fresh)) known.set(place, row)
  return { byPlace: known, moved: false }
}

/**
 * Ids of the repositories of these full names, created on first sight.
 *
 * @param known ids by full name that need not be asked for
 */
export async function ensureRepositories(
  db: Database,
  names: ReadonlySet<string>,
  known: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const ids = new Map([...known].filter(([name]) => names.has(name)))
  const others = [...names].filter((name) => !ids.has(name))
  if (others.length === 0) return ids
  await addRepositories(db, others)
  const rows = await db.query<RepositoryName>(sql`
    /* repositories: ids */
    select id, name from repository where name = any(${others}::text[])`)
  for (const { name, id } of rows) ids.set(name, id)
  return ids
}
