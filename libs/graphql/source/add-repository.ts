import { whyNotRead } from '#access/one-sender'
import { scopesFor } from '#access/scope'
import { SecretsClosed } from '#access/secret-box'
import { repositoryTokenOf } from '#access/webhook-secret'
import { addRepositorySource, readerOf } from '#storage/stores/repository-sources'
import { tokensOfSource } from '#storage/stores/tokens'
import type { Outside, StatedRepository } from '../outside.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'

/** Longest text that is taken of anything that is said of a repository. */
const longest = 2_000

/** Makes a source of a repository that is read by itself; gives what the caller can mend, or null. */
export async function addRepository(
  outside: Outside,
  system: string,
  name: string,
  stated: StatedRepository | null,
): Promise<UserErrorType | null> {
  const { repositories, secrets, writes } = outside
  if (stated === null)
    return userError('REQUIRED', `Say where the repository is: repository: {url: "https://…"}`, 'repository')
  const { rules: _rules, ...words } = stated
  if (Object.values(words).some((value) => typeof value === 'string' && value.length > longest))
    return userError('TOO_LONG', `Nothing of it may have more than ${longest} characters.`, 'repository')
  const taken = repositories.take(system, name, stated)
  if ('refused' in taken) return userError('INVALID', taken.refused, 'url')
  const { settings } = taken
  const reader = await readerOf(writes, system, String(settings['url']))
  if (reader !== null && reader !== name)
    return userError('ADDRESS_TAKEN', `${reader} reads from this address already.`, 'url')
  const sending = await tokensOfSource(writes, { source: name, scopes: scopesFor('ingest'), now: outside.clock() })
  const notRead = whyNotRead(name, sending)
  if (notRead !== null) return userError('NAME_TAKEN', notRead, 'name')
  try {
    const credential = taken.credential === null ? null : await secrets.seal(repositoryTokenOf(name), taken.credential)
    if (!(await addRepositorySource(writes, { name, system, settings, credential })))
      return userError('NAME_TAKEN', 'A source of this name is there already.', 'name')
  } catch (error) {
    if (!(error instanceof SecretsClosed)) throw error
    return userError(error.code, error.message)
  }
  repositories.read()
  return null
}
