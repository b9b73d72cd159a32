import { type Sql, sql } from '../sql.ts'

export interface RepositoryOfServiceRow {
  readonly service: string
  readonly repository: string
}

/** Which of these services, by whatever name of theirs, are known to be built from which repository? */
export function repositoriesOfServices(services: readonly string[]): Sql {
  return sql`
    /* repositories-of-services */
    with asked as (
      select name, coalesce(
               (select service_name.service_id from service_name where service_name.kind = 'NAME' and service_name.name = asked.name),
               (select service.id from service where service.name = asked.name)
             ) as service_id
        from unnest(${services}::text[]) as asked (name)
    )
    select asked.name as "service", repository.name as "repository"
      from asked
      join service on service.id = asked.service_id
      join repository on repository.id = service.repository_id
     order by asked.name collate "C"`
}
