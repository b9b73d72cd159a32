import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repositoryTokenOf } from '#access/webhook-secret'
import { type ConfigRules, readRules } from '#sources/config-repository/settings'
import type { Database } from '#storage/database'
import { addRepositorySource } from '#storage/stores/repository-sources'
import { repositoryAddress } from '../server/repositories/address.ts'
import { configSystem } from '../server/repositories/round.ts'
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

interface Address {
  readonly url: string
  readonly allowFile: boolean
  readonly token: string | null
}

/** An address, or a folder of this machine. */
async function addressOf(written: string | undefined): Promise<Address> {
  if (written === undefined)
    throw new Error('Say where it is: --url https://host/owner/name, or the folder of a clone.')
  const isFolder = await stat(written).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const allowFile = isFolder || written.startsWith('file:')
  const read = repositoryAddress(isFolder ? pathToFileURL(resolve(written)).href : written, allowFile)
  if ('refused' in read) throw new Error(read.refused)
  return { ...read, allowFile }
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
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error })
  }
}

function given(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== null))
}

function gitSettings(name: string, { url, allowFile }: Address, options: RepositoryOptions): Record<string, unknown> {
  const { tags, branch, releases = false, environment, paths, withFiles } = options
  const tells = releases || tags !== undefined || branch !== undefined
  const last = url
    .replace(/\/+$/, '')
    .split(/[/:]/)
    .at(-1)
    ?.replace(/\.git$/, '')
  const service = options.service ?? (last === undefined || last === '' ? name : last)
  return given({
    url,
    allowFile: allowFile ? true : undefined,
    contents: withFiles,
    paths,
    releases: tells ? given({ service, environment, tags, branch }) : undefined,
  })
}

async function configSettings(
  { url, allowFile }: Address,
  options: RepositoryOptions,
): Promise<Record<string, unknown>> {
  const understood = await rulesIn(options.rules)
  const environment = options.environment ?? understood.environment
  return given({
    url,
    allowFile: allowFile ? true : undefined,
    branch: options.branch,
    understood: given({ ...understood, environment }),
  })
}

async function keep(db: Database, system: string, name: string, options: RepositoryOptions): Promise<string> {
  const address = await addressOf(options.url)
  const settings =
    system === configSystem ? await configSettings(address, options) : gitSettings(name, address, options)
  const token = (await tokenOf(options.tokenFile)) ?? address.token
  const credential = token === null ? null : await secretBox().seal(repositoryTokenOf(name), token)
  if (!(await addRepositorySource(db, { name, system, settings, credential })))
    throw new Error(`There is a source ${name} already. See: leadline source list`)
  return address.url
}

/** `leadline source add git|config-repository NAME`. */
export async function addRepository(system: string, name: string, options: RepositoryOptions): Promise<void> {
  const url = await withDatabase((db) => keep(db, system, name, options))
  if (options.json === true) return printJson({ name, system, url })
  print(`${name} is read from ${url}.`)
  say(
    `A running Leadline begins within seconds, and looks again every five minutes. Now, and with a progress bar: leadline source read ${name}`,
  )
}
