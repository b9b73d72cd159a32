import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { jsonText } from './json-text.ts'
import { keepProgress, readProgress, toldByPart } from './source-progress.ts'

/** Settings in which a source names places and rules; null: none. */
export type PlaceSettings = { readonly [Field in keyof Required<ReconcilerPlaces>]: unknown }

/**
 * Sets the source of a reconciler to other places, and notes the ones before, by which it told what is there. False where
 * there is none of this id that is switched on.
 */
export async function changePlaces(db: Database, id: number, places: PlaceSettings): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [before] = await tx.query<{ name: string; settings: unknown }>(sql`
      /* change-places: before */
      select name, settings from source where id = ${id} and secret is not null and disabled_at is null for update`)
    if (before === undefined) return false
    await noteTold(tx, before.name, before.settings)
    const dropped = Object.entries(places).flatMap(([name, value]) => (value === null ? [name] : []))
    await tx.query(sql`
      /* change-places */
      update source
         set settings = ((settings::jsonb || ${jsonText(places)}::jsonb) - ${dropped}::text[])::json
       where id = ${id}`)
    return true
  })
}

/** Of stored settings those that say where what a source tells is, and whose. */
function placesIn(settings: unknown): Partial<PlaceSettings> {
  const { cluster, environment, rules } = (settings ?? {}) as Partial<PlaceSettings>
  const all = { cluster, environment, rules }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null))
}

/** Notes that what a source told so far was told by these settings. */
export async function noteTold(db: Database, source: string, settings: unknown): Promise<void> {
  const state = (await readProgress(db, source, toldByPart)) as { readonly places?: unknown } | null
  const told: readonly unknown[] = Array.isArray(state?.places) ? state.places : []
  await keepProgress(db, source, toldByPart, { places: [...told, placesIn(settings)] })
}

/** A source that told something by other settings than its present ones. */
export interface OtherwiseTold {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  /** By which it told; the oldest first. */
  readonly told: readonly Partial<PlaceSettings>[]
}

/** The sources that told something by other places than they are set to now, by name. */
export async function otherwiseTold(db: Database, name: string | null = null): Promise<OtherwiseTold[]> {
  return db.query<OtherwiseTold>(sql`
    /* otherwise-told */
    select source.name, source.settings, source_progress.state -> 'places' as told
      from source_progress
      join source on source.name = source_progress.source
     where source_progress.part = ${toldByPart}
       and json_typeof(source_progress.state -> 'places') = 'array'
       and (${name}::text is null or source.name = ${name}::text)
     order by source.name collate "C"
     limit 1000`)
}
