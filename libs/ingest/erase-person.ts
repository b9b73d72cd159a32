import { normalName } from '#domain/erased-names'
import { markOf } from '#domain/written-by'
import type { Database } from '#storage/database'
import { startRebuild } from '#storage/stores/cursor'
import { currentErased } from '#storage/stores/erased-names'
import {
  awaitWriters,
  emptyPeople,
  type ErasedName,
  type NamedPerson,
  noteErasure,
  peopleNamed,
  rememberErased,
  stillNamed,
} from '#storage/stores/erasure'
import { forgetInInbox, forgetInLog, forgetInNotes, forgetInQuarantine } from '#storage/stores/forgetting'

/** Whom to erase. */
export type Whom =
  | { readonly email: string }
  | { readonly login: string }
  | { readonly name: string }
  | { readonly id: number }

/** Addresses under which many write: whoever has one is not followed by it. */
const ofMany = /^(?:no-?reply|root|git|admin|info|support|noreply[^@]*)@|@localhost$/

function isMachine({ name, email }: NamedPerson): boolean {
  return markOf({ name: name ?? '', email: email ?? '' }, 'AUTHOR') !== null
}

function given(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null).map(normalName))].filter((text) => text !== '')
}

async function named(db: Database, whom: Whom): Promise<NamedPerson[]> {
  if ('email' in whom) return peopleNamed(db, { emails: [normalName(whom.email)] })
  if ('login' in whom) return peopleNamed(db, { logins: [normalName(whom.login)] })
  return 'name' in whom ? peopleNamed(db, { names: [normalName(whom.name)] }) : peopleNamed(db, { ids: [whom.id] })
}

/** Nobody is known under so many addresses: more are several people under one name. */
const mostSteps = 5

/**
 * All rows of the person: those that are named so, those that share an address or a login with one of them, and bare names that
 * have two words. Machines are none of them unless they are asked for.
 */
export async function rowsOfPerson(db: Database, whom: Whom): Promise<NamedPerson[]> {
  let rows = await named(db, whom)
  for (let step = 0; step < mostSteps; step += 1) {
    const emails = given(rows.map(({ email }) => email)).filter((email) => !ofMany.test(email))
    const logins = given(rows.map(({ login }) => login))
    const bareNames = given(rows.map(({ name }) => name)).filter((name) => name.includes(' '))
    const found = await peopleNamed(db, { ids: rows.map(({ id }) => id), emails, logins, bareNames })
    const known = new Set(rows.map(({ id }) => id))
    const more = found.filter((row) => known.has(row.id) || !isMachine(row))
    if (more.length === rows.length) break
    rows = more
  }
  return rows
}

/** Why these are not erased; null where they may be. */
export function whyNotErased(rows: readonly NamedPerson[]): string | null {
  const agent = rows
    .map(({ name, email }) => markOf({ name: name ?? '', email: email ?? '' }, 'AUTHOR'))
    .find((mark) => mark?.kind === 'AGENT')
  if (agent == null) return null
  return `That is a mark of ${agent.name}, which is no person, and by which its changes are counted.`
}

/** By what the person is known, the criterion too where no row holds it. */
function namesOf(rows: readonly NamedPerson[], whom: Whom): ErasedName[] {
  const asked: NamedPerson = {
    id: 0,
    name: 'name' in whom ? whom.name : null,
    email: 'email' in whom ? whom.email : null,
    login: 'login' in whom ? whom.login : null,
    bot: null,
  }
  const all = [asked, ...rows]
  return [
    ...given(all.map(({ email }) => email))
      .filter((email) => !ofMany.test(email))
      .map((text) => ({ kind: 'EMAIL' as const, text })),
    ...given(all.map(({ login }) => login)).map((text) => ({ kind: 'LOGIN' as const, text })),
    // Many are called by one word: only who asks for it means everybody who is.
    ...given(all.map(({ name }) => name))
      .filter((text) => text.includes(' ') || text === normalName(asked.name ?? ''))
      .map((text) => ({ kind: 'NAME' as const, text })),
  ]
}

/** How much was emptied, by place. */
export interface Erasure {
  readonly people: number
  readonly statements: number
  readonly deliveries: number
  readonly quarantined: number
  readonly notes: number
  /** What is called so by people or their systems, and stays. */
  readonly stillNamed: readonly { readonly place: string; readonly name: string }[]
}

/**
 * Empties names and addresses of a person wherever they are stored, and remembers hashes of them, so that they do not come back.
 * Whether it is a machine stays, and so do all statements with their times. What was derived is made anew by the worker.
 */
export async function erasePerson(db: Database, rows: readonly NamedPerson[], whom: Whom): Promise<Erasure> {
  const names = namesOf(rows, whom)
  const id = await rememberErased(db, names)
  await awaitWriters(db)
  const erased = await currentErased(db)
  // Who wrote until now may have brought the person once more.
  const late = await rowsOfPerson(db, whom)
  const all = [...new Map([...rows, ...late].map((row) => [row.id, row])).values()]
  const machines = all.filter(isMachine).map(({ id: machine }) => machine)
  const people = await emptyPeople(
    db,
    all.map((row) => row.id),
    machines,
  )
  const texts = names.filter(({ kind, text }) => kind !== 'NAME' || text.includes(' ')).map(({ text }) => text)
  const statements = await forgetInLog(db, erased, texts)
  const counts = {
    people,
    statements,
    deliveries: await forgetInInbox(db, erased),
    quarantined: await forgetInQuarantine(db, erased),
    notes: await forgetInNotes(db, erased),
  }
  await db.transaction(startRebuild)
  await noteErasure(db, id, counts)
  return { ...counts, stillNamed: await stillNamed(db, texts) }
}
