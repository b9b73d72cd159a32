/** What a registry asks for with a 401. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'bearer'
      /** Where tokens are given. */
      readonly realm: URL
      readonly service: string | null
    }

function url(text: string | undefined): URL | null {
  try {
    return new URL(text ?? '')
  } catch {
    return null
  }
}

/** Reads `WWW-Authenticate`; null where it asks for nothing that is known. */
export function readChallenge(header: string | undefined): Challenge | null {
  const text = (header ?? '').slice(0, 4_096)
  if (/^basic\b/i.test(text)) return { scheme: 'basic' }
  if (!/^bearer\b/i.test(text)) return null
  const said = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(/([a-z]+)="([^"]*)"/gi)) said.set(name.toLowerCase(), value)
  const realm = url(said.get('realm'))
  return realm === null ? null : { scheme: 'bearer', realm, service: said.get('service') ?? null }
}

/**
 * Whether a credential of a registry may go to where it says that tokens are given: to itself, and to its own domain, such as
 * `auth.docker.io` of `registry-1.docker.io` or `gitlab.example.com` of `registry.gitlab.example.com`.
 */
export function isOfSameDomain(registry: URL, realm: URL): boolean {
  if (registry.hostname === realm.hostname) return true
  const parent = registry.hostname.replace(/^[^.]+\./, '')
  if (!/[a-z]/i.test(parent.replace(/^.*\./, '')) || !parent.includes('.')) return false
  return realm.hostname === parent || realm.hostname.endsWith(`.${parent}`)
}
