import * as z from 'zod'
import { dockerHub, hostName } from './image-place.ts'

/** What a source that asks a registry is set to. */
export const RegistrySettings = z.object({
  /** Such as `https://ghcr.io/acme`: what it is asked for, and which images are looked up there. */
  url: z.string(),
})

/** A registry, and which of its images are asked for. */
export interface Registry {
  /** As it is shown and compared. */
  readonly url: string
  /** Where it is asked: `https://registry.example.com:5000`. */
  readonly origin: string
  /** As images name it. */
  readonly host: string
  /** Only images below it; empty: all. */
  readonly path: string
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether an address is written as one of this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return loopback.has(hostname)
}

const pathShape = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/

interface Stated {
  readonly registry: Registry
  /** `user:token` that stood in the address; null where none did. */
  readonly credential: string | null
}

function credentialIn({ username, password }: URL): string | null {
  if (username === '') return null
  return `${decodeURIComponent(username)}${password === '' ? '' : `:${decodeURIComponent(password)}`}`
}

function parsed(written: string): Stated | { readonly refused: string } | null {
  const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    return { refused: 'A registry is asked over https; over http only on this machine itself.' }
  const path = url.pathname.replace(/^\/(?:v2(?:\/|$))?|\/+$/g, '')
  if (path !== '' && !pathShape.test(path)) return null
  const host = hostName(url.host)
  const origin = host === dockerHub ? 'https://registry-1.docker.io' : url.origin
  const shown = host === dockerHub ? `https://${dockerHub}` : origin
  const registry = { url: path === '' ? shown : `${shown}/${path}`, origin, host, path }
  return { registry, credential: credentialIn(url) }
}

/** Reads the address of a registry as a user wrote it: `ghcr.io`, `ghcr.io/acme`, `https://registry.example.com:5000`. */
export function parseRegistry(written: string): Stated | { readonly refused: string } {
  const refused = {
    refused: 'That is no address of a registry; write registry.example.com, or ghcr.io/acme for the images below it.',
  }
  const text = written.trim()
  if (text === '' || text.length > 500 || /[\s?#]/.test(text)) return refused
  try {
    return parsed(text) ?? refused
  } catch {
    return refused
  }
}

/** Whether an image is one that this registry is asked for. */
export function isOf(registry: Registry, place: { readonly host: string; readonly repository: string }): boolean {
  const { host, path } = registry
  return place.host === host && (path === '' || place.repository === path || place.repository.startsWith(`${path}/`))
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Regular expression, of Postgres too, of the images that may be of a registry: `isOf` decides. */
export function imagePattern({ host, path }: Registry): string {
  if (host !== dockerHub) return `^${literally(host)}/${literally(path)}`
  return '^((index\\.|registry-1\\.|hub\\.|registry\\.hub\\.)?docker\\.(io|com)/|(?![^/]*[.:][^/]*/|localhost/))'
}
