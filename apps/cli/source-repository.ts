import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { whyNotRead } from '#access/one-sender'
import { scopesFor } from '#access/scope'
import { repositoryTokenOf } from '#access/webhook-secret'
import { leadlineCommand } from '#domain/shell-command'
import { readRules } from '#sources/config-repository/read-rules'
import type { ConfigRules } from '#sources/config-repository/settings'
import type { Database } from '#storage/database'
import { addRepositorySource, readerOf } from '#storage/stores/repository-sources'
import { tokensOfSource } from '#storage/stores/tokens'
import { readableRepository } from '../server/repositories/address.ts'
import { gitSystem, registrySystem } from '../server/repositories/systems.ts'
import { secretBox } from './secret-box.ts'
import { print, printJson, say } from './terminal.ts'
import { withDatabase } from './with-database.ts'

/** Options of `leadline source add` for repositories that the server reads. */
export interface RepositoryOptions {
  readonly url?: string
  readonly tokenFile?: string
  readonly branch?: string
  readonly tags?: string
  readonly releases?: boolean
  readonly service?: string
  readonly environment?: string
  readonly paths?: boolean
  readonly withFiles?: boolean
  readonly rules?: string
  readonly json?: boolean
}

/** An address, or a folder of this machine. */
async function placeOf(written: string | undefined): Promise<{ readonly url: string; readonly allowFile: boolean }> {
  if (written === undefined)
    throw new Error('Say where it is: --url https://host/owner/name, or the folder of a clone.')
  const isFolder = await stat(written).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder) return { url: pathToFileURL(resolve(written)).href, allowFile: true }
  if (/^[/.~]/.test(written) || !written.includes(':')) throw new Error(`There is no folder ${written}.`)
  return { url: written, allowFile: written.startsWith('file:') }
}

function registryOf(url: string | undefined): { readonly url: string } {
  if (url !== undefined) return { url }
  throw new Error('Say which registry: --url registry.example.com, or --url ghcr.io/acme for the images below it.')
}

async function tokenOf(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null
  const text = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (text === '') throw new Error(`There is no token in ${file}; it holds the token and nothing else.`)
  return text
}

/**
 * The rules in a file of YAML; none where there is no file.
 *
 * @throws what is wrong in the file, and where
 */
export async function rulesIn(file: string | undefined): Promise<ConfigRules> {
  if (file === undefined) return readRules('')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) throw new Error(`${file} cannot be read.`)
  try {
    return readRules(text)
  } catch (error) {
    throw new Error((error as Error).message.replaceAll(/^/gm, `${file}: `), { cause: error })
  }
}

async function keep(db: Database, system: string, name: string, options: RepositoryOptions): Promise<string> {
  const { branch, environment, releases, tags, service, paths, withFiles: contents } = options
  const token = await tokenOf(options.tokenFile)
  const understood = { ...(await rulesIn(options.rules)) }
  const stated = { branch, environment, releases, tags, service, paths, contents, token, understood }
  const place = system === registrySystem ? registryOf(options.url) : await placeOf(options.url)
  const taken = readableRepository(system, name, { ...stated, ...place })
  if ('refused' in taken) throw new Error(taken.refused)
  const { settings } = taken
  const reader = await readerOf(db, system, String(settings['url']))
  if (reader !== null && reader !== name) throw new Error(`${reader} reads from this address already.`)
  const sending = await tokensOfSource(db, { source: name, scopes: scopesFor('ingest'), now: Date.now() })
  const notRead = whyNotRead(name, sending)
  if (notRead !== null) throw new Error(notRead)
  const credential =
    taken.credential === null ? null : await secretBox().seal(repositoryTokenOf(name), taken.credential)
  if (!(await addRepositorySource(db, { name, system, settings, credential })))
    throw new Error(`There is a source ${name} already. See: npx leadline source list`)
  return String(settings['url'])
}

/** What a repository tells of which no option says where its deployments are seen; null where one does, or its rules do. */
function onlyCommits(system: string, name: string, { releases, tags, branch, url }: RepositoryOptions): string | null {
  if (system !== gitSystem || releases === true || (tags ?? branch) !== undefined) return null
  const again = leadlineCommand('source', 'add', 'git', name, '--url', url ?? 'URL', '--releases')
  return `It tells commits and no deployments. Where nothing else tells those, remove it (${leadlineCommand('source', 'remove', name)}) and take its tags that look like versions for deployments: ${again} (or --tags PATTERN, or --branch NAME)`
}

/** `leadline source add git|config-repository|registry NAME`. */
export async function addRepository(system: string, name: string, options: RepositoryOptions): Promise<void> {
  const url = await withDatabase((db) => keep(db, system, name, options))
  if (options.json === true) return printJson({ name, system, url })
  if (system === registrySystem) {
    print(`${name} asks ${url} for deployed images of which no commit is known, and for nothing else.`)
    return say(
      `A running Leadline begins within seconds. What it found, and what it could not: ${leadlineCommand('source', 'read', name)}`,
    )
  }
  print(`${name} is read from ${url}.`)
  const lack = onlyCommits(system, name, options)
  if (lack !== null) say(lack)
  say(
    `A running Leadline begins within seconds, and looks again every five minutes. Now, and with a progress bar: ${leadlineCommand('source', 'read', name)}`,
  )
}
