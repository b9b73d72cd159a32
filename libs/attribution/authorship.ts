import { writerAttribute, writerRuleAttribute, writtenByAttribute } from '#domain/commit-attributes'
import type { Person } from '#domain/delivery-event'
import type { CommitState, PullRequestState } from '#domain/entity-state'
import type { Authorship } from '#domain/stream-history'
import { coAuthorsIn, type Mark, markOf, type MarkRule, markRules, trailersIn, writtenBy } from '#domain/written-by'

/** What one's own agents write as: addresses, logins or names, with `*` for anything. */
export type OwnAgents = readonly string[]

const ownPatterns = new Map<string, RegExp>()
const mostPatterns = 1_000

function patternOf(text: string): RegExp {
  const known = ownPatterns.get(text)
  if (known !== undefined) return known
  const parts = text.toLowerCase().split(/\*+/)
  const pattern = new RegExp(
    `^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`,
  )
  if (ownPatterns.size >= mostPatterns) ownPatterns.clear()
  ownPatterns.set(text, pattern)
  return pattern
}

function isOwnAgent(person: Person | undefined, own: OwnAgents): boolean {
  if (person === undefined || own.length === 0) return false
  const names = [person.email, person.login, person.name].flatMap((name) =>
    name === undefined ? [] : [name.toLowerCase()],
  )
  return own.some((pattern) => names.some((name) => patternOf(pattern).test(name)))
}

const nobody: readonly Person[] = []

/** Everybody who is said to have written it beside its author. */
export function coAuthorsOf({ event }: CommitState, trailers = trailersIn(event.message ?? '')): readonly Person[] {
  const stated = event.coAuthors ?? nobody
  return trailers.length === 0 ? stated : [...stated, ...coAuthorsIn(trailers, event.author)]
}

function isRule(rule: unknown): rule is MarkRule {
  return markRules.some((known) => known === rule)
}

/** The mark that a source found, which may have seen more of the commit than an event holds: its committer. */
function statedMark({ event }: CommitState): Mark | null {
  const kind = event.attributes?.[writtenByAttribute]
  if (kind !== 'AGENT' && kind !== 'BOT') return null
  const { [writerAttribute]: name, [writerRuleAttribute]: rule } = event.attributes ?? {}
  return { kind, name: typeof name === 'string' ? name : '', rule: isRule(rule) ? rule : 'AUTHOR' }
}

/**
 * What wrote a commit beside or in place of a person, by the first mark that it has; null: a person, as far as anybody can see. A
 * mark of an agent that its source found stands; what else is known of the commit may tell of one more.
 */
export function markOfCommit(commit: CommitState, own: OwnAgents = []): Mark | null {
  const stated = statedMark(commit)
  if (stated?.kind === 'AGENT') return stated
  const { author, message = '' } = commit.event
  const trailers = trailersIn(message)
  const coAuthors = coAuthorsOf(commit, trailers)
  const found = writtenBy({ author, coAuthors, trailers, message })
  if (found?.kind === 'AGENT') return found
  if (isOwnAgent(author, own)) return { kind: 'AGENT', name: '', rule: 'OWN' }
  if (coAuthors.some((person) => isOwnAgent(person, own))) return { kind: 'AGENT', name: '', rule: 'OWN' }
  return stated ?? found
}

/** The same mark as a source writes it on a commit. */
export function markAttributes({ kind, name, rule }: Mark): Readonly<Record<string, string>> {
  return { [writtenByAttribute]: kind, [writerAttribute]: name, [writerRuleAttribute]: rule }
}

/** Who wrote a change, and by which mark that is known where a machine had a part in it. */
export interface Written {
  readonly authorship: Authorship
  readonly mark: Mark | null
}

/**
 * Who wrote a change: AGENT where an agent wrote a commit, or a part of one, or asked for its merge; BOT when every commit is a bot's;
 * UNKNOWN when no author is known. A lower bound of agents: many leave no mark.
 */
export function writtenOf(
  commits: readonly CommitState[],
  request: PullRequestState | null = null,
  own: OwnAgents = [],
): Written {
  const marks = commits.map((commit) => markOfCommit(commit, own))
  const agent = marks.find((mark) => mark?.kind === 'AGENT') ?? agentOf(request, own)
  if (agent !== null) return { authorship: 'AGENT', mark: agent }
  if (commits.every(({ event }) => event.author === undefined)) return { authorship: 'UNKNOWN', mark: null }
  const isOfBots = marks.every((mark) => mark?.kind === 'BOT')
  return isOfBots ? { authorship: 'BOT', mark: marks[0] ?? null } : { authorship: 'HUMAN', mark: null }
}

function agentOf(request: PullRequestState | null, own: OwnAgents): Mark | null {
  const author = request?.event.author
  if (author === undefined) return null
  const mark = markOf(author, 'REQUEST')
  if (mark?.kind === 'AGENT') return mark
  return isOwnAgent(author, own) ? { kind: 'AGENT', name: '', rule: 'OWN' } : null
}

function isBot(person: Person | undefined): boolean {
  if (person === undefined) return false
  return person.bot === true || [person.login, person.name].some((name) => name?.endsWith('[bot]') === true)
}

/** A configuration commit that only moves an image reference, or a machine's commit there whose content is unknown. */
export function isTransport(commit: CommitState, isConfigRepository: boolean): boolean {
  if (commit.event.transport !== undefined) return commit.event.transport
  return isConfigRepository && isBot(commit.event.author)
}
