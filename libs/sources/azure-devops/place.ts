import { normaliseRepository } from '#domain/repository-name'
import type { Repository } from './code-payload.ts'
import type { Head } from './payload.ts'
import type { Build, RunState } from './pipeline-payload.ts'

/** Where code is: its address, and what it is called there. */
export interface CodePlace {
  /** `https://HOST/ORGANISATION/PROJECT/_git/NAME`, or the address of another host of code. */
  readonly url: string
  /** `PROJECT/NAME`, or `OWNER/NAME` of another host. */
  readonly path: string
  readonly name: string
}

const placeholder = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Of an address as git takes it; null where it is none. */
export function placeAt(address: string | null | undefined): CodePlace | null {
  if (typeof address !== 'string' || !/^https?:\/\/\S+$/i.test(address)) return null
  const name = normaliseRepository(address)
  const parts = name.split('/')
  if (parts.length < 3) return null
  const path = parts.slice(1).filter((part) => part !== '_git')
  const scheme = /^http:/i.test(address) ? 'http' : 'https'
  return { url: `${scheme}://${name}`, path: path.slice(-2).map(decoded).join('/'), name: decoded(parts.at(-1) ?? '') }
}

/** Of what the API calls a repository it tells no address; what stands before `_apis` is that of the organisation, and maybe the project's id. */
export function composedAddress(
  api: string | null | undefined,
  project: string | null | undefined,
  name: string | null | undefined,
): string | null {
  const before = /^(https?:\/\/[^\s?#]+?)\/_apis(?:\/|$)/i.exec(api ?? '')?.[1]
  if (before === undefined || !project || !name) return null
  const parts = before.split('/')
  const isOfProject = placeholder.test(parts.at(-1) ?? '')
  return addressBelow(isOfProject ? parts.slice(0, -1).join('/') : before, project, name)
}

function addressBelow(organisation: string, project: string, name: string): string {
  return `${organisation.replace(/\/+$/, '')}/${encodeURIComponent(project)}/_git/${encodeURIComponent(name)}`
}

export function placeOfRepository({ remoteUrl, webUrl, url, project, name }: Repository): CodePlace | null {
  return placeAt(remoteUrl) ?? placeAt(webUrl) ?? placeAt(composedAddress(url, project?.name, name))
}

function onGithub(fullName: string | null | undefined): CodePlace | null {
  return typeof fullName === 'string' && /^[^/\s]+\/[^/\s]+$/.test(fullName)
    ? placeAt(`https://github.com/${fullName}`)
    : null
}

/** Pipelines build code of other hosts, too. */
export function placeOfBuild({ repository, project, url }: Build): CodePlace | null {
  if (repository == null) return null
  if (/^github$/i.test(repository.type ?? '')) return placeAt(repository.url) ?? onGithub(repository.id)
  return placeAt(repository.url) ?? placeAt(composedAddress(url, project?.name, repository.name))
}

/** The repository that the pipeline itself is of, and its commit. */
export function codeOfRun({ run, repositories }: RunState): {
  readonly place: CodePlace | null
  readonly sha: string | null
  readonly ref: string | null
} {
  const self = run.resources?.repositories?.self
  const all = repositories ?? []
  const listed = all.find(({ alias }) => alias === 'self') ?? (all.length === 1 ? all[0] : undefined)
  const isGithub = /^github$/i.test(self?.repository?.type ?? '')
  return {
    place: placeAt(listed?.url) ?? (isGithub ? onGithub(self?.repository?.fullName) : null),
    sha: self?.version ?? listed?.change?.version ?? null,
    ref: self?.refName ?? null,
  }
}

/** What a classic release names by project and repository alone, below the organisation that the event names. */
export function placeBelow(
  { resourceContainers }: Head,
  project: string | null | undefined,
  name: string | null | undefined,
): CodePlace | null {
  const base = resourceContainers?.collection?.baseUrl
  return base && project && name ? placeAt(addressBelow(base, project, name)) : null
}

/** A link that a browser opens; undefined where it is none. */
export function linkOf(url: string | null | undefined): string | undefined {
  return typeof url === 'string' && /^https?:\/\/\S+$/i.test(url) ? url : undefined
}

/** A branch's own name; undefined of what is none. */
export function branchOf(ref: string | null | undefined): string | undefined {
  return ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined
}
