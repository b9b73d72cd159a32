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

/** Versions that are named of one service. */
const mostVersions = 20

export interface UnknownCommitRow {
  readonly service: string
  /** Null where no sha is known; else one of which no commit was ever told. */
  readonly sha: string | null
  readonly count: number
  readonly lastAt: Instant
  /** That they name, else of the catalogue, else of the last deployment whose commit is known. */
  readonly repository: string | null
  readonly repositoryIsKnown: boolean
  readonly isWholeHash: boolean
  /** The latest, newest first. */
  readonly versions: readonly {
    readonly version: string
    readonly image: { readonly image: string; readonly tag: string | null; readonly digest: string | null } | null
    /** When it came first, within the scope. */
    readonly before: Instant
  }[]
  readonly versionCount: number
}

/**
 * Of which deployments is the commit unknown? By service; those that name a sha apart from those that name none, and
 * whole hashes of git apart from other names.
 */
export function deploymentsWithoutCommit({ from, to }: UnattributedScope): Sql {
  return sql`
    /* unattributed: deployments */
    with unknown as (
      select deployment.id, deployment.service_id, deployment.sha, deployment.version, deployment.at,
             deployment.sha is null as nameless,
             coalesce(deployment.sha, deployment.version) ~ '^([0-9a-f]{40}|[0-9a-f]{64})$' as whole
        from deployment
       where deployment.at >= ${toTimestamp(from)}::timestamptz
         and deployment.at < ${toTimestamp(to)}::timestamptz
         and (deployment.sha is null or not exists (select from commit where commit.sha = deployment.sha))
    ), version as (
      select unknown.service_id, unknown.nameless, unknown.whole, unknown.version,
             count(*) as count,
             max(unknown.at) as at,
             min(unknown.at) as first_at,
             (array_agg(unknown.id order by unknown.at desc, unknown.id desc))[1] as latest_id
        from unknown
       group by 1, 2, 3, 4
    ), placed as (
      select version.*,
             row_number() over (partition by service_id, nameless, whole order by at desc, latest_id desc) as place
        from version
    ), services as (
      select placed.service_id, placed.nameless, placed.whole,
             sum(placed.count)::integer as count,
             count(*)::integer as version_count,
             (array_agg(placed.latest_id order by placed.place))[1] as latest_id,
             json_agg(json_build_object('version', placed.version, 'image', deployment_detail.detail -> 'images' -> 0,
                                        'before', (extract(epoch from placed.first_at) * 1000)::bigint)
                      order by placed.place) filter (where placed.place <= ${mostVersions}) as versions
        from placed
        left join deployment_detail
          on deployment_detail.deployment_id = placed.latest_id and placed.place <= ${mostVersions}
       group by 1, 2, 3
    )
    select service.name as "service",
           unknown.sha,
           services.count,
           unknown.at as "lastAt",
           home.repository,
           exists (
             select from repository known
              where known.name = home.repository
                and exists (select from commit where commit.repository_id = known.id)
           ) as "repositoryIsKnown",
           services.whole as "isWholeHash",
           services.versions,
           services.version_count as "versionCount"
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
      cross join lateral (
        select coalesce(
                 case when own.repository like '%/%' and own.repository <> service.name then own.repository end,
                 repository.name,
                 seen.repository
               ) as repository
      ) home
     order by services.count desc, service.name collate "C", services.nameless, services.whole
     limit ${most}`
}

/** Most older deployments that are counted. */
export const mostOlder = 1_000

/**
 * How many deployments before an instant have no known commit? Up to `mostOlder`. Those that name a commit which nobody
 * told are found by what their streams wait for, so that the age of everything else costs nothing, and wait by wait, so that
 * the first thousand end it. A deployment may be found by two waits, where the repository of a service was renamed.
 */
export function olderWithoutCommit(before: Instant): Sql {
  return sql`
    /* unattributed: older */
    select least(${mostOlder}, (
             select count(*)
               from (select from deployment
                      where sha is null and at < ${toTimestamp(before)}::timestamptz
                      limit ${mostOlder}) as nameless
           ) + (
             select count(distinct untold.id)
               from (select found.id
                       from wait
                      cross join lateral (
                        select deployment.id
                          from deployment
                         where deployment.stream_id = wait.stream_id
                           and deployment.sha = substring(wait.reference from '[^@]*$')
                           and deployment.at < ${toTimestamp(before)}::timestamptz
                           and not exists (select from commit where commit.sha = deployment.sha)
                         limit ${mostOlder}
                      ) found
                      where wait.kind = 'commit'
                        and wait.since < ${toTimestamp(before)}::timestamptz
                      limit ${2 * mostOlder}) as untold
           ))::integer as "count"`
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
