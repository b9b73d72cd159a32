import { GitError } from './git-error.ts'
import { redact } from './redact.ts'

/** What a host asks for: a token is a password; the user's name may be any where the host does not care. */
export interface Credentials {
  readonly username?: string | undefined
  readonly password: string
}

/** Where a repository is fetched from. */
export interface RemoteAddress {
  /** Free of credentials. */
  readonly url: string
  readonly protocol: 'https' | 'http' | 'ssh' | 'file'
  /** `https://git.example:8443`, to which alone credentials go; null where none are sent. */
  readonly origin: string | null
  /** Those that stood in the address. */
  readonly credentials: Credentials | null
}

const allowed = 'https://host/owner/name, ssh://git@host/owner/name or git@host:owner/name'
const scp = /^(?:[\w.+-]+@)?[a-z0-9][\w.-]+:(?![/\\]{2})[^\s:-][^\s]*$/i
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

function refuse(sent: string, why: string): GitError {
  // A password may hold what no address has, and would end one.
  const shown = JSON.stringify(redact(sent.slice(0, 200).replace(/:\/\/.*@/s, '://'), []))
  return new GitError('REFUSED_URL', `${shown} cannot be fetched: ${why}; write ${allowed}`)
}

function credentialsOf(sent: string, { username, password }: URL): Credentials | null {
  if (username === '' && password === '') return null
  try {
    // A token often stands where the user's name belongs.
    if (password === '') return { password: decodeURIComponent(username) }
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    throw refuse(sent.replace(/\/\/[^@]*@/, '//…@'), 'a % in its user or token is no code of a sign; write it as %25')
  }
}

/** Schemes with one slash too few, or none: what follows them may be a secret. */
const slipped = /^(?:https?|ssh|git|ftps?|file|data|javascript):/i

function parse(sent: string): URL | null {
  try {
    return new URL(sent)
  } catch {
    return null
  }
}

function webAddress(sent: string, url: URL): RemoteAddress {
  if (url.protocol === 'http:' && !loopback.has(url.hostname)) throw refuse(sent, 'http shows the token to everybody')
  // A setting of git is named by it.
  if (!/^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/i.test(url.hostname)) throw refuse(sent, 'it names no host')
  const credentials = credentialsOf(sent, url)
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  return { url: url.href, protocol: url.protocol === 'http:' ? 'http' : 'https', origin: url.origin, credentials }
}

/**
 * Reads the address of a repository as a user wrote it. Only https, ssh and (where `allowFile` is) file are taken, and
 * http on this machine itself: other schemes start programs (`ext::`) or prove nothing (`git://`).
 *
 * @throws GitError REFUSED_URL
 */
export function parseRemoteAddress(sent: string, { allowFile = false } = {}): RemoteAddress {
  const text = sent.trim()
  if (text === '' || text.length > 2_000 || /[\s\p{Cc}]/u.test(text)) throw refuse(sent, 'it is no address')
  if (text.startsWith('-') || /^[\w+.-]*::/.test(text)) throw refuse(text, 'it could start a program')
  if (!text.includes('://')) {
    if (slipped.test(text) || text.slice(text.indexOf(':')).includes('@'))
      throw refuse(
        text.replace(/^([^:]*:).*$/, '$1…'),
        'a scheme is followed by two slashes, and a secret belongs beside the address',
      )
    if (!scp.test(text)) throw refuse(text, 'it has no scheme that is known')
    return { url: text, protocol: 'ssh', origin: null, credentials: null }
  }
  const url = parse(text)
  if (url === null) throw refuse(text, 'it is no address')
  switch (url.protocol) {
    case 'https:':
    case 'http:':
      return webAddress(text, url)
    case 'ssh:':
      if (!/^[a-z0-9[]/i.test(url.hostname)) throw refuse(text, 'it names no host')
      url.password = ''
      return { url: url.href, protocol: 'ssh', origin: null, credentials: null }
    case 'file:':
      if (!allowFile) throw refuse(text, 'folders of this machine are not fetched from')
      if (url.hostname !== '') throw refuse(text, 'it names a host')
      return { url: url.href, protocol: 'file', origin: null, credentials: null }
    default:
      throw refuse(text, 'its scheme is not taken')
  }
}
