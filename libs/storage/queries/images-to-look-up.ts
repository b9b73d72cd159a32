import type { Instant } from '#domain/instant'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

export interface ImageToLookUp {
  /** What a stream waits for: a digest, or `image:tag`. */
  readonly reference: string
  readonly image: string
  /** Null where it is known by its digest. */
  readonly tag: string | null
  /** Its own, else the one that somebody told of its tag. */
  readonly digest: string | null
  /** When it was deployed first. */
  readonly since: Instant
  /** How often it was looked up. */
  readonly tries: number
}

export interface WantedImages {
  readonly source: string
  /** Regular expression of the images that the source is asked for. */
  readonly pattern: string
  readonly now: Instant
  /** Those too that are to rest for now. */
  readonly isWished: boolean
  readonly limit: number
}

/**
 * Of which deployed images is no commit known, that this source can be asked for, and that it was not asked for lately? What was
 * never looked up comes first, then the newest. An image that a deployment does not name may be the catalogue's.
 */
export function imagesToLookUp({ source, pattern, now, isWished, limit }: WantedImages): Sql {
  return sql`
    /* images-to-look-up */
    with awaited as (
      select wait.reference, min(wait.since) as since
        from wait
       where wait.kind = 'artifact'
       group by wait.reference
    )
    select awaited.reference, named.image, named.tag, coalesce(named.digest, published.digest) as "digest",
           awaited.since, coalesce((looked.state ->> 'tries')::integer, 0) as "tries"
      from awaited
      left join source_progress looked
        on looked.source = ${source} and looked.part = 'image ' || awaited.reference
     cross join lateral (
       select candidate.image, candidate.tag, candidate.digest
         from entity_reference
         join entity on entity.id = entity_reference.entity_id and entity.type = 'deployment'
        cross join lateral (
          select entity.state -> 'event' ->> 'image' as image, entity.state -> 'event' ->> 'tag' as tag,
                 entity.state -> 'event' ->> 'digest' as digest
           union all
          select each ->> 'image', each ->> 'tag', each ->> 'digest'
            from json_array_elements(entity.state -> 'event' -> 'images') as each
           union all
          select service_name.name, null, awaited.reference
            from service_name
           where service_name.kind = 'IMAGE'
             and service_name.service_id = entity.service_id
             and entity.state -> 'event' ->> 'digest' = awaited.reference
        ) candidate
        where entity_reference.kind = 'deployed'
          and entity_reference.value = awaited.reference
          and candidate.image ~* ${pattern}
          and (candidate.digest = awaited.reference or candidate.image || ':' || candidate.tag = awaited.reference)
        order by candidate.image collate "C", candidate.tag collate "C"
        limit 1
     ) named
      left join lateral (
        select artifact.state -> 'event' ->> 'digest' as digest
          from entity_reference
          join entity artifact on artifact.id = entity_reference.entity_id and artifact.type = 'artifact'
         where entity_reference.kind = 'artifact'
           and entity_reference.value = awaited.reference
           and artifact.at <= awaited.since
         order by artifact.at desc
         limit 1
      ) published on true
     where looked.part is null
        or (looked.state ->> 'dueAt')::timestamptz <= ${toTimestamp(now)}::timestamptz
        or (${isWished}::boolean and looked.state ->> 'dueAt' is not null)
     order by looked.part is not null, awaited.since desc, awaited.reference collate "C"
     limit ${limit}`
}
