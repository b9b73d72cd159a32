import { deflateRawSync } from 'node:zlib'
import type { ErasedNames } from '#domain/erased-names'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { jsonLines } from './array-text.ts'
import { bodyOf, type Delivery } from './deliveries.ts'
import { patternsOf } from './erasure.ts'
import { bodyWithout, readQuarantine } from './quarantine.ts'

/** Rows that are read at a time. */
const page = 500

/** Takes the names out of the texts of the log; the statements, their keys and their times stay. Gives how many held one. */
export async function forgetInLog(db: Database, erased: ErasedNames, texts: readonly string[]): Promise<number> {
  let changed = 0
  let after = 0
  for (;;) {
    const rows = await db.query<{ position: number; body: Readonly<Record<string, unknown>> }>(sql`
      /* erasure: statements */
      select position, body
        from event_log
       where position > ${after}::bigint and body::text ilike any(${patternsOf(texts)}::text[])
       order by position
       limit ${page}`)
    const last = rows.at(-1)
    if (last === undefined) return changed
    after = last.position
    const masked = rows
      .map(({ position, body }) => ({ position, before: body, body: erased.event(body) }))
      .filter(({ before, body }) => before !== body)
    changed += masked.length
    await db.query(sql`
      /* erasure: mask statements */
      update event_log
         set body = masked.body::json
        from rows from (unnest(${masked.map(({ position }) => position)}::bigint[]),
               string_to_table(${jsonLines(masked.map(({ body }) => body))}, E'\n')) as masked (position, body)
       where event_log.position = masked.position`)
  }
}

/** Takes the names out of these bodies and of why they were not taken; gives how many held one. */
export async function forgetInDeliveries(
  db: Database,
  deliveries: readonly Delivery[],
  erased: ErasedNames,
): Promise<number> {
  if (erased.version === null) return 0
  const masked = deliveries.flatMap((delivery) => {
    const before = bodyOf(delivery)
    const body = bodyWithout(erased, before)
    return body === before ? [] : [{ id: delivery.id, body: deflateRawSync(body, { level: 1 }) }]
  })
  if (masked.length === 0) return 0
  await db.query(sql`
    /* erasure: mask deliveries */
    update delivery
       set body_deflated = masked.body
      from unnest(${masked.map(({ id }) => id)}::bigint[], ${masked.map(({ body }) => body)}::bytea[]) as masked (id, body)
     where delivery.id = masked.id`)
  return masked.length
}

/** The same in all that is kept of deliveries, but for those that wait: who translates them masks them then. */
export async function forgetInInbox(db: Database, erased: ErasedNames): Promise<number> {
  let changed = 0
  let after = 0
  for (;;) {
    const rows = await db.query<Delivery>(sql`
      /* erasure: deliveries */
      select id, received_at as "receivedAt", source, system, transport_id as "transportId", headers,
             body_deflated as deflated
        from delivery
       where id > ${after}::bigint and state <> 'PENDING'
       order by id
       limit ${page}`)
    const last = rows.at(-1)
    if (last === undefined) return changed
    after = last.id
    changed += await forgetInDeliveries(db, rows, erased)
  }
}

/** The same in what was refused at the door for events. */
export async function forgetInQuarantine(db: Database, erased: ErasedNames): Promise<number> {
  let changed = 0
  let after = 0
  for (;;) {
    const rows = await readQuarantine(db, after, page)
    const last = rows.at(-1)
    if (last === undefined) return changed
    after = last.id
    for (const { id, body, message, complete } of rows) {
      const [kept, said] = [bodyWithout(erased, body), erased.text(message, true)]
      if (kept === body && said === message) continue
      changed += 1
      await db.query(sql`
        /* erasure: mask quarantine */
        update quarantine
           set body_deflated = ${deflateRawSync(kept)}, message = ${said},
               body_bytes = case when ${complete} then ${kept.length}::integer else body_bytes end
         where id = ${id}`)
    }
  }
}

/** The same in the names of tokens, in what sources last said, and in why deliveries were not taken. */
export async function forgetInNotes(db: Database, erased: ErasedNames): Promise<number> {
  const places = [
    {
      rows: sql`select id::text as id, name as text from token`,
      write: (id: string, text: string) =>
        sql`/* erasure: token */ update token set name = ${text} where id = ${id}::integer`,
    },
    {
      rows: sql`select name as id, message as text from source where message is not null`,
      write: (id: string, text: string) =>
        sql`/* erasure: source */ update source set message = ${text} where name = ${id}`,
    },
    {
      rows: sql`select distinct reason as id, reason as text from delivery where reason is not null`,
      write: (id: string, text: string) =>
        sql`/* erasure: reasons */ update delivery set reason = ${text} where reason = ${id}`,
    },
  ]
  let changed = 0
  for (const { rows, write } of places) {
    for (const { id, text } of await db.query<{ id: string; text: string }>(rows)) {
      const masked = erased.text(text, true)
      if (masked === text) continue
      changed += 1
      await db.query(write(id, masked))
    }
  }
  return changed
}
