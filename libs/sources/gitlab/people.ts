import type { Statement } from '../source.ts'
import type { Account } from './payload.ts'

/** Accounts of access tokens, of services and of GitLab Duo, and what calls itself a bot. */
const bot =
  /^(?:(?:project|group)_\d+_bot(?:_|$)|service_account_|gitlabduo$)|(?:^|[-_.])bot$|^(?:dependabot|renovate)$/i

export function isBot(username: string | null | undefined): boolean {
  return typeof username === 'string' && bot.test(username)
}

/** A person of the event contract; undefined where nobody is named. */
export function personOf(account: Account | null | undefined): Statement | undefined {
  const login = account?.username
  if (login === null || login === undefined || login === '') return undefined
  return isBot(login) ? { login, bot: true } : { login }
}

/** Who wrote a commit. GitLab says `[REDACTED]` for an address that is not public. */
export function writerOf(
  author: { readonly name?: string | null | undefined; readonly email?: string | null | undefined } | null | undefined,
): Statement | undefined {
  if (author === null || author === undefined) return undefined
  const { name, email } = author
  const isToken = /^(?:project|group)_\d+_bot(?:_\w+)?@noreply\./i.test(email ?? '')
  return { name, email: email === '[REDACTED]' ? undefined : email, bot: isToken ? true : undefined }
}
