import { environmentName, type Tier, tierOf } from '#domain/environment'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

export interface ServiceName {
  readonly id: number
  readonly name: string
  /** Globs inside its repository; empty: all of it. */
  readonly paths: readonly string[]
}

export interface EnvironmentName {
  readonly id: number
  readonly name: string
  readonly tier: Tier
}

export interface StreamPair {
  readonly serviceId: number
  readonly environmentId: number
}

function missing(wanted: ReadonlySet<string>, known: ReadonlyMap<string, unknown>): string[] {
  return [...wanted].filter((name) => !known.has(name)).toSorted()
}

async function readServices(db: Database, names: readonly string[]): Promise<Map<string, ServiceName>> {
  const rows = await db.query<ServiceName>(sql`
    /* names: services */
    select id, name, paths from service where name = any(${names}::text[])`)
  return new Map(rows.map((row) => [row.name, row]))
}

/** The services of these names, created (as discovered) on first sight. */
export async function ensureServices(db: Database, wanted: ReadonlySet<string>): Promise<Map<string, ServiceName>> {
  if (wanted.size === 0) return new Map()
  const known = await readServices(db, [...wanted])
  const fresh = missing(wanted, known)
  if (fresh.length === 0) return known
  await db.query(sql`
    /* names: add services */
    insert into service (name) select unnest(${fresh}::text[]) on conflict (name) do nothing`)
  for (const [name, row] of await readServices(db, fresh)) known.set(name, row)
  return known
}

async function readEnvironments(db: Database, names: readonly string[]): Promise<Map<string, EnvironmentName>> {
  const rows = await db.query<EnvironmentName>(sql`
    /* names: environments */
    select id, name, tier from environment where name = any(${names}::text[])`)
  return new Map(rows.map((row) => [row.name, row]))
}

/**
 * The environments of these names as sent, by folded name (`environmentName`).
 *
 * @param tiers what the catalogue says of environments that are created; others get the tier of their name.
 */
export async function ensureEnvironments(
  db: Database,
  sent: ReadonlySet<string>,
  tiers: ReadonlyMap<string, Tier> = new Map(),
): Promise<Map<string, EnvironmentName>> {
  if (sent.size === 0) return new Map()
  const wanted = new Set([...sent].map(environmentName))
  const known = await readEnvironments(db, [...wanted])
  const fresh = missing(wanted, known)
  if (fresh.length === 0) return known
  await db.query(sql`
    /* names: add environments */
    insert into environment (name, tier)
    select * from unnest(${fresh}::text[], ${fresh.map((name) => tiers.get(name) ?? tierOf(name))}::tier[])
        on conflict (name) do nothing`)
  for (const [name, row] of await readEnvironments(db, fresh)) known.set(name, row)
  return known
}

function pairKey(pair: StreamPair): string {
  return `${pair.serviceId}/${pair.environmentId}`
}

async function readStreams(db: Database, pairs: readonly StreamPair[]): Promise<Map<string, number>> {
  const rows = await db.query<StreamPair & { id: number }>(sql`
    /* names: streams */
    select stream.id, stream.service_id as "serviceId", stream.environment_id as "environmentId"
      from unnest(${pairs.map((pair) => pair.serviceId)}::integer[], ${pairs.map((pair) => pair.environmentId)}::integer[])
           as asked (service_id, environment_id)
      join stream on stream.service_id = asked.service_id and stream.environment_id = asked.environment_id`)
  return new Map(rows.map((row) => [pairKey(row), row.id]))
}

/** Ids of the streams of these pairs, by `serviceId/environmentId`; created on first sight. */
export async function ensureStreams(db: Database, wanted: readonly StreamPair[]): Promise<Map<string, number>> {
  const distinct = [...new Map(wanted.map((pair) => [pairKey(pair), pair])).values()]
  if (distinct.length === 0) return new Map()
  const known = await readStreams(db, distinct)
  const fresh = distinct.filter((pair) => !known.has(pairKey(pair)))
  if (fresh.length === 0) return known
  await db.query(sql`
    /* names: add streams */
    insert into stream (service_id, environment_id)
    select * from unnest(${fresh.map((pair) => pair.serviceId)}::integer[], ${fresh.map((pair) => pair.environmentId)}::integer[])
        on conflict (service_id, environment_id) do nothing`)
  for (const [key, id] of await readStreams(db, fresh)) known.set(key, id)
  return known
}
