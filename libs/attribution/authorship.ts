import type { Person } from '#domain/delivery-event'
import type { CommitState } from '#domain/entity-state'
import type { Authorship } from '#domain/stream-history'

function isBot(person: Person | undefined): boolean {
  if (person === undefined) return false
  return person.bot === true || [person.login, person.name].some((name) => name?.endsWith('[bot]') === true)
}

/** Who wrote a change: BOT when every commit is a machine's, UNKNOWN when no author is known. */
export function authorshipOf(commits: readonly CommitState[]): Authorship {
  const authors = commits.map((commit) => commit.event.author).filter((author) => author !== undefined)
  if (authors.length === 0) return 'UNKNOWN'
  return authors.every(isBot) && authors.length === commits.length ? 'BOT' : 'HUMAN'
}

/** A configuration commit that only moves an image reference, or a machine's commit there whose content is unknown. */
export function isTransport(commit: CommitState, isConfigRepository: boolean): boolean {
  if (commit.event.transport !== undefined) return commit.event.transport
  return isConfigRepository && isBot(commit.event.author)
}
