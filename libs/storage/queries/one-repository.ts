import { type Sql, sql } from '../sql.ts'

/** Which repository is this? */
export function oneRepository(id: number): Sql {
  return sql`
    /* one-repository */
    select repository.id, repository.name, repository.url from repository where repository.id = ${id}`
}
