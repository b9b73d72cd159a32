import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { bodyOf, type Delivery } from '#storage/stores/deliveries'

/** All that the database holds, as text: every row of every table, and the bodies of deliveries inflated. */
export async function storedText(db: Database): Promise<string> {
  const tables = await db.query<{ name: string }>(sql`
    select quote_ident(relname) as name from pg_class
     where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace order by relname`)
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await db.query<{ row: string }>({
      text: `select row_to_json(t)::text as row from ${name} as t`,
      values: [],
    })
    texts.push(name, ...rows.map(({ row }) => row))
  }
  const bodies = await db.query<Delivery>(sql`select body_deflated as deflated from delivery`)
  return [...texts, ...bodies.map((delivery) => bodyOf(delivery).toString())].join('\n')
}
