import { type Sql, sql } from '../sql.ts'

export interface CatalogueServiceRow {
  readonly id: number
  readonly name: string
  readonly team: string | null
  readonly repository: string | null
  readonly paths: readonly string[]
  readonly aliases: readonly string[]
  readonly images: readonly string[]
  readonly incidentKeys: readonly string[]
  readonly badges: boolean
  readonly discovered: boolean
  readonly deployments: number
}

function namesOf(kind: 'NAME' | 'IMAGE' | 'INCIDENT_KEY'): Sql {
  return sql`array(
             select service_name.name
               from service_name
              where service_name.service_id = service.id
                and service_name.kind = ${kind}
              order by service_name.name collate "C"
           )`
}

/** Which services are there, with all of their names? Without those that are becoming part of another. */
export function catalogueServices(): Sql {
  return sql`
    /* catalogue: services */
    select service.id,
           service.name,
           team.name as "team",
           repository.name as "repository",
           service.paths,
           ${namesOf('NAME')} as "aliases",
           ${namesOf('IMAGE')} as "images",
           ${namesOf('INCIDENT_KEY')} as "incidentKeys",
           service.badges,
           service.discovered,
           (select count(*) from deployment where deployment.service_id = service.id) as "deployments"
      from service
      left join team on team.id = service.team_id
      left join repository on repository.id = service.repository_id
     where not exists (
       select from service_name
        where service_name.kind = 'NAME'
          and service_name.name = service.name
     )
     order by service.name collate "C"`
}

/** Which teams are there? By name. */
export function catalogueTeams(): Sql {
  return sql`
    /* catalogue: teams */
    select team.name from team order by team.name collate "C"`
}

/** Which environments are there? By name, without those that are becoming part of another. */
export function catalogueEnvironments(): Sql {
  return sql`
    /* catalogue: environments */
    select environment.id, environment.name, environment.tier
      from environment
     where not exists (select from stream where stream.environment_id = environment.id and stream.merged_into is not null)
     order by environment.name collate "C"`
}
