import type { GitCall } from './git.ts'
import { GitError } from './git-error.ts'
import type { Credentials, RemoteAddress } from './remote-address.ts'

/** Git asks this for the credentials; it reads them where only our own processes do. */
const helper =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$LEADLINE_GIT_USERNAME" "$LEADLINE_GIT_PASSWORD"; true; }; f'

/** Ends a connection on which nothing at all comes in for this long; a host that prepares a large answer says so every few seconds. */
const patience = ['http.lowSpeedLimit=1', 'http.lowSpeedTime=120']

/** An account to which keys are not known is an error, not a question. */
const ssh = 'ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=30 -oServerAliveCountMax=4'

/** Options of git that come before the command, and what else a run that reaches the host needs. */
export interface RemoteAccess extends Pick<GitCall, 'environment' | 'protocols' | 'secrets' | 'subject'> {
  readonly options: readonly string[]
}

/**
 * How git reaches a host: credentials go through the environment of the processes that fetch, never through arguments or
 * addresses, and only to the host that they are for.
 *
 * @throws GitError REFUSED_URL for credentials that no header can hold.
 */
export function remoteAccess(address: RemoteAddress, given: Credentials | null): RemoteAccess {
  const credentials = given ?? address.credentials
  const settings = [...patience, 'credential.interactive=never']
  const environment: Record<string, string> = {}
  if (address.protocol === 'ssh') settings.push(`core.sshCommand=${ssh}`)
  if (credentials !== null && address.origin !== null) {
    const { username = 'x-access-token', password } = credentials
    if (/[\n\r\0]/.test(`${username}${password}`))
      throw new GitError('REFUSED_URL', `The credentials of ${address.url} hold a line end; enter them anew`)
    settings.push('credential.helper=', `credential.${address.origin}.helper=${helper}`)
    environment['LEADLINE_GIT_USERNAME'] = username
    environment['LEADLINE_GIT_PASSWORD'] = password
  }
  return {
    options: settings.flatMap((setting) => ['-c', setting]),
    environment,
    protocols: [address.protocol],
    secrets: credentials === null ? [] : [credentials.password],
    subject: address.url,
  }
}
