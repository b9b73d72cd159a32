import { leadlineCommand } from '#domain/shell-command'
import type { Database } from '#storage/database'
import { type NamedSource, sourceByName } from '#storage/stores/webhook-sources'

/**
 * The source of this name, which must be of one of these systems.
 *
 * @param why what only they do, as the end of a sentence: `can be read by an API`
 * @throws what is wrong with the name, and what to do
 */
export async function sourceNamed(
  db: Database,
  name: string,
  { systems, why }: { readonly systems: readonly string[]; readonly why: string },
): Promise<NamedSource> {
  const source = await sourceByName(db, name)
  if (source === null) throw new Error(`There is no source ${name}. See: ${leadlineCommand('source', 'list')}`)
  if (!systems.includes(source.system))
    throw new Error(`${name} is a source of ${source.system}; only those of ${systems.join(', ')} ${why}.`)
  if (source.secret === null) throw new Error(`The source ${name} delivers nothing; add it again.`)
  return source
}
