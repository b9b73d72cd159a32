import { HOUR, type Instant, MINUTE, SECOND } from '#domain/instant'
import { isOfSameDomain, readChallenge } from '#sources/registry/challenge'
import { isLoopback, type Registry } from '#sources/registry/settings'
import { type Answered, askOnce } from './bounded-request.ts'
import { Reach } from './network.ts'

/** Why a question has no answer, in words that say what to do. */
export interface Trouble {
  readonly trouble: string
  /** Nothing else can be asked either until then; null where it is of this image alone. */
  readonly until: Instant | null
  /** There was no connection to it. */
  readonly isUnreached?: boolean
}

export interface RegistryClientOptions {
  readonly registry: Registry
  /** `user:token`, or a token alone; null: anonymous. */
  readonly credential: string | null
  readonly clock: () => number
  readonly signal: AbortSignal
  /** Takes one request from what may be sent; false where there is none left. */
  readonly spend: () => boolean
  /** Longest that one answer may take, in milliseconds. */
  readonly patience?: number
}

const usualPatience = 20 * SECOND
const mostRedirects = 3
const largestToken = 65_536
/** How long nothing is asked after a refusal that names no time, and after one that does at most. */
const usualPause = 5 * MINUTE
const longestPause = HOUR

interface Question {
  readonly accept?: string
  readonly largest: number
}

const outOfRequests: Trouble = { trouble: 'more requests than are sent for one image', until: null }

/** Asks one registry for what lies in it. */
export class RegistryClient {
  readonly #options: RegistryClientOptions
  readonly #origin: URL
  readonly #reach: Reach
  /** `Authorization` that a repository was let in with. */
  readonly #passes = new Map<string, string>()

  constructor(options: RegistryClientOptions) {
    this.#options = options
    this.#origin = new URL(options.registry.origin)
    this.#reach = new Reach(this.#origin.hostname)
  }

  /** What lies at `/v2/<repository>/<rest>`; null where nothing does. */
  async get(repository: string, rest: string, question: Question): Promise<Answered | Trouble | null> {
    const url = new URL(`/v2/${repository}/${rest}`, this.#origin)
    const first = await this.#follow(url, question, this.#passes.get(repository))
    if ('trouble' in first) return first
    if (first.status !== 401) return this.#told(first, repository)
    const pass = await this.#passFor(repository, first)
    if (typeof pass !== 'string') return pass
    this.#passes.set(repository, pass)
    const second = await this.#follow(url, question, pass)
    return 'trouble' in second ? second : this.#told(second, repository)
  }

  #told(answer: Answered, repository: string): Answered | Trouble | null {
    const { status } = answer
    if (status === 200) return answer
    if (status === 404) return null
    if (status === 401 || status === 403) return this.#notLetIn(repository)
    return this.#pause(answer)
  }

