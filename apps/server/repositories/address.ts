import { GitError } from '#git/git-error'
import { type Credentials, parseRemoteAddress } from '#git/remote-address'
import type { ReadableRepository, StatedRepository } from '#graphql/outside'
import { parseRegistry } from '#sources/registry/settings'
import { understoodOf } from './rules.ts'
import { configSystem, registrySystem } from './systems.ts'

export interface MoreStated extends StatedRepository {
  /** The address may be a folder of this machine. */
  readonly allowFile?: boolean
  readonly paths?: boolean | undefined
  readonly contents?: boolean | undefined
  /** Rules of a configuration repository, as they are kept. */
  readonly understood?: Readonly<Record<string, unknown>>
}

/** As git allows them, without what selects other commits. */
const branchShape = /^(?![-/.])(?!.*(?:\.\.|\/\/|@\{))[^\s\p{Cc}~^:?*[\\]{1,200}$/u

/** What the host lets us in with, as it was sealed. */
export function credentialsIn(sealed: string): Credentials {
  return JSON.parse(sealed) as Credentials
}

function given(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entries).filter(([, value]) => value !== undefined && value !== null && value !== false),
  )
}

function nameIn(url: string): string {
  const path = url.replace(/\/+$/, '').split(/[/:]/)
  return (path.at(-1) ?? '').replace(/\.git$/, '')
}

function gitSettings(name: string, url: string, stated: MoreStated): Record<string, unknown> {
  const { tags, branch, releases, environment, paths, contents, allowFile } = stated
  const tells = releases === true || (tags ?? branch) != null
  const service = stated.service || nameIn(url) || name
  return given({
    url,
    allowFile,
    contents,
    paths,
    releases: tells ? given({ service, environment, tags, branch }) : null,
  })
}

function configSettings(
  url: string,
  { allowFile, branch, environment, understood }: MoreStated,
): Record<string, unknown> {
  return given({
    url,
    allowFile,
    branch,
    understood: given({ ...understood, environment: environment ?? understood?.['environment'] }),
  })
}

/** The settings of a registry that is to be asked. */
function readableRegistry({ url, token, ...more }: MoreStated): ReadableRepository | { readonly refused: string } {
  const parsed = parseRegistry(url)
  if ('refused' in parsed) return parsed
  const others = Object.values(given({ ...more, allowFile: null, understood: null })).length
  if (others > 0) return { refused: 'Of a registry only the address and a token are known.' }
  const { registry, credential } = parsed
  const user = credential?.split(':', 1)[0]
  const known = token && user && !token.includes(':') ? `${user}:${token}` : token
  return { settings: { url: registry.url }, credential: known || credential }
}

/** The settings of a repository or registry that is to be read, from what a user said of it; or why it cannot be. */
export function readableRepository(
  system: string,
  name: string,
  stated: MoreStated,
): ReadableRepository | { readonly refused: string } {
  if (system === registrySystem) return readableRegistry(stated)
  try {
    const { url, credentials } = parseRemoteAddress(stated.url, { allowFile: stated.allowFile ?? false })
    if (stated.branch && !branchShape.test(stated.branch))
      return { refused: `${JSON.stringify(stated.branch.slice(0, 100))} is no name of a branch.` }
    if (stated.rules && system !== configSystem) return { refused: 'Only configuration repositories have rules.' }
    const rules = stated.rules ? understoodOf(stated.rules, null) : { understood: stated.understood ?? {} }
    if ('refused' in rules) return rules
    const { understood } = rules
    const settings =
      system === configSystem ? configSettings(url, { ...stated, understood }) : gitSettings(name, url, stated)
    const known = stated.token ? { ...credentials, password: stated.token } : credentials
    return { settings, credential: known === null ? null : JSON.stringify(known) }
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    return { refused: error.message }
  }
}
