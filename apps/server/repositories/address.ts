import { GitError } from '#git/git-error'
import { parseRemoteAddress } from '#git/remote-address'
import type { RepositoryAddress } from '#graphql/outside'

/** Reads the address of a repository as a user wrote it. */
export function repositoryAddress(written: string, allowFile = false): RepositoryAddress {
  try {
    const { url, credentials } = parseRemoteAddress(written, { allowFile })
    return { url, token: credentials?.password ?? null }
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    return { refused: error.message }
  }
}
