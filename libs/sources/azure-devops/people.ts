import type { Statement } from '../source.ts'
import type { Identity } from './code-payload.ts'

/** Accounts that pipelines and Azure DevOps itself act as, and what calls itself a bot. */
const bot =
  /\bBuild Service \(|^Project Collection (?:Build Service|Service Accounts)|^Microsoft\.VisualStudio\.Services|^Azure Pipelines|(?:^|[-_. [])bot\]?$|^(?:dependabot|renovate)\b/i

export function isBot(name: string | null | undefined): boolean {
  return typeof name === 'string' && bot.test(name)
}

/** A person of the event contract; undefined where nobody is named. */
export function personOf(identity: Identity | null | undefined): Statement | undefined {
  const { displayName, uniqueName } = identity ?? {}
  if (!displayName && !uniqueName) return undefined
  const isAddress = /^[^\s@\\]+@[^\s@\\]+$/.test(uniqueName ?? '')
  return {
    ...(displayName && { name: displayName }),
    ...(uniqueName && { [isAddress ? 'email' : 'login']: uniqueName }),
    ...(isBot(displayName) && { bot: true }),
  }
}

/** Who wrote a commit. */
export function writerOf(
  author: { readonly name?: string | null | undefined; readonly email?: string | null | undefined } | null | undefined,
): Statement | undefined {
  if (author === null || author === undefined) return undefined
  return { name: author.name, email: author.email, bot: isBot(author.name) ? true : undefined }
}
