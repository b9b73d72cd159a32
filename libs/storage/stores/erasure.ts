import { type ErasedKind, normalName } from '#domain/erased-names'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { hashOfErased } from './erased-names.ts'

/** A row of the table `person` that still names somebody. */
export interface NamedPerson {
  readonly id: number
  readonly name: string | null
  readonly email: string | null
  readonly login: string | null
  readonly bot: boolean | null
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`)
}

/** Everything in which one of these texts may stand, as JSON has it, for `ilike any`. */
export function patternsOf(texts: readonly string[]): string[] {
  return texts.map((text) => `%${escaped(JSON.stringify(text).slice(1, -1))}%`)
}

/** Those of whom some part holds the text, with how many statements name each; at most `limit`. */
export async function findPeople(
  db: Database,
  text: string,
  limit: number,
): Promise<(NamedPerson & { readonly statements: number })[]> {
  const pattern = `%${escaped(text)}%`
  return db.query(sql`
    /* erasure: find */
    with found as (
      select id, name, email, login, bot
        from person
       where name ilike ${pattern} or email ilike ${pattern} or login ilike ${pattern}
       order by id
       limit ${limit}
    )
    select found.*, (select count(*) from event_log where event_log.person_ids @> array[found.id]) as "statements"
      from found
     order by found.id`)
}

/** Those who bear one of these names (as `normalName` has them), or have one of these ids; a bare name counts where nothing else is known. */
export async function peopleNamed(
  db: Database,
  by: {
    readonly ids?: readonly number[]
    readonly emails?: readonly string[]
    readonly logins?: readonly string[]
    readonly names?: readonly string[]
    readonly bareNames?: readonly string[]
  },
): Promise<NamedPerson[]> {
  const { ids = [], emails = [], logins = [], names = [], bareNames = [] } = by
  return db.query(sql`
    /* erasure: people */
    select id, name, email, login, bot
      from person
     where id = any(${ids}::integer[])
        or lower(btrim(email)) = any(${emails}::text[])
        or lower(btrim(login)) = any(${logins}::text[])
        or lower(regexp_replace(btrim(name), '\\s+', ' ', 'g')) = any(${names}::text[])
        or (email is null and login is null
            and lower(regexp_replace(btrim(name), '\\s+', ' ', 'g')) = any(${bareNames}::text[]))
     order by id`)
}

/** What somebody is known by from now on to have been erased. */
export interface ErasedName {
  readonly kind: ErasedKind
  readonly text: string
}

/** Remembers the names as hashes; gives the erasure's id. */
export async function rememberErased(db: Database, names: readonly ErasedName[]): Promise<number> {
  return db.transaction(async (tx) => {
    const [state] = await tx.query<{ key: Buffer }>(sql`
      /* erasure: key */
      update erasure_state set version = gen_random_uuid() returning key`)
    const [erasure] = await tx.query<{ id: number }>(
      sql`/* erasure: begin */ insert into erasure default values returning id`,
    )
    if (state === undefined || erasure === undefined) throw new Error('erasure_state is empty; restore its row')
    const normal = names.map(({ kind, text }) => ({ kind, text: normalName(text) }))
    await tx.query(sql`
      /* erasure: names */
      insert into erased_name (hash, kind, words, erasure_id)
      select given.hash, given.kind, given.words, ${erasure.id}::integer
        from unnest(${normal.map(({ kind, text }) => hashOfErased(state.key, kind, text))}::bytea[],
               ${normal.map(({ kind }) => kind)}::text[],
               ${normal.map(({ text }) => text.split(' ').length)}::smallint[]) as given (hash, kind, words)
          on conflict (hash) do nothing`)
    return erasure.id
  })
}

/** Resolves when everybody who wrote without knowing of the last erasure has ended. */
export async function awaitWriters(db: Database): Promise<void> {
  // Each for itself: who holds one of them may be waiting for another.
  const locks = [
    sql`/* erasure: wait for people */ lock table person in share row exclusive mode`,
    sql`/* erasure: wait for the log */ lock table event_log in share row exclusive mode`,
    sql`/* erasure: wait for quarantine */ lock table quarantine in share row exclusive mode`,
    sql`/* erasure: wait for deliveries */ lock table delivery in share row exclusive mode`,
  ]
  for (const lock of locks) await db.transaction((tx) => tx.query(lock))
}

/** Empties these rows but for whether they are machines, as `machines` are by their names: numbers rest on that. */
export async function emptyPeople(db: Database, ids: readonly number[], machines: readonly number[]): Promise<number> {
  const rows = await db.query(sql`
    /* erasure: empty people */
    update person
       set bot = coalesce(bot, false) or id = any(${machines}::integer[]) or coalesce(name like '%[bot]', false) or coalesce(login like '%[bot]', false),
           name = null, email = null, login = null
     where id = any(${ids}::integer[])
    returning id`)
  return rows.length
}

/** What was set or named so by people or their systems, and stays: its kind and its name. At most 50. */
export async function stillNamed(
  db: Database,
  texts: readonly string[],
): Promise<{ readonly place: string; readonly name: string }[]> {
  const patterns = patternsOf(texts)
  return db.query(sql`
    /* erasure: still named */
    select place, name
      from (
        select 'setting' as place, key as name, value::text as text from setting
        union all select 'source', name, name || settings::text from source
        union all select 'service', name, name from service
        union all select 'team', name, name from team
        union all select 'repository', name, name || coalesce(url, '') from repository
        union all select 'environment', name, name from environment
        union all select 'reading of a source', source, state::text from source_progress
      ) as kept
     where text ilike any(${patterns}::text[])
     order by place, name
     limit 50`)
}

/** Keeps with the erasure how much was emptied, by place. */
export async function noteErasure(db: Database, id: number, counts: Readonly<Record<string, number>>): Promise<void> {
  await db.query(sql`/* erasure: note */ update erasure set counts = ${JSON.stringify(counts)}::json where id = ${id}`)
}
