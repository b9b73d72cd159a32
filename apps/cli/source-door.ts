import { apiTokenOf, makeWebhookSecret, oldSecretCounts, webhookSecretOf } from '#access/webhook-secret'
import { githubToken } from '#config/github-token'
import { isGivenName, nameRule } from '#domain/given-name'
import { leadlineCommand } from '#domain/shell-command'
import type { Database } from '#storage/database'
import { type SourceRow, sources } from '#storage/queries/sources'
import { addWebhookSource, replaceSecret, switchOffSource } from '#storage/stores/webhook-sources'
import { readSystems } from '../server/repositories/systems.ts'
import { doors, webhookSystems } from '../server/webhook-systems.ts'
import { secretBox } from './secret-box.ts'
import { addressOf } from './source-list.ts'
import { addRepository } from './source-repository.ts'
import { type AddOptions, settingsFor } from './source-settings.ts'
import { print, printJson, say } from './terminal.ts'
import { withDatabase, withExistingDatabase } from './with-database.ts'

/** The one of this name that is proven by a secret. */
async function rowOf(db: Database, name: string): Promise<SourceRow> {
  const row = (await db.query<SourceRow>(sources())).find((each) => each.name === name)
  if (row === undefined) throw new Error(`There is no source ${name}. See: npx leadline source list`)
  return row
}

function tell(system: string, name: string, secret: string, json: boolean | undefined, said: string): void {
  const url = addressOf(system, name)
  if (json === true) return printJson({ name, system, url, secret })
  print(`Payload URL   https://<where ${system} reaches Leadline>${url}`)
  print(`Secret        ${secret}`)
  say(said)
}

/** `leadline source add`. */
export async function addSource(system: string, name: string, options: AddOptions): Promise<void> {
  if (!isGivenName(name)) throw new Error(nameRule)
  if (readSystems.includes(system)) return addRepository(system, name, options)
  const door = doors.find(({ id }) => id === system)?.webhook
  if (door === undefined)
    throw new Error(
      `There is no door for ${system}; there are ${[...webhookSystems, ...readSystems].join(', ')}. Whatever else posts events: ${leadlineCommand('token', 'create', '--source', name)}`,
    )
  const settings = await settingsFor(system, options)
  const text = makeWebhookSecret()
  const secret = await secretBox().seal(webhookSecretOf(name), text)
  const token = options.tokenFile === undefined ? null : await githubToken(options.tokenFile)
  const credential = token === null ? null : await secretBox().seal(apiTokenOf(name), token)
  const added = await withDatabase((db) => addWebhookSource(db, { name, system, settings, secret, credential }))
  if (!added) throw new Error(`There is a source ${name} already. See: npx leadline source list`)
  const read = `The token reads what is chosen, with a webhook or without: ${leadlineCommand('source', 'repositories', name, '--choose', 'owner/name')}\n`
  const more = `The secret is shown this once. ${door.howTo} More: libs/sources/${system}/README.md`
  tell(system, name, text, options.json, `${token === null ? '' : read}${more}`)
}

/** `leadline source rotate`. */
export async function rotateSource(name: string, { json }: { readonly json?: boolean }): Promise<void> {
  const text = makeWebhookSecret()
  const { system } = await withExistingDatabase(async (db) => {
    const row = await rowOf(db, name)
    const secret = await secretBox().seal(webhookSecretOf(name), text)
    if (!(await replaceSecret(db, row.id, secret, Date.now() + oldSecretCounts)))
      throw new Error(`The source ${name} has no secret to replace: it posts with tokens, or it is switched off.`)
    return row
  })
  tell(system, name, text, json, 'The secret is shown this once. The one before it counts for 24 hours more.')
}

/** `leadline source remove`. */
export async function removeSource(name: string, { json }: { readonly json?: boolean }): Promise<void> {
  const known = await withExistingDatabase((db) => switchOffSource(db, name))
  if (!known) throw new Error(`There is no source ${name}. See: npx leadline source list`)
  if (json === true) return printJson({ removed: name })
  print(`Nothing is taken from ${name} any more. What it said stays.`)
}
