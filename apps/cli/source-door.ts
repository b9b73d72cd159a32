import { readFile } from 'node:fs/promises'
import { apiTokenOf, makeWebhookSecret, oldSecretCounts, webhookSecretOf } from '#access/webhook-secret'
import { manifestOf } from '#dashboards/manifests'
import { githubToken } from '#config/github-token'
import { nameFault } from '#domain/given-name'
import { leadlineCommand } from '#domain/shell-command'
import { isStandardSecret } from '#sources/signatures'
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

/** Longest secret that a system makes. */
const longestSecret = 1_000

/** The secret that its system made, which we are told; null: we make one. */
async function givenSecret(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null
  const text = (await readFile(file, 'utf8').catch(() => null))?.trim()
  if (text === undefined) throw new Error(`${file} cannot be read.`)
  if (text.length < 8 || text.length > longestSecret || /[\s\p{Cc}]/u.test(text))
    throw new Error(`${file} must hold the secret alone: one word of 8 to ${longestSecret} characters.`)
  if (!isStandardSecret(text))
    throw new Error(
      `${file} holds no whole secret: behind whsec_ stand 32 characters or more of base64. Copy it again.`,
    )
  return text
}

/** What is printed of a new secret. */
interface TellOptions {
  /** A file that holds the secret, where its system made it. */
  readonly secretFile?: string
  readonly json?: boolean
  /** Where what is pasted is to send to; true: that is not said; undefined: nothing is to be pasted. */
  readonly snippet?: string | true
}

/** @throws where a system is told by no manifest, before anything is made */
function mayBePasted(system: string, { snippet }: TellOptions): void {
  if (snippet !== undefined && manifestOf(system) === undefined)
    throw new Error(
      `There is nothing to paste for ${system}; leave --snippet out. See libs/sources/${system}/README.md`,
    )
}

/** What is to be pasted, as the setup page shows it. */
function snippetOf(system: string, name: string, secret: string, { snippet }: TellOptions): string | undefined {
  if (snippet === undefined) return undefined
  const origin = snippet === true ? 'https://LEADLINE_HOST' : snippet
  return manifestOf(system)?.text({ url: `${origin}${addressOf(system, name)}`, secret })
}

/** Says what was made; what is to be pasted stands alone on standard output, so that it can be piped. */
function tell(system: string, name: string, secret: string | null, options: TellOptions, said: string): void {
  const url = addressOf(system, name)
  const snippet = secret === null ? undefined : snippetOf(system, name, secret, options)
  const ours = options.secretFile === undefined ? secret : null
  if (options.json === true)
    return printJson({ name, system, url, ...(ours !== null && { secret }), ...(snippet !== undefined && { snippet }) })
  const shown =
    options.secretFile === undefined ? (secret ?? `the one that ${system} makes`) : `as in ${options.secretFile}`
  const head = [`Payload URL   https://<where ${system} reaches Leadline>${url}`, `Secret        ${shown}`]
  if (snippet === undefined) {
    print(head.join('\n'))
    if (manifestOf(system) !== undefined)
      say(
        `What to paste, with a new secret in it: ${leadlineCommand('source', 'rotate', name, '--snippet', 'https://HOST')}`,
      )
    return say(said)
  }
  say(manifestOf(system)?.said ?? '')
  if (options.snippet === true) say('Put in place of LEADLINE_HOST where the cluster reaches Leadline.')
  print(snippet.trimEnd())
  say(said)
}

/** Whether a system takes no secret of ours. */
function makesOwn(system: string): boolean {
  return doors.some(({ id, webhook }) => id === system && webhook.ownSecret === 'ONLY')
}

/** What is to be done with the secret of a new source. */
function afterSecret(system: string, name: string, { secretFile }: TellOptions): string {
  if (secretFile !== undefined) return ''
  if (!makesOwn(system)) return 'The secret is shown this once. '
  return `Nothing is taken until its secret is given, which ${system} shows once it has the address: ${leadlineCommand('source', 'rotate', name, '--secret-file', 'FILE')}\n`
}

