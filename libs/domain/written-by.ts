import { agents, bots, reviewers, type Writer } from './writers.ts'
import type { Person } from './delivery-event.ts'

/**
 * By what it is known that no person alone wrote a commit: its author, its committer, a co-author, a trailer such as `Assisted-by`, a
 * line of its text, the author of its request, or an address of one's own that the rules name.
 */
export const markRules = ['AUTHOR', 'COMMITTER', 'CO_AUTHOR', 'TRAILER', 'TEXT', 'REQUEST', 'OWN'] as const
export type MarkRule = (typeof markRules)[number]

/** What wrote a commit beside or in place of a person, and by which mark that is known. */
export interface Mark {
  readonly kind: 'AGENT' | 'BOT'
  readonly name: string
  readonly rule: MarkRule
}

export interface Trailer {
  readonly key: string
  readonly value: string
}

/** What a commit says of who wrote it. */
export interface Signed {
  readonly author?: Person | undefined
  readonly committer?: Person | undefined
  readonly coAuthors: readonly Person[]
  readonly trailers: readonly Trailer[]
  readonly message: string
}

const noreply = /^(?:(\d+)\+)?([^@]+)@users\.noreply\.github\.com$/
/** Tokens of GitLab projects and groups write under such names. */
const tokenOfGitlab = /^(?:project|group)_\d+_bot/

interface Account {
  readonly id: number | null
  readonly login: string | null
  readonly email: string
  readonly name: string
}

function accountOf({ name = '', email = '', login }: Person): Account {
  const address = email.trim().toLowerCase()
  const [, id, known = login?.toLowerCase() ?? null] = noreply.exec(address) ?? []
  return { id: id === undefined ? null : Number(id), login: known, email: address, name: name.trim().toLowerCase() }
}

/** The login that an address of GitHub tells; null in another one. */
export function loginIn(email: string): string | null {
  return noreply.exec(email.trim().toLowerCase())?.[2] ?? null
}

function bare(login: string): string {
  return login.replace(/\[bot\]$/, '')
}

/** The marks of machines to the machine that leaves them. */
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

  /** Anybody may be called so: a name counts with `[bot]` alone, or where its sender says that it is a machine. */
  find({ id, login, email, name }: Account, isMachine: boolean): Writer | undefined {
    const known = (id === null ? undefined : this.#ids.get(id)) ?? this.#emails.get(email)
    if (known !== undefined) return known
    const byDomain = this.#domains.get(email.slice(email.lastIndexOf('@') + 1))
    if (byDomain !== undefined) return byDomain
    return this.#called(login, isMachine) ?? this.#called(name, isMachine)
  }

  #called(name: string | null, isMachine: boolean): Writer | undefined {
    return name !== null && (isMachine || name.endsWith('[bot]')) ? this.#logins.get(bare(name)) : undefined
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

/** The machine behind a name, address and login; null for a person. */
export function markOf(person: Person, rule: MarkRule): Mark | null {
  const account = accountOf(person)
  const isMachine = person.bot === true
  const called = (person.name ?? person.login ?? '').trim()
  if (isReviewer(account)) return { kind: 'BOT', name: called, rule }
  const agent = knownAgents.find(account, isMachine)
  if (agent !== undefined) return { kind: 'AGENT', name: agent.name, rule }
  if (account.name.endsWith(' (aider)')) return { kind: 'AGENT', name: 'Aider', rule }
  const bot = knownBots.find(account, isMachine)
  if (bot !== undefined) return { kind: 'BOT', name: bot.name, rule }
  return isMachine || isBot(account) ? { kind: 'BOT', name: bare(called), rule } : null
}

const signature = /^(.*?)\s*<([^<>]*)>$/
// The robot's face by its two numbers: one such letter in the bundle doubles what its text takes in memory.
const maySayGenerated = /Generated (?:with|by) /
const generated = /^(?:\ud83e\udd16 )?Generated (?:with|by) \[?(Claude Code|Codex|Cursor|Devin|Jules)\b/m

/** Those named in `Co-authored-by`, each once, and never the author. */
export function coAuthorsIn(
  trailers: readonly Trailer[],
  author: Person | undefined,
): { name: string; email: string }[] {
  const found = new Map<string, { name: string; email: string }>()
  const own = author?.email?.toLowerCase()
  for (const { key, value } of trailers) {
    if (key.toLowerCase() !== 'co-authored-by') continue
    const [, name = value, email = ''] = signature.exec(value.slice(0, 1_000).trim()) ?? []
    const known = `${name}<${email}>`.toLowerCase()
    if (email.toLowerCase() !== own && !found.has(known)) found.set(known, { name, email })
  }
  return [...found.values()]
}

/** A person who assists is named with an address that is no machine's. */
function assistantIn({ value }: Trailer): string | null {
  const [, name, email] = signature.exec(value.slice(0, 1_000).trim()) ?? []
  if (name === undefined || email === undefined) return value.slice(0, 200)
  const mark = markOf({ name, email }, 'TRAILER')
  return mark?.kind === 'AGENT' ? mark.name : null
}

/** What wrote or helped to write a commit; an agent counts before a bot, its own name before its marks. Null for people. */
export function writtenBy({ author, committer, coAuthors, trailers, message }: Signed): Mark | null {
  const own = author === undefined ? null : markOf(author, 'AUTHOR')
  if (own?.kind === 'AGENT') return own
  const beside = [
    committer === undefined ? null : markOf(committer, 'COMMITTER'),
    ...coAuthors.map((person) => markOf(person, 'CO_AUTHOR')),
  ].find((mark) => mark?.kind === 'AGENT')
  if (beside != null) return beside
  if (own !== null) return own
  const assistant = trailers
    .filter(({ key }) => /^(?:assisted|generated)-by$/i.test(key))
    .map(assistantIn)
    .find((name) => name !== null)
  if (assistant !== undefined) return { kind: 'AGENT', name: assistant ?? '', rule: 'TRAILER' }
  if (trailers.some(({ key, value }) => key === 'Replit-Commit-Author' && value === 'Agent'))
    return { kind: 'AGENT', name: 'Replit Agent', rule: 'TRAILER' }
  const text = maySayGenerated.test(message) ? generated.exec(message)?.[1] : undefined
  return text === undefined ? null : { kind: 'AGENT', name: text, rule: 'TEXT' }
}

/** Most messages have none of it. */
const mayBeSigned = /(?:authored|assisted|generated)-by:|Replit-Commit-Author:/i
const trailer = /^(Co-authored-by|Assisted-by|Generated-by|Replit-Commit-Author):[ \t]*(\S.*)$/gim

/** The trailers of a message that tell who wrote it, wherever a line begins so: hosts put them between paragraphs. */
export function trailersIn(message: string): Trailer[] {
  if (!mayBeSigned.test(message)) return []
  return [...message.matchAll(trailer)].slice(0, 100).map(([, key = '', value = '']) => ({ key, value: value.trim() }))
}
