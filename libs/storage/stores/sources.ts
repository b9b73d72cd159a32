import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { trustedFor } from './tokens.ts'

/** Makes a source; null where one of this name is there already. */
export async function addSource(
  db: Database,
  source: { readonly name: string; readonly system: string },
): Promise<number | null> {
  const [row] = await db.query<{ readonly id: number }>(sql`
    /* sources: add */
    insert into source (name, system)
    values (${source.name}, ${source.system})
        on conflict (name) do nothing
    returning id`)
  return row?.id ?? null
}

/** Revokes every token of a source that may only send; resolves, when nobody takes them any more, with how many there were. */
export async function revokeTokensOfSource(db: Database, source: string): Promise<number> {
  const rows = await db.query(sql`
    /* sources: revoke tokens */
    update token
       set revoked_at = now()
     where source = ${source}
       and scopes = '{ingest}'
       and revoked_at is null
    returning id`)
  await sleep(trustedFor)
  return rows.length
}
