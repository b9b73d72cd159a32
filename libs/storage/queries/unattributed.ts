import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** Half-open, in the time of what happened. */
export interface UnattributedScope {
  readonly from: Instant
  readonly to: Instant
}

/** Most rows of one kind; the most frequent come first. */
const most = 1_000

export interface UnknownCommitRow {
  readonly service: string
  /** Null where no sha is known; else one of which no commit was ever told. */
  readonly sha: string | null
  readonly count: number
  /** The latest of them. */
  readonly version: string
  readonly image: { readonly image: string; readonly tag: string | null; readonly digest: string | null } | null
  readonly lastAt: Instant
  /** That they name, else of the catalogue, else of the last deployment whose commit is known. */
  readonly repository: string | null
}

/** Of which deployments is the commit unknown? By service, those that name a sha apart from those that name none. */
export function deploymentsWithoutCommit({ from, to }: UnattributedScope): Sql {
  return sql`
    /* unattributed: deployments */
    with unknown as (
      select deployment.id, deployment.service_id, deployment.sha, deployment.version, deployment.at
        from deployment
       where deployment.at >= ${toTimestamp(from)}::timestamptz
         and deployment.at < ${toTimestamp(to)}::timestamptz
         and (deployment.sha is null or not exists (select from commit where commit.sha = deployment.sha))
    ), services as (
      select unknown.service_id,
             unknown.sha is null as nameless,
             count(*) as count,
             (array_agg(unknown.id order by unknown.at desc, unknown.id desc))[1] as latest_id
        from unknown
       group by 1, 2
    )
    select service.name as "service",
           unknown.sha,
           services.count,
           unknown.version,
           deployment_detail.detail -> 'images' -> 0 as "image",
           unknown.at as "lastAt",
           coalesce(
             case when own.repository like '%/%' and own.repository <> service.name then own.repository end,
             repository.name,
             seen.repository
           ) as "repository"
      from services
      join unknown on unknown.id = services.latest_id
      join service on service.id = services.service_id
      left join repository on repository.id = service.repository_id
      left join deployment_detail on deployment_detail.deployment_id = unknown.id
      left join lateral (select deployment_detail.detail ->> 'repository' as repository) own on true
      left join lateral (
        select detail.detail ->> 'repository' as repository
          from deployment known
          join deployment_detail detail on detail.deployment_id = known.id
         where known.service_id = services.service_id
           and known.live_at is not null
           and known.sha is not null
           and exists (select from commit where commit.sha = known.sha)
         order by known.live_at desc
         limit 1
      ) seen on true
     order by services.count desc, service.name collate "C", services.nameless
     limit ${most}`
}

export interface UnusedImageRow {
  readonly image: string
  readonly count: number
  readonly lastAt: Instant
  readonly repository: string | null
}

/** Which images were published that no deployment runs, that no other was built from, and that no service ships? */
export function imagesWithoutService({ from, to }: UnattributedScope): Sql {
  return sql`
    /* unattributed: images */
    with published as (
      select entity.id, entity.at, entity.state -> 'event' ->> 'image' as image,
             entity.state -> 'event' ->> 'repository' as repository
        from entity
       where entity.type = 'artifact'
         and entity.at >= ${toTimestamp(from)}::timestamptz
         and entity.at < ${toTimestamp(to)}::timestamptz
         and entity.state -> 'event' ->> 'image' is not null
    ), used as (
      select distinct published.image
        from published
        join entity_reference own on own.entity_id = published.id and own.kind = 'artifact'
        join entity_reference user_ on user_.kind in ('deployed', 'input') and user_.value = own.value
    )
    select published.image,
           count(*) as "count",
           max(published.at) as "lastAt",
           max(published.repository) as "repository"
      from published
     where not exists (select from used where used.image = published.image)
       and not exists (select from service_name where service_name.kind = 'IMAGE' and service_name.name = published.image)
     group by published.image
     order by 2 desc, published.image collate "C"
     limit ${most}`
}

export interface UnshippedRepositoryRow {
  readonly repository: string
  /** Up to a thousand are counted. */
  readonly commits: number
}

/** Of which repositories are commits known that no service ships and no deployment takes its configuration from? */
export function repositoriesWithoutService(): Sql {
  return sql`
    /* unattributed: repositories */
    select repository.name as "repository", told.commits
      from repository
     cross join lateral (
       select count(*) as commits
         from (select from commit where commit.repository_id = repository.id limit 1000) as first_ones
     ) told
     where told.commits > 0
       and not exists (select from stream_repository where stream_repository.repository_id = repository.id)
       and not exists (select from service where service.repository_id = repository.id)
       and not exists (
         select from repository_place
           join service on 'service:' || service.name = repository_place.place
          where repository_place.repository_id = repository.id
            and exists (select from deployment where deployment.service_id = service.id)
       )
     order by told.commits desc, repository.name collate "C"
     limit ${most}`
}

export interface UndeployedServiceRow {
  readonly service: string
  readonly count: number
  readonly lastAt: Instant
}

/** Which services do incidents name that appeared by themselves and are never deployed? */
export function incidentsWithoutService({ from, to }: UnattributedScope): Sql {
  return sql`
    /* unattributed: incidents */
    select service.name as "service",
           count(distinct entity.id) as "count",
           max(entity.at) as "lastAt"
      from service
      join entity_reference on entity_reference.kind = 'service' and entity_reference.value = service.id::text
      join entity on entity.id = entity_reference.entity_id
     where service.discovered
       and entity.type = 'incident'
       and entity.at >= ${toTimestamp(from)}::timestamptz
       and entity.at < ${toTimestamp(to)}::timestamptz
       and not exists (select from deployment where deployment.service_id = service.id)
     group by service.id
     order by 2 desc, service.name collate "C"
     limit ${most}`
}
