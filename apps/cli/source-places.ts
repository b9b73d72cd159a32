import { readFile } from 'node:fs/promises'
import { ruledSystems } from '#domain/naming/reconciler-places'
import { changePlaces, type PlaceSettings } from '#storage/stores/source-places'
import { placesOf } from '../server/reconciler-places.ts'
import { sourceNamed } from './source-named.ts'
import { print, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** Options of `leadline source add` and `change` for the systems of `ruledSystems`. */
export interface PlacesOptions {
  readonly cluster?: string | undefined
  readonly environment?: string | undefined
  /** A file of YAML. */
  readonly rules?: string | undefined
}

async function textOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) throw new Error(`${file} cannot be read.`)
  return text
}

/**
 * Settings of a source by the options given.
 *
 * @param settings as they are stored; null for a new source.
 * @throws what is wrong, and in which line of the file
 */
export async function placeSettings(
  system: string,
  { rules, ...options }: PlacesOptions,
  settings: unknown,
): Promise<PlaceSettings> {
  const text = rules === undefined ? undefined : await textOf(rules)
  const places = placesOf(system, { ...options, rules: text }, settings)
  if (!('refused' in places)) return places.settings
  const { refused, field } = places
  throw new Error(field === 'rules' ? refused.replaceAll(/^/gm, `${rules}: `) : refused)
}

/** `leadline source change NAME --cluster NAME --environment NAME --rules FILE`, of a source of a reconciler or an incident tool. */
export async function changePlacesOf(name: string, options: PlacesOptions): Promise<void> {
  await withExistingDatabase(async (db) => {
    const { id, system, settings } = await sourceNamed(db, name, {
      systems: ruledSystems,
      why: 'are set to an environment and rules',
    })
    await changePlaces(db, id, await placeSettings(system, options, settings))
  })
  print(`${name} is changed.`)
  say(
    'It counts for what was delivered in the last 30 days too: that is taken back and understood anew, within moments where Leadline runs, else at its next start.',
  )
}
