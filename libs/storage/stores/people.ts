import { createHash } from 'node:crypto'
import type { ErasedNames } from '#domain/erased-names'
import { markOf } from '#domain/written-by'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { isCurrent } from './erased-names.ts'

/** A person as statements name one; every part may be absent. */
export interface PersonNames {
  readonly name?: string
  readonly email?: string
  readonly login?: string
  readonly bot?: boolean
}

type Body = Readonly<Record<string, unknown>>

/** The fields of an event in which people are named: one person, a list of them, or a bare name. */
const peopleFields = { person: ['author'], list: ['coAuthors'], name: ['by'] } as const

function personHash({ name, email, login, bot }: PersonNames): Buffer {
  const parts = [name ?? null, email ?? null, login ?? null, bot ?? null]
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

/** Everybody whom a body names, in the order in which `withoutPeople` asks for them. */
function peopleOf(body: Body): PersonNames[] {
  const people: PersonNames[] = []
  for (const field of peopleFields.person) if (body[field] !== undefined) people.push(body[field] as PersonNames)
  for (const field of peopleFields.list) people.push(...((body[field] ?? []) as PersonNames[]))
  for (const field of peopleFields.name) if (body[field] !== undefined) people.push({ name: body[field] as string })
  return people
}

interface Known {
  readonly id: number
  readonly hash: string
}

async function knownPeople(db: Database, hashes: readonly Buffer[]): Promise<Map<string, number>> {
  const rows = await db.query<Known>(sql`
    /* people: known */
    select id, encode(hash, 'hex') as hash from person where hash = any(${hashes}::bytea[])`)
  return new Map(rows.map(({ hash, id }) => [hash, id]))
}

/** What is left of somebody who was erased: whether it is a machine, for numbers rest on that. */
function nameless({ name = '', email = '', login, bot }: PersonNames): PersonNames {
  const isCalledBot = [name, login].some((text) => text?.endsWith('[bot]') === true)
  return { bot: bot ?? (isCalledBot || markOf({ name, email }, 'AUTHOR') !== null) }
}

/**
 * Ids of people by hash (hex), created on first sight. A person who was erased stays erased: the row keeps its hash, and who
 * comes under one of the erased names gets a row without any. Null where others were erased meanwhile.
 */
async function ensurePeople(
  db: Database,
  people: ReadonlyMap<string, PersonNames>,
  erased: ErasedNames,
): Promise<Map<string, number> | null> {
  const hashes = [...people.keys()].toSorted()
  const known = await knownPeople(
    db,
    hashes.map((hash) => Buffer.from(hash, 'hex')),
  )
  const fresh = hashes.filter((hash) => !known.has(hash))
  if (fresh.length === 0) return known
  const of = (hash: string): PersonNames => {
    const person = people.get(hash) ?? {}
    return erased.holds(person) ? nameless(person) : person
  }
  const buffers = fresh.map((hash) => Buffer.from(hash, 'hex'))
  await db.query(sql`
    /* people: add */
    insert into person (hash, name, email, login, bot)
    select * from unnest(${buffers}::bytea[], ${fresh.map((hash) => of(hash).name ?? null)}::text[],
      ${fresh.map((hash) => of(hash).email ?? null)}::text[], ${fresh.map((hash) => of(hash).login ?? null)}::text[],
      ${fresh.map((hash) => of(hash).bot ?? null)}::boolean[])
     where ${isCurrent(erased)}
    on conflict (hash) do nothing`)
  for (const [hash, id] of await knownPeople(db, buffers)) known.set(hash, id)
  return fresh.every((hash) => known.has(hash)) ? known : null
}

/** A body in which people are numbers, and those numbers. */
export interface Depersonalised {
  readonly body: Body
  readonly personIds: readonly number[]
}

function replaced(body: Body, idOf: (person: PersonNames) => number): Depersonalised {
  const changed: Record<string, unknown> = { ...body }
  for (const field of peopleFields.person) {
    if (body[field] !== undefined) changed[field] = idOf(body[field] as PersonNames)
  }
  for (const field of peopleFields.list) {
    if (body[field] !== undefined) changed[field] = (body[field] as PersonNames[]).map(idOf)
  }
  for (const field of peopleFields.name) {
    if (body[field] !== undefined) changed[field] = idOf({ name: body[field] as string })
  }
  return { body: changed, personIds: [...new Set(peopleOf(body).map(idOf))] }
}

/**
 * Moves the people of these bodies into the table `person` and leaves their ids in place, so that a person can be erased
 * while the log stays as it is. Texts come back without those who were erased; null where others were erased meanwhile.
 */
export async function withoutPeople(
  db: Database,
  bodies: readonly Body[],
  erased: ErasedNames,
): Promise<Depersonalised[] | null> {
  const people = new Map<string, PersonNames>()
  for (const body of bodies) {
    for (const person of peopleOf(body)) people.set(personHash(person).toString('hex'), person)
  }
  if (people.size === 0) return bodies.map((body) => ({ body: erased.event(body), personIds: [] }))
  const ids = await ensurePeople(db, people, erased)
  if (ids === null) return null
  const idOf = (person: PersonNames): number => ids.get(personHash(person).toString('hex')) ?? 0
  return bodies.map((body) => replaced(erased.event(body), idOf))
}

/** Puts people back where their ids stand; who was erased is left out, and a bare name becomes `erased`. */
export function withPeople(body: Body, people: Readonly<Record<string, PersonNames>> | null): Body {
  if (people === null) return body
  const found = (id: unknown): PersonNames => people[String(id)] ?? {}
  const named = (person: PersonNames): boolean => Object.keys(person).length > 0
  const whole: Record<string, unknown> = { ...body }
  for (const field of peopleFields.person) {
    if (body[field] === undefined) continue
    if (named(found(body[field]))) whole[field] = found(body[field])
    else delete whole[field]
  }
  for (const field of peopleFields.list) {
    if (body[field] !== undefined) whole[field] = (body[field] as unknown[]).map(found).filter(named)
  }
  for (const field of peopleFields.name) {
    if (body[field] !== undefined) whole[field] = found(body[field]).name ?? 'erased'
  }
  return whole
}
