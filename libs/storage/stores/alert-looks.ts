import { HOUR, type Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

const lookedAt = 'alertsLookedAt'

/** Why it is not looked: the clock of the machine is ahead of the database's, or behind a look that was begun. */
export type NotBegun = { readonly aheadOf: Instant } | { readonly olderThan: Instant }

/**
 * Keeps that it is looked at alerts as of `now`; not where a later look was begun, or `now` is more than an hour ahead of the
 * database. A look that the database's own clock has more than an hour before it was begun while that clock was wrong: it counts
 * for nothing.
 */
export async function beginLook(db: Database, now: Instant): Promise<'BEGUN' | NotBegun> {
  const [was] = await db.query<{ readonly clock: Instant; readonly latest: Instant | null }>(sql`
    /* alert-looks: clock */
    select (extract(epoch from now()) * 1000)::float8 as clock,
           (select (value #>> '{}')::float8 from setting where key = ${lookedAt}) as latest`)
  if (was === undefined) throw new Error('The database did not say what time it is.')
  const ahead = was.clock + HOUR
  if (now > ahead) return { aheadOf: was.clock }
  const begun = await db.query(sql`
    /* alert-looks: begin */
    insert into setting (key, value)
    values (${lookedAt}, to_json(${now}::bigint))
        on conflict (key) do update set value = excluded.value
     where (setting.value #>> '{}')::float8 <= ${now}::float8
        or (setting.value #>> '{}')::float8 > ${ahead}::float8
    returning key`)
  // Another server may have begun a later one since: then as late as this one at least.
  return begun.length > 0 ? 'BEGUN' : { olderThan: Math.max(was.latest ?? now, now) }
}

/** Until the transaction ends no later look begins; false where one did. */
export async function holdLook(tx: Database, now: Instant): Promise<boolean> {
  const [latest] = await tx.query<{ readonly at: Instant }>(sql`
    /* alert-looks: hold */
    select (value #>> '{}')::float8 as at from setting where key = ${lookedAt} for share`)
  return latest === undefined || latest.at <= now
}

/** As of when it was looked last; null where it never was. */
export async function lastLook(db: Pick<Database, 'query'>): Promise<Instant | null> {
  const [latest] = await db.query<{ readonly at: Instant }>(sql`
    /* alert-looks: last */
    select (value #>> '{}')::float8 as at from setting where key = ${lookedAt}`)
  return latest?.at ?? null
}
