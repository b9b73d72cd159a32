import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** Where a name is used: in statements of every kind, as an image that is deployed, in incident tools. */
export type NameKind = 'NAME' | 'IMAGE' | 'INCIDENT_KEY'

/** A name that leads to a service of another name. */
export interface LeadingName {
  readonly kind: NameKind
  readonly name: string
  readonly service: string
}

/** Which of these names lead to another service, by the names that statements were folded by last. */
export async function readFoldedNames(db: Database, names: readonly string[]): Promise<LeadingName[]> {
  if (names.length === 0) return []
  return db.query(sql`
    /* service-names: folded */
    select folded_name.kind, folded_name.name, service.name as "service"
      from folded_name
      join service on service.id = folded_name.service_id
     where folded_name.name = any(${names}::text[])`)
}

/** Services by another name that leads to them. */
export async function readServicesCalled(
  db: Database,
  names: readonly string[],
): Promise<{ readonly called: string; readonly id: number }[]> {
  if (names.length === 0) return []
  return db.query(sql`
    /* service-names: called */
    select service_name.name as "called", service_name.service_id as "id"
      from service_name
     where service_name.kind = 'NAME'
       and service_name.name = any(${names}::text[])`)
}

/** From now on statements are folded by what the catalogue says today. */
export async function takeNamesIntoForce(db: Database): Promise<void> {
  await db.query(sql`/* service-names: forget */ delete from folded_name`)
  await db.query(sql`
    /* service-names: take into force */
    insert into folded_name (kind, name, service_id) select kind, name, service_id from service_name`)
}

/** True where a statement was folded that may have used the name. */
async function wasUsed(db: Database, kind: NameKind, name: string): Promise<boolean> {
  const [row] = await db.query<{ used: boolean }>(sql`
    /* service-names: was used */
    select exists (select from service where name = ${name})
        or exists (select from folded_name where name = ${name} and kind in (${kind}, 'NAME')) as "used"`)
  return row?.used ?? false
}

/**
 * Lets a name lead to a service. True where statements that used it were folded by another meaning: everything is to be
 * folded anew then, and the name is in force from there on. A name that nobody used is in force at once.
 */
export async function addName(db: Database, kind: NameKind, name: string, serviceId: number): Promise<boolean> {
  await db.query(sql`
    /* service-names: add */
    insert into service_name (kind, name, service_id)
    values (${kind}, ${name}, ${serviceId})
        on conflict (kind, name) do update set service_id = excluded.service_id`)
  if (await wasUsed(db, kind, name)) return true
  await db.query(sql`
    /* service-names: add at once */
    insert into folded_name (kind, name, service_id) values (${kind}, ${name}, ${serviceId}) on conflict do nothing`)
  return false
}

/** Takes a name back; statements that use it mean a service of that name again once everything is folded anew. */
export async function removeName(db: Database, kind: NameKind, name: string): Promise<void> {
  await db.query(sql`
    /* service-names: remove */
    delete from service_name where kind = ${kind} and name = ${name}`)
}

/** Makes these the only images or incident keys of a service; true where everything is to be folded anew. */
export async function replaceNames(
  db: Database,
  kind: 'IMAGE' | 'INCIDENT_KEY',
  names: readonly string[],
  serviceId: number,
): Promise<boolean> {
  const had = await db.query<{ name: string }>(sql`
    /* service-names: had */
    select name from service_name where kind = ${kind} and service_id = ${serviceId}`)
  const gone = had.filter(({ name }) => !names.includes(name))
  for (const { name } of gone) await removeName(db, kind, name)
  let moved = gone.length > 0
  const known = new Set(had.map(({ name }) => name))
  for (const name of names) if (!known.has(name) && (await addName(db, kind, name, serviceId))) moved = true
  return moved
}

/** A service got another name: its former one leads to it at once, and so do its statements that are folded already. */
export async function renameNames(db: Database, serviceId: number, from: string, to: string): Promise<void> {
  await db.query(sql`
    /* service-names: take back */
    delete from service_name where kind = 'NAME' and name = ${to}`)
  await db.query(sql`
    /* service-names: take back from force */
    delete from folded_name where kind = 'NAME' and name = ${to}`)
  await addName(db, 'NAME', from, serviceId)
  await db.query(sql`
    /* service-names: former name */
    insert into folded_name (kind, name, service_id)
    values ('NAME', ${from}, ${serviceId})
        on conflict (kind, name) do update set service_id = excluded.service_id`)
}

/** Every name of one service leads to another from now on. */
export async function handOverNames(db: Database, fromId: number, toId: number): Promise<void> {
  await db.query(sql`
    /* service-names: hand over */
    update service_name set service_id = ${toId} where service_id = ${fromId}`)
}

/** A service that was nothing but a name is gone: its names lead to another one at once, in what is folded next too. */
export async function settleNames(
  db: Database,
  from: { readonly id: number; readonly name: string },
  toId: number,
): Promise<void> {
  await db.query(sql`
    /* service-names: settle */
    update folded_name set service_id = ${toId} where service_id = ${from.id}`)
  await db.query(sql`
    /* service-names: settle own */
    insert into folded_name (kind, name, service_id)
    values ('NAME', ${from.name}, ${toId})
        on conflict (kind, name) do update set service_id = excluded.service_id`)
}