  #notLetIn(repository: string): Trouble {
    const mend =
      this.#options.credential === null
        ? `if it is there, give this source a token that may pull it`
        : `if it is there, its token may not pull it`
    return { trouble: `${this.#origin.host} does not let us read ${repository}: ${mend}`, until: null }
  }

  /** It asks for a pause, or cannot answer. */
  #pause({ status, headers }: Answered): Trouble {
    const now = this.#options.clock()
    const after = headers['retry-after'] ?? ''
    const asked = /^\d+$/.test(after) ? Number(after) * SECOND : Date.parse(after) - now
    const span = Number.isFinite(asked) ? Math.min(Math.max(asked, SECOND), longestPause) : usualPause
    if (status === 429) return { trouble: `${this.#origin.host} asks for a pause (429)`, until: now + span }
    return { trouble: `${this.#origin.host} answers with status ${status}`, until: status < 500 ? null : now + span }
  }

  #away(host: string, why: string): Trouble {
    return { trouble: `${host}: ${why}`, until: this.#options.clock() + usualPause, isUnreached: true }
  }

  /** Asks, and goes where it is sent; only the registry itself is shown what lets us in. */
  async #follow(from: URL, { accept, largest }: Question, pass: string | undefined): Promise<Answered | Trouble> {
    let url = from
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const own = url.origin === this.#origin.origin
      const headers = {
        ...(accept === undefined ? {} : { accept }),
        ...(own && pass !== undefined ? { authorization: pass } : {}),
      }
      const answer = await this.#ask(url, headers, largest)
      if ('trouble' in answer || ![301, 302, 303, 307, 308].includes(answer.status)) return answer
      const next = this.#target(url, answer.headers['location'])
      if (next === null) return { trouble: `${url.host} sends to an address that is not asked`, until: null }
      url = next
    }
    return { trouble: `${this.#origin.host} sends from one address to the next`, until: null }
  }

  /** Where an answer or a challenge sends; null where that is no address that may be asked. */
  #target(from: URL, location: string | undefined): URL | null {
    let url: URL
    try {
      url = new URL(location ?? '', from)
    } catch {
      return null
    }
    const isHere = this.#origin.protocol === 'http:' && isLoopback(url)
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
    if (location === undefined || !isSafe || url.username !== '' || url.password !== '') return null
    return url
  }

  async #ask(url: URL, headers: Readonly<Record<string, string>>, largest: number): Promise<Answered | Trouble> {
    const { spend, patience = usualPatience, signal } = this.#options
    if (!spend()) return outOfRequests
    const answer = await askOnce(url, { headers, largest, reach: this.#reach, patience, signal })
    if (!('unanswered' in answer)) return answer
    // What is too large or too slow is so again; the rest of the registry may be well.
    return url.host === this.#origin.host && !/bytes|seconds/.test(answer.unanswered)
      ? this.#away(url.host, answer.unanswered)
      : { trouble: `${url.host}: ${answer.unanswered}`, until: null }
  }

  /** What to show the registry for a repository, as it asked for it. */
  async #passFor(repository: string, refused: Answered): Promise<string | Trouble> {
    const { credential } = this.#options
    const challenge = readChallenge(refused.headers['www-authenticate'])
    if (challenge === null) return this.#notLetIn(repository)
    if (challenge.scheme === 'basic') return credential === null ? this.#notLetIn(repository) : basic(credential)
    const realm = this.#target(this.#origin, challenge.realm.href)
    if (realm === null)
      return { trouble: `${this.#origin.host} says that tokens are given at an address that is not asked`, until: null }
    if (credential !== null && !isOfSameDomain(this.#origin, realm)) {
      const trouble = `${this.#origin.host} says that tokens are given at ${realm.host}, which is not of its domain: the token was not sent there`
      return { trouble, until: null }
    }
    if (challenge.service !== null) realm.searchParams.set('service', challenge.service)
    realm.searchParams.set('scope', `repository:${repository}:pull`)
    return this.#tokenAt(realm, repository)
  }

  async #tokenAt(realm: URL, repository: string): Promise<string | Trouble> {
    const { credential } = this.#options
    const headers: Record<string, string> = credential === null ? {} : { authorization: basic(credential) }
    const answer = await this.#ask(realm, headers, largestToken)
    if ('trouble' in answer) return answer
    if (answer.status === 401 || answer.status === 403) {
      if (credential === null) return this.#notLetIn(repository)
      const trouble = `${realm.host} does not take the token of this source: it may have ended, or its user is another`
      return { trouble, until: this.#options.clock() + usualPause }
    }
    if (answer.status !== 200) return this.#pause(answer)
    const token = tokenIn(answer.body)
    return token === null ? this.#notLetIn(repository) : `Bearer ${token}`
  }
}

/** A token alone goes with any name. */
function basic(credential: string): string {
  const pair = credential.includes(':') ? credential : `token:${credential}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

function tokenIn(body: Buffer): string | null {
  try {
    const said = JSON.parse(body.toString('utf8')) as {
      readonly token?: unknown
      readonly access_token?: unknown
    } | null
    const token = said?.token ?? said?.access_token
    return typeof token === 'string' && /^[\x21-\x7e]{1,16384}$/.test(token) ? token : null
  } catch {
    return null
  }
}
