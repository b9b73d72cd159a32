import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { jsonText } from './json-text.ts'

/** A source whose repository the server reads by itself. */
export interface RepositorySource {
  readonly id: number
  readonly name: string
  readonly system: string
  readonly settings: unknown
  /** Sealed: what the host lets us in with; null where it asks for nothing. */
  readonly credential: Buffer | null
}

/** How many are read at most. */
export const mostRepositorySources = 2_000

/** The sources of these systems that are read now, by name. */
export async function repositorySources(db: Database, systems: readonly string[]): Promise<RepositorySource[]> {
  return db.query<RepositorySource>(sql`
    /* repository-sources */
    select id, name, system, settings, credential
      from source
     where system = any(${systems}::text[])
       and disabled_at is null
       and settings ->> 'url' is not null
     order by name collate "C"
     limit ${mostRepositorySources}`)
}

/** The names under which repositories of these systems are read, or were: what was told under them stays. */
export async function namesOfRepositories(db: Database, systems: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ name: string }>(sql`
    /* repository-sources: names */
    select name from source where system = any(${systems}::text[]) order by id limit 10000`)
  return new Set(rows.map(({ name }) => name))
}

/** The source of this system that reads from an address already; null where none does. */
export async function readerOf(db: Database, system: string, url: string): Promise<string | null> {
  const [row] = await db.query<{ name: string }>(sql`
    /* repository-sources: reader */
    select name from source
     where system = ${system} and settings ->> 'url' = ${url} and disabled_at is null
     order by name collate "C"
     limit 1`)
  return row?.name ?? null
}

/** Makes a source that is read, or takes one up again that was switched off. False where another one has the name. */
export async function addRepositorySource(
  db: Database,
  source: Omit<RepositorySource, 'id' | 'settings'> & { readonly settings: Readonly<Record<string, unknown>> },
): Promise<boolean> {
  const rows = await db.query(sql`
    /* repository-sources: add */
    insert into source (name, system, settings, credential)
    values (${source.name}, ${source.system}, ${jsonText(source.settings)}::json, ${source.credential})
        on conflict (name) do update
       set settings = excluded.settings, credential = excluded.credential, disabled_at = null, message = null
     where source.disabled_at is not null and source.system = excluded.system
    returning id`)
  return rows.length > 0
}

/** Changes how a configuration repository is understood. False where there is none that is read. */
export async function changeUnderstood(
  db: Database,
  id: number,
  understood: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const rows = await db.query(sql`
    /* repository-sources: understood */
    update source set settings = (settings::jsonb || ${jsonText({ understood })}::jsonb)::json
     where id = ${id} and settings ->> 'url' is not null and disabled_at is null
    returning id`)
  return rows.length > 0
}

/** Any numbers that no other lock uses. */
const locks = { repositories: 7_263_151, registries: 7_263_152 } as const

async function alone(db: Database, lock: number, work: () => Promise<void>): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.query(sql`/* repository-sources: patience */ set local idle_in_transaction_session_timeout = 0`)
    const [turn] = await tx.query<{ mine: boolean }>(sql`
      /* repository-sources: lock */
      select pg_try_advisory_xact_lock(${lock}::bigint) as mine`)
    if (turn?.mine !== true) return false
    await work()
    return true
  })
}

/**
 * Reads repositories while no other process does. Gives false, and does nothing, where one does.
 *
 * @param db holds one connection as long as the work lasts.
 */
export function aloneWithRepositories(db: Database, work: () => Promise<void>): Promise<boolean> {
  return alone(db, locks.repositories, work)
}

/**
 * Asks registries while no other process does. Gives false, and does nothing, where one does.
 *
 * @param db holds one connection as long as the work lasts.
 */
export function aloneWithRegistries(db: Database, work: () => Promise<void>): Promise<boolean> {
  return alone(db, locks.registries, work)
}
