import { createSign } from 'node:crypto'
import * as z from 'zod'
import { HOUR, type Instant, MINUTE, SECOND } from '#domain/instant'
import { HistoryStopped } from './history-pages.ts'
import { type Answer, askRest, nextPage, readRest } from './rest.ts'

/** A token of an installation counts for an hour; it is not used in its last minutes. */
const tokenCounts = HOUR - 10 * MINUTE
/** Pages of 100 that are read of one list. */
const mostPages = 100

const Conversion = z.object({
  id: z.number(),
  slug: z.string(),
  html_url: z.url({ protocol: /^https?$/ }),
  webhook_secret: z.string().min(1),
  pem: z.string().min(1),
})
/** An App that was just registered. */
export type RegisteredApp = z.infer<typeof Conversion>

const Installation = z.object({ id: z.number(), suspended_at: z.string().nullish() })
const Token = z.object({ token: z.string() })
const Repositories = z.object({
  repositories: z.array(z.object({ full_name: z.string(), archived: z.boolean().nullish() })),
})

const Attempt = z.object({ id: z.number(), guid: z.string(), delivered_at: z.string(), status: z.string() })
/** One try of GitHub to deliver something; tries of the same thing share the `guid`. */
export type DeliveryAttempt = z.infer<typeof Attempt>

export interface AppOptions {
  readonly api: string
  readonly appId: number
  /** PEM; never shown, never logged. */
  readonly key: string
  readonly clock: () => Instant
  /** Ends what is asked. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Exchanges the code that GitHub sends back from its manifest flow for the App; it works once, within an hour.
 *
 * @throws HistoryStopped
 */
export async function registerApp(api: string, code: string): Promise<RegisteredApp> {
  const url = `${api}/app-manifests/${encodeURIComponent(code)}/conversions`
  return readRest(Conversion, await askRest(url, { method: 'POST' }))
}

/** Where repositories are installed, by their names in lower case. */
type Homes = Map<string, { readonly name: string; readonly installation: number }>

/** An App of one's own at GitHub. */
export class GithubApp {
  readonly #options: AppOptions
  readonly #tokens = new Map<number, { readonly token: string; readonly until: Instant }>()
  #homes: Homes | null = null

  constructor(options: AppOptions) {
    this.#options = options
  }

  /** `owner/name` of every repository that it was installed for and that is not archived. */
  async repositories(): Promise<string[]> {
    this.#homes ??= await this.#findHomes()
    return [...this.#homes.values()].map(({ name }) => name)
  }

  /** The installation whose limits count for a repository; null where the App is not installed for it. */
  async installationOf(repository: string): Promise<number | null> {
    this.#homes ??= await this.#findHomes()
    return this.#homes.get(repository.toLowerCase())?.installation ?? null
  }

  /**
   * A token that may read this repository.
   *
   * @throws HistoryStopped where the App is not installed for it
   */
  async tokenFor(repository: string): Promise<string> {
    this.#homes ??= await this.#findHomes()
    const home = this.#homes.get(repository.toLowerCase())
    if (home !== undefined) return this.#token(home.installation)
    throw new HistoryStopped('NOT_FOUND', `The App is not installed for ${repository}, or it is archived.`)
  }

  /** Tries to deliver, newest first, as far back as GitHub keeps them (three days; a week on an Enterprise Server). */
  async *attempts(): AsyncGenerator<readonly DeliveryAttempt[]> {
    yield* this.#pages('/app/hook/deliveries?per_page=100', z.array(Attempt), () => this.#jwt())
  }

  /** Lets GitHub try again. */
  async redeliver(id: number): Promise<void> {
    const url = `${this.#options.api}/app/hook/deliveries/${id}/attempts`
    await this.#ask(url, this.#jwt(), 'POST')
  }

  async #findHomes(): Promise<Homes> {
    const homes: Homes = new Map()
    for await (const page of this.#pages('/app/installations?per_page=100', z.array(Installation), () => this.#jwt())) {
      for (const { id, suspended_at: suspended } of page) {
        if (typeof suspended === 'string') continue
        const authorization = `bearer ${await this.#token(id)}`
        const lists = this.#pages('/installation/repositories?per_page=100', Repositories, () => authorization)
        for await (const { repositories } of lists)
          for (const { full_name: name, archived } of repositories)
            if (archived !== true) homes.set(name.toLowerCase(), { name, installation: id })
      }
    }
    return homes
  }

  async *#pages<T extends z.ZodType>(path: string, schema: T, authorization: () => string): AsyncGenerator<z.infer<T>> {
    let url: string | null = `${this.#options.api}${path}`
    for (let page = 0; url !== null && page < mostPages; page++) {
      const answer: Answer = await this.#ask(url, authorization())
      yield readRest(schema, answer)
      url = nextPage(answer, url)
    }
  }

  async #token(installation: number): Promise<string> {
    const { api, clock } = this.#options
    const known = this.#tokens.get(installation)
    if (known !== undefined && known.until > clock()) return known.token
    const url = `${api}/app/installations/${installation}/access_tokens`
    const { token } = readRest(Token, await this.#ask(url, this.#jwt(), 'POST'))
    this.#tokens.set(installation, { token, until: clock() + tokenCounts })
    return token
  }

  #ask(url: string, authorization: string, method: 'GET' | 'POST' = 'GET'): Promise<Answer> {
    const { clock, signal } = this.#options
    return askRest(url, { method, authorization, clock, signal })
  }

  /** Proves the App for some minutes; begins a minute ago, because clocks differ. */
  #jwt(): string {
    const { appId, key, clock } = this.#options
    const now = Math.floor(clock() / SECOND)
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 60, exp: now + 540, iss: String(appId) })}`
    try {
      return `bearer ${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`
    } catch {
      throw new HistoryStopped('UNAUTHORIZED', 'The key of the App cannot be read; register it again.')
    }
  }
}

/** The latest try of everything that never arrived. */
export function neverArrived(attempts: readonly DeliveryAttempt[]): DeliveryAttempt[] {
  const arrived = new Set(attempts.filter(({ status }) => status === 'OK').map(({ guid }) => guid))
  const latest = new Map<string, DeliveryAttempt>()
  for (const attempt of attempts) {
    const known = latest.get(attempt.guid)
    if (known === undefined || Date.parse(attempt.delivered_at) > Date.parse(known.delivered_at))
      latest.set(attempt.guid, attempt)
  }
  return [...latest.values()].filter(({ guid }) => !arrived.has(guid))
}
