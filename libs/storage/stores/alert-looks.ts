import { DAY, type Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

const lookedAt = 'alertsLookedAt'

/** Keeps that it is looked at alerts as of `now`; not where a later look was begun, or `now` is days ahead of the database. */
export async function beginLook(
  db: Database,
  now: Instant,
): Promise<'BEGUN' | 'OLDER' | { readonly aheadOf: Instant }> {
  const [clock] = await db.query<{ readonly now: Instant }>(sql`
    /* alert-looks: clock */
    select (extract(epoch from now()) * 1000)::float8 as now`)
  if (clock !== undefined && now > clock.now + DAY) return { aheadOf: clock.now }
  const begun = await db.query(sql`
    /* alert-looks: begin */
    insert into setting (key, value)
    values (${lookedAt}, to_json(${now}::bigint))
        on conflict (key) do update set value = excluded.value
     where (setting.value #>> '{}')::bigint <= ${now}::bigint
    returning key`)
  return begun.length > 0 ? 'BEGUN' : 'OLDER'
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
