import type { Person } from '#domain/delivery-event'
import type { GitCommit, GitPerson } from './payload.ts'
import { fittingText } from './text.ts'
import { agents, bots, reviewers, type Writer } from './writers.ts'

/** What wrote a commit beside or in place of a person, and by which mark that is known. */
export interface Mark {
  readonly kind: 'AGENT' | 'BOT'
  readonly name: string
  readonly rule: 'AUTHOR' | 'COMMITTER' | 'CO_AUTHOR' | 'TRAILER' | 'TEXT'
}

/** Longest name and address of the contract. */
const longest = 320

const noreply = /^(?:(\d+)\+)?([^@]+)@users\.noreply\.github\.com$/
/** Tokens of GitLab projects and groups write under such names. */
const tokenOfGitlab = /^(?:project|group)_\d+_bot/

interface Account {
  readonly id: number | null
  readonly login: string | null
  readonly email: string
  readonly name: string
}

function accountOf({ name, email }: GitPerson): Account {
  const address = email.trim().toLowerCase()
  const [, id, login] = noreply.exec(address) ?? []
  return {
    id: id === undefined ? null : Number(id),
    login: login ?? null,
    email: address,
    name: name.trim().toLowerCase(),
  }
}

function bare(login: string): string {
  return login.replace(/\[bot\]$/, '')
}

/** A person's marks to the machine that leaves them. */
class Register {
  readonly #ids = new Map<number, Writer>()
  readonly #emails = new Map<string, Writer>()
  readonly #domains = new Map<string, Writer>()
  readonly #logins = new Map<string, Writer>()

  constructor(writers: readonly Writer[]) {
    for (const writer of writers) {
      for (const id of writer.ids ?? []) this.#ids.set(id, writer)
      for (const email of writer.emails ?? []) this.#emails.set(email, writer)
      for (const domain of writer.domains ?? []) this.#domains.set(domain, writer)
      for (const login of writer.logins ?? []) this.#logins.set(login, writer)
    }
  }

  /** Anybody may be called so: a name counts with `[bot]` alone. */
  find({ id, login, email, name }: Account): Writer | undefined {
    const known = (id === null ? undefined : this.#ids.get(id)) ?? this.#emails.get(email)
    if (known !== undefined) return known
    const byDomain = this.#domains.get(email.slice(email.lastIndexOf('@') + 1))
    if (byDomain !== undefined) return byDomain
    return this.#called(login) ?? this.#called(name)
  }

  #called(name: string | null): Writer | undefined {
    return name === null || !name.endsWith('[bot]') ? undefined : this.#logins.get(bare(name))
  }

  /** Whether a machine has this very name. */
  names(login: string | null): boolean {
    return login !== null && this.#logins.has(login)
  }
}

const knownAgents = new Register(agents)
const knownBots = new Register(bots)

function isReviewer({ login, name }: Account): boolean {
  return reviewers.some((reviewer) => name.startsWith(reviewer) || login?.startsWith(reviewer) === true)
}

function isBot({ login, name, email }: Account): boolean {
  if (name.endsWith('[bot]') || login?.endsWith('[bot]') === true || tokenOfGitlab.test(email)) return true
  return knownBots.names(name) || knownBots.names(login)
}

/** The machine behind a name and address; null for a person. */
export function markOf(person: GitPerson, rule: Mark['rule']): Mark | null {
  const account = accountOf(person)
  if (isReviewer(account)) return { kind: 'BOT', name: person.name, rule }
  const agent = knownAgents.find(account)
  if (agent !== undefined) return { kind: 'AGENT', name: agent.name, rule }
  if (account.name.endsWith(' (aider)')) return { kind: 'AGENT', name: 'Aider', rule }
  const bot = knownBots.find(account)
  if (bot !== undefined) return { kind: 'BOT', name: bot.name, rule }
  return isBot(account) ? { kind: 'BOT', name: bare(person.name), rule } : null
}

const coAuthor = /^(.*?)\s*<([^<>]*)>$/
// The robot's face by its two numbers: one such letter in the bundle doubles what its text takes in memory.
const generated = /^(?:\ud83e\udd16 )?Generated (?:with|by) \[?(Claude Code|Codex|Cursor|Devin|Jules)\b/m

/** Those named in `Co-authored-by`, each once. */
export function coAuthorsOf(commit: GitCommit): GitPerson[] {
  const found = new Map<string, GitPerson>()
  for (const { key, value } of commit.trailers) {
    if (key.toLowerCase() !== 'co-authored-by') continue
    const [, name = value, email = ''] = coAuthor.exec(value.slice(0, 1_000).trim()) ?? []
    const known = `${name}<${email}>`.toLowerCase()
    if (email.toLowerCase() !== commit.author.email.toLowerCase() && !found.has(known))
      found.set(known, { name, email })
  }
  return [...found.values()]
}

/** What wrote or helped to write a commit; an agent counts before a bot, its own name before its marks. Null for people. */
export function writtenBy(commit: GitCommit): Mark | null {
  const author = markOf(commit.author, 'AUTHOR')
  if (author !== null) return author
  const marks = [
    markOf(commit.committer, 'COMMITTER'),
    ...coAuthorsOf(commit).map((person) => markOf(person, 'CO_AUTHOR')),
  ].filter((mark) => mark?.kind === 'AGENT')
  const [first] = marks
  if (first !== undefined && first !== null) return first
  const assisted = commit.trailers.find(({ key }) => /^(?:assisted|generated)-by$/i.test(key))
  if (assisted !== undefined) return { kind: 'AGENT', name: assisted.value.slice(0, 200), rule: 'TRAILER' }
  if (commit.trailers.some(({ key, value }) => key === 'Replit-Commit-Author' && value === 'Agent'))
    return { kind: 'AGENT', name: 'Replit Agent', rule: 'TRAILER' }
  const text = generated.exec(commit.message)?.[1]
  return text === undefined ? null : { kind: 'AGENT', name: text, rule: 'TEXT' }
}

/** A person in the fields of the contract; a machine that only carries versions around is said to be one. */
export function personOf(person: GitPerson): Person {
  const { login } = accountOf(person)
  const bot = markOf(person, 'AUTHOR')?.kind === 'BOT'
  return {
    name: fittingText(person.name, longest),
    email: fittingText(person.email, longest),
    ...(login === null ? {} : { login: fittingText(login, longest) }),
    ...(bot ? { bot } : {}),
  }
}
