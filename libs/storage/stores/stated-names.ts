import type { Database } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** Names of services that something states, as they are called today; `own` says which rows of the table `stated` are its own. */
export function statedServices(stated: Sql, own: Sql): Sql {
  return sql`array(
    select distinct coalesce(service.name, stated.name) collate "C"
      from ${stated} stated
      left join service on service.id = stated.service_id
     where ${own}
     order by 1
  )`
}

/** The same of teams. */
export function statedTeams(stated: Sql, own: Sql): Sql {
  return sql`array(
    select distinct coalesce(team.name, stated.name) collate "C"
      from ${stated} stated
      left join team on team.id = stated.team_id
     where ${own}
     order by 1
  )`
}

/** States these services, as a whole list; a name that leads to another service means that one. */
export async function linkServices(
  db: Database,
  { table, owner, id }: { readonly table: Sql; readonly owner: Sql; readonly id: number },
  names: readonly string[],
): Promise<void> {
  await db.query(sql`/* stated-names: unlink services */ delete from ${table} where ${owner} = ${id}`)
  await db.query(sql`
    /* stated-names: link services */
    insert into ${table} (${owner}, name, service_id)
    select ${id}::integer, asked.name, coalesce(called.service_id, service.id)
      from unnest(${names}::text[]) as asked (name)
      left join service on service.name = asked.name
      left join service_name called on called.kind = 'NAME' and called.name = asked.name
        on conflict do nothing`)
}

/** The same of teams. */
export async function linkTeams(
  db: Database,
  { table, owner, id }: { readonly table: Sql; readonly owner: Sql; readonly id: number },
  names: readonly string[],
): Promise<void> {
  await db.query(sql`/* stated-names: unlink teams */ delete from ${table} where ${owner} = ${id}`)
  await db.query(sql`
    /* stated-names: link teams */
    insert into ${table} (${owner}, name, team_id)
    select ${id}::integer, asked.name, team.id
      from unnest(${names}::text[]) as asked (name)
      left join team on team.name = asked.name
        on conflict do nothing`)
}
