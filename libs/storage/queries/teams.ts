import { type Sql, sql } from '../sql.ts'

export interface TeamRow {
  readonly id: number
  readonly name: string
}

/** Which teams are there? By name, after one of them. */
export function teams(after: string | null, limit: number): Sql {
  return sql`
    /* teams */
    select team.id, team.name
      from team
     where ${after === null ? sql`true` : sql`team.name collate "C" > ${after}`}
     order by team.name collate "C"
     limit ${limit}`
}

/** How many teams are there? */
export function teamCount(): Sql {
  return sql`
    /* teams: count */
    select count(*) as "count" from team`
}

/** The team of this name or id. */
export function oneTeam(by: { readonly name: string } | { readonly id: number }): Sql {
  return sql`
    /* teams: one */
    select team.id, team.name
      from team
     where ${'name' in by ? sql`team.name = ${by.name}` : sql`team.id = ${by.id}`}`
}
