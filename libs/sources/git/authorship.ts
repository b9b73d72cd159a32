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

function isWriter(writer: Writer, { id, login, email, name }: Account): boolean {
  if (id !== null && writer.ids?.includes(id) === true) return true
  if (writer.emails?.includes(email) === true) return true
  if (writer.domains?.some((domain) => email.endsWith(`@${domain}`)) === true) return true
  // Anybody may be called so; only machines are called so with [bot], or have the login at GitHub.
  const logins = [login, name].filter((text) => text !== null && text.endsWith('[bot]')).map((text) => bare(text ?? ''))
  return writer.logins?.some((own) => logins.includes(own)) === true
}

function isBot(account: Account): boolean {
  const { login, name, email } = account
  if ([login, name].some((text) => text?.endsWith('[bot]') === true)) return true
  if (tokenOfGitlab.test(email)) return true
  const names = new Set(bots.flatMap(({ logins = [] }) => logins))
  return names.has(name) || (login !== null && names.has(login))
}

/** The machine behind a name and address; null for a person. */
export function markOf(person: GitPerson, rule: Mark['rule']): Mark | null {
  const account = accountOf(person)
  if (reviewers.some((name) => bare(account.name).startsWith(name) || account.login?.startsWith(name) === true))
    return { kind: 'BOT', name: person.name, rule }
  const agent = agents.find((writer) => isWriter(writer, account))
  if (agent !== undefined) return { kind: 'AGENT', name: agent.name, rule }
  if (account.name.endsWith(' (aider)')) return { kind: 'AGENT', name: 'Aider', rule }
  const bot = bots.find((writer) => isWriter(writer, account))
  if (bot !== undefined) return { kind: 'BOT', name: bot.name, rule }
  return isBot(account) ? { kind: 'BOT', name: bare(person.name), rule } : null
}

const coAuthor = /^(.*?)\s*<([^<>]*)>$/
const generated = /^(?:🤖 )?Generated (?:with|by) \[?(Claude Code|Codex|Cursor|Devin|Jules)\b/m

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
