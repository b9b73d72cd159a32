import { leadlineCommand } from '#domain/shell-command'
import type { Database } from '#storage/database'
import { sourceByName } from '#storage/stores/webhook-sources'
import { polledSystems } from '../server/polling/polled-systems.ts'
import { readSystems } from '../server/repositories/systems.ts'

/** How what was before is read of a source that is not of GitHub. */
function pastOf(system: string, name: string): string {
  if (readSystems.includes(system)) return `its past is read with the rest: ${leadlineCommand('source', 'read', name)}`
  if (polledSystems.some(({ id }) => id === system))
    return `its past is read by its API: ${leadlineCommand('source', 'api', name, '--token-file', 'FILE')} (more: ${leadlineCommand('source', 'api', '--help')})`
  return 'it tells what it delivers, and nothing is read of the time before.'
}

/** Why nothing of GitHub is read of this name: there is none, or it is of another system, whose past is read otherwise. */
export async function notOfGithub(db: Database, name: string): Promise<Error> {
  const other = await sourceByName(db, name)
  return new Error(
    other === null || other.system === 'github'
      ? `There is no source ${name} of github. Make it: ${leadlineCommand('source', 'add', 'github', name)}`
      : `${name} is a source of ${other.system}, not of github; ${pastOf(other.system, name)}`,
  )
}
