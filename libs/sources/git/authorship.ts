import type { Person } from '#domain/delivery-event'
import { coAuthorsIn, loginIn, type Mark, markOf, writtenBy as signedBy } from '#domain/written-by'
import type { GitCommit, GitPerson } from './payload.ts'
import { fittingText } from './text.ts'

/** Longest name and address of the contract. */
const longest = 320

/** Those named in `Co-authored-by`, each once. */
export function coAuthorsOf({ trailers, author }: GitCommit): GitPerson[] {
  return coAuthorsIn(trailers, author)
}

/** What wrote or helped to write a commit; null for people. */
export function writtenBy(commit: GitCommit): Mark | null {
  return signedBy({ ...commit, coAuthors: coAuthorsOf(commit) })
}

/** A person in the fields of the contract; a machine that only carries versions around is said to be one. */
export function personOf(person: GitPerson): Person {
  const login = loginIn(person.email)
  const bot = markOf(person, 'AUTHOR')?.kind === 'BOT'
  return {
    name: fittingText(person.name, longest),
    email: fittingText(person.email, longest),
    ...(login === null ? {} : { login: fittingText(login, longest) }),
    ...(bot ? { bot } : {}),
  }
}
