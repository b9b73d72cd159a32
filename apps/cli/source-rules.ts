import { readFile } from 'node:fs/promises'
import { leadlineCommand } from '#domain/shell-command'
import { type SourceRow, sources } from '#storage/queries/sources'
import { changeUnderstood, repositorySources } from '#storage/stores/repository-sources'
import type { Database } from '#storage/database'
import { ruledSystems } from '#domain/naming/reconciler-places'
import { understoodOf } from '../server/repositories/rules.ts'
import { configSystem } from '../server/repositories/systems.ts'
import { changePlacesOf } from './source-places.ts'
import { print, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

async function keep(db: Database, name: string, file: string, text: string): Promise<void> {
  const source = (await repositorySources(db, [configSystem])).find((each) => each.name === name)
  if (source === undefined) {
    const other = (await db.query<SourceRow>(sources())).find((each) => each.name === name && each.disabledAt === null)
    throw new Error(
      other === undefined
        ? `There is no source ${name}. See: npx leadline source list`
        : `${name} is a source of ${other.system}; only those of ${[configSystem, ...ruledSystems].join(', ')} have rules.`,
    )
  }
  const taken = understoodOf(text, source.settings)
  if ('refused' in taken) throw new Error(taken.refused.replaceAll(/^/gm, `${file}: `))
  await changeUnderstood(db, source.id, taken.understood)
}

async function isRuled(db: Database, name: string): Promise<boolean> {
  const rows = await db.query<SourceRow>(sources())
  return rows.some((each) => each.name === name && each.disabledAt === null && ruledSystems.includes(each.system))
}

/** `leadline source change NAME --rules FILE`. */
export async function changeRules(name: string, file: string): Promise<void> {
  if (await withExistingDatabase((db) => isRuled(db, name))) return changePlacesOf(name, { rules: file })
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) throw new Error(`${file} cannot be read.`)
  await withExistingDatabase((db) => keep(db, name, file, text))
  print(`${name} has other rules now.`)
  say(
    `What it told by the old ones is taken back and its history read anew, within moments where Leadline runs, else at its next start. Now, and with a progress bar: ${leadlineCommand('source', 'read', name)}`,
  )
}
