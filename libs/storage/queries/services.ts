import { frequent, type Sql, sql } from '../sql.ts'
import { toTimestamp } from '../database.ts'

export interface ServiceRow {
  readonly id: number
  readonly name: string
  readonly paths: readonly string[]
  readonly discovered: boolean
  readonly badges: boolean
  readonly teamId: number | null
  readonly teamName: string | null
  readonly repositoryId: number | null
  readonly repositoryName: string | null
  readonly repositoryUrl: string | null
  /** Only where the order asks for it; null otherwise and for what was never live. */
  readonly lastLiveAt: number | null
}

export type ServiceOrder = 'NAME' | 'TEAM' | 'LAST_DEPLOYMENT'

export interface ServiceConditions {
  readonly ids?: readonly number[] | null
  readonly names?: readonly string[] | null
  readonly team?: string | null
  readonly teamIds?: readonly number[] | null
  readonly search?: string | null
  readonly discovered?: boolean | null
}

export interface ServicePage {
  readonly order: ServiceOrder
  /** Name of the last service of the page before, with the team's name or the live time that it was ordered by. */
  readonly after: { readonly name: string; readonly team: string | null; readonly lastLiveAt: number | null } | null
  readonly limit: number
}

function matching({ ids, names, team, teamIds, search, discovered }: ServiceConditions): Sql {
  const conditions = [sql`true`]
  if (ids) conditions.push(sql`service.id = any(${ids}::integer[])`)
  if (names) conditions.push(sql`service.name = any(${names}::text[])`)
  if (typeof team === 'string') conditions.push(sql`team.name = ${team}`)
  if (teamIds) conditions.push(sql`service.team_id = any(${teamIds}::integer[])`)
  if (typeof search === 'string') conditions.push(sql`strpos(lower(service.name), lower(${search})) > 0`)
  if (typeof discovered === 'boolean') conditions.push(sql`service.discovered = ${discovered}`)
  return sql.join(conditions, sql` and `)
}

function beyond({ order, after }: ServicePage): Sql {
  if (after === null) return sql`true`
  const byName = sql`service.name collate "C" > ${after.name}`
  if (order === 'NAME') return byName
  if (order === 'TEAM') {
    return sql`(team.name is null, coalesce(team.name, '') collate "C", service.name collate "C")
      > (${after.team === null}::boolean, ${after.team ?? ''}::text, ${after.name}::text)`
  }
  if (after.lastLiveAt === null) return sql`last.live_at is null and ${byName}`
  const at = toTimestamp(after.lastLiveAt)
  return sql`(last.live_at < ${at}::timestamptz or last.live_at is null or (last.live_at = ${at}::timestamptz and ${byName}))`
}

const orders: Readonly<Record<ServiceOrder, Sql>> = {
  NAME: sql`service.name collate "C"`,
  TEAM: sql`team.name is null, coalesce(team.name, '') collate "C", service.name collate "C"`,
  LAST_DEPLOYMENT: sql`last.live_at desc nulls last, service.name collate "C"`,
}

const lastLive = sql`
      cross join lateral (
        select max(latest.live_at) as live_at
          from stream
         cross join lateral (
           select deployment.live_at
             from deployment
            where deployment.service_id = stream.service_id
              and deployment.environment_id = stream.environment_id
              and deployment.live_at is not null
            order by deployment.live_at desc
            limit 1
         ) latest
         where stream.service_id = service.id
      ) last`

/** Which services are there? With team and repository. */
export function services(conditions: ServiceConditions, page: ServicePage): Sql {
  const byDeployment = page.order === 'LAST_DEPLOYMENT'
  const statement = sql`
    /* services */
    select service.id,
           service.name,
           service.paths,
           service.discovered,
           service.badges,
           team.id as "teamId",
           team.name as "teamName",
           repository.id as "repositoryId",
           repository.name as "repositoryName",
           repository.url as "repositoryUrl",
           ${byDeployment ? sql`last.live_at` : sql`null::timestamptz`} as "lastLiveAt"
      from service
      left join team on team.id = service.team_id
      left join repository on repository.id = service.repository_id
      ${byDeployment ? lastLive : sql.empty}
     where ${matching(conditions)}
       and ${beyond(page)}
     order by ${orders[page.order]}
     limit ${page.limit}`
  return byDeployment || typeof conditions.search === 'string' ? statement : frequent(statement)
}

/** How many services are there? */
export function serviceCount(conditions: ServiceConditions): Sql {
  return sql`
    /* services: count */
    select count(*) as "count"
      from service
      left join team on team.id = service.team_id
     where ${matching(conditions)}`
}
