import { DAY, type Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { forgetProgress, keepProgress } from './source-progress.ts'

/** How far back is looked, and how many applications are named. */
const looked = 90 * DAY
const mostNamed = 100

/** Part of a source's progress whose `problems` are shown with it. */
const remarksPart = 'read'

interface Lost {
  readonly application: string
  readonly lost: number
  readonly first: number
  readonly last: number
}

function words({ application, lost, first, last }: Lost): string {
  const syncs = lost === 1 ? '1 sync was' : `${lost} syncs were`
  return `${syncs} never told of ${application}, among those that Argo CD numbers ${first} to ${last}: more were lost in a row than its history holds. They are in no number.`
}

/**
 * Notes with each source of Argo CD how many syncs of which application nobody told: Argo CD numbers those that succeeded, and
 * numbers are left out where more were lost in a row than a history holds.
 */
export async function noteLostSyncs(db: Database, now: Instant): Promise<void> {
  const known = await db.query<{ name: string }>(sql`
    /* note-lost-syncs: sources */
    select name from source where system = 'argocd' and disabled_at is null order by name limit 1000`)
  for (const { name } of known) {
    const lost = await db.query<Lost>(sql`
      /* note-lost-syncs */
      with syncs as (
        select regexp_replace(external_id, '/[^/]*$', '') as uid,
               state -> 'event' -> 'attributes' ->> 'argocd.application' as application,
               case when json_typeof(state #> '{event,attributes,argocd.historyId}') = 'number'
                    then (state #>> '{event,attributes,argocd.historyId}')::double precision
                end as number
          from entity
         where source = ${name}
           and type = 'deployment'
           and at >= ${toTimestamp(now - looked)}::timestamptz
      )
      select max(application) as application, min(number) as first, max(number) as last,
             max(number) - min(number) + 1 - count(distinct number) as lost
        from syncs
       where number is not null
       group by uid
      having max(number) - min(number) + 1 > count(distinct number)
       order by lost desc, application
       limit ${mostNamed}`)
    if (lost.length === 0) await forgetProgress(db, name, remarksPart)
    else await keepProgress(db, name, remarksPart, { problems: lost.map(words) })
  }
}
