import { type Sql, sql } from '../sql.ts'

export interface RepositoryOfServiceRow {
  readonly service: string
  readonly repository: string
}

/** Which of these services are known to be built from which repository? */
export function repositoriesOfServices(services: readonly string[]): Sql {
  return sql`
    /* repositories-of-services */
    select service.name as "service", repository.name as "repository"
      from service
      join repository on repository.id = service.repository_id
     where service.name = any(${services}::text[])`
}
