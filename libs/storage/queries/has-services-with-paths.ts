import { type Sql, sql } from '../sql.ts'

/** Do services have paths of their own in this repository? One row where they do. */
export function hasServicesWithPaths(repository: string): Sql {
  return sql`
    /* has-services-with-paths */
    select service.id
      from service
      join repository on repository.id = service.repository_id
     where repository.name = ${repository}
       and cardinality(service.paths) > 0
     limit 1`
}
