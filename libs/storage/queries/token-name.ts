import { type Sql, sql } from '../sql.ts'

export interface TokenNameRow {
  readonly name: string
}

/** What is this token called? */
export function tokenName(id: number): Sql {
  return sql`
    /* token-name */
    select token.name from token where token.id = ${id}`
}