/** @throws where we would make the secret of a system that takes none of ours */
function mayBeMade({ name, system }: SourceRow, { secretFile }: TellOptions): void {
  if (secretFile === undefined && makesOwn(system))
    throw new Error(
      `${system} makes its secret itself and takes no other: ${leadlineCommand('source', 'rotate', name, '--secret-file', 'FILE')}`,
    )
}

/** `leadline source add`. */
export async function addSource(system: string, name: string, options: AddOptions): Promise<void> {
  const wrong = nameFault(name)
  if (wrong !== null) throw new Error(wrong)
  if (readSystems.includes(system)) {
    mayBePasted(system, options)
    return addRepository(system, name, options)
  }
  const door = doors.find(({ id }) => id === system)?.webhook
  if (door === undefined)
    throw new Error(
      `There is no door for ${system}; there are ${[...webhookSystems, ...readSystems].join(', ')}. Whatever else posts events: ${leadlineCommand('token', 'create', '--source', name)}`,
    )
  mayBePasted(system, options)
  const settings = await settingsFor(system, options)
  const text = (await givenSecret(options.secretFile)) ?? makeWebhookSecret()
  const secret = await secretBox().seal(webhookSecretOf(name), text)
  const token = options.tokenFile === undefined ? null : await githubToken(options.tokenFile)
  const credential = token === null ? null : await secretBox().seal(apiTokenOf(name), token)
  const added = await withDatabase((db) => addWebhookSource(db, { name, system, settings, secret, credential }))
  if (!added) throw new Error(`There is a source ${name} already. See: npx leadline source list`)
  const read = `The token reads what is chosen, with a webhook or without: ${leadlineCommand('source', 'repositories', name, '--choose', 'owner/name')}\n`
  const more = `${afterSecret(system, name, options)}${door.howTo} More: libs/sources/${system}/README.md`
  const isLater = options.secretFile === undefined && makesOwn(system)
  tell(system, name, isLater ? null : text, options, `${token === null ? '' : read}${more}`)
}

/** Why a source has no secret that could be replaced. */
function whyNoSecret({ name, system, disabledAt }: SourceRow): string {
  if (disabledAt !== null) return `The source ${name} is switched off; add it again, with a secret of its own.`
  if (readSystems.includes(system))
    return `${name} is a source of ${system}, which Leadline reads by itself: it has no secret. With another token it is added again with --token-file FILE, after ${leadlineCommand('source', 'remove', name)}`
  return `The source ${name} has no secret: it posts with tokens. Another one: ${leadlineCommand('token', 'create', '--source', name)}`
}

/** `leadline source rotate`. */
export async function rotateSource(name: string, options: TellOptions): Promise<void> {
  const text = (await givenSecret(options.secretFile)) ?? makeWebhookSecret()
  const { system } = await withExistingDatabase(async (db) => {
    const row = await rowOf(db, name)
    mayBePasted(row.system, options)
    mayBeMade(row, options)
    const secret = await secretBox().seal(webhookSecretOf(name), text)
    if (!(await replaceSecret(db, row.id, secret, Date.now() + oldSecretCounts))) throw new Error(whyNoSecret(row))
    return row
  })
  const once = options.secretFile === undefined ? 'The secret is shown this once. ' : ''
  tell(system, name, text, options, `${once}The one before it counts for 24 hours more.`)
}

/** `leadline source remove`. */
export async function removeSource(name: string, { json }: { readonly json?: boolean }): Promise<void> {
  const known = await withExistingDatabase((db) => switchOffSource(db, name))
  if (!known) throw new Error(`There is no source ${name}. See: npx leadline source list`)
  if (json === true) return printJson({ removed: name })
  print(`Nothing is taken from ${name} any more. What it said stays.`)
}
