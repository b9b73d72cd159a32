import { GraphQLError } from 'graphql'

/** Why a question was refused; `extensions.code` of the error. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'BAD_WINDOW'
  | 'BAD_DEFINITION'
  | 'BAD_CURSOR'
  | 'BAD_ID'
  | 'BAD_PAGE_SIZE'
  | 'UNKNOWN_SERVICE'
  | 'UNKNOWN_TEAM'
  | 'UNKNOWN_ENVIRONMENT'
  | 'UNKNOWN_VERSION'
  | 'AMBIGUOUS_ENVIRONMENT'
  | 'AMBIGUOUS_VERSION'
  | 'NOT_CONFIGURED'
  | 'EMBED_UNKNOWN'
  | 'EMBED_EXPIRED'
  | 'EMBED_REVOKED'
  | 'EMBED_ORIGIN'
  | 'EMBED_DOCUMENT'
  | 'EMBED_BUSY'
  | 'EMBED_SLOWED'
  | 'TOO_DEEP'
  | 'TOO_COSTLY'
  | 'TOO_LARGE'
  | 'TIMEOUT'
  | 'INTERNAL'

/** An error that the asker may read: it says what is wrong, where, and what to do. Everything else is masked. */
export class Refusal extends GraphQLError {
  constructor(
    code: RefusalCode,
    message: string,
    more: { readonly field?: string; readonly [key: string]: unknown } = {},
  ) {
    super(message, { extensions: { code, ...more } })
  }
}

/** Text of an asker, made safe and short enough to be repeated to them. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

/** Names to choose from, in words. */
export function listed(names: readonly string[], limit = 12): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, limit).join(', ')
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown
}
