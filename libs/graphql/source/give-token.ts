import { SecretsClosed } from '#access/secret-box'
import { apiTokenOf } from '#access/webhook-secret'
import { giveCredential, type WebhookSource } from '#storage/stores/webhook-sources'
import type { Outside } from '../outside.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'

const shape = /^[\x21-\x7e]{1,2000}$/

/** Seals a token for a source of GitHub; gives what the caller can mend, or null. */
export async function giveToken(
  { secrets, writes }: Outside,
  { id, name, settings }: WebhookSource,
  token: string,
): Promise<UserErrorType | null> {
  if ('app' in settings) return userError('HAS_APP', `${name} is read with its App; it needs no token.`)
  if (!shape.test(token))
    return userError('INVALID', 'A token is one word of at most 2,000 letters, digits and signs.', 'token')
  try {
    await giveCredential(writes, id, await secrets.seal(apiTokenOf(name), token))
    return null
  } catch (error) {
    if (!(error instanceof SecretsClosed)) throw error
    return userError(error.code, error.message)
  }
}
