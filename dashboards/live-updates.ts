import { type Client, createClient, type Sink } from 'graphql-ws'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { Gathered } from './gathered.ts'
import liveQuery from './queries/live.graphql?raw'
import { currentToken } from './session.ts'
import type { UrlState } from './url-state.ts'

/** Whether the numbers follow new events. `off`: this page does not; `never`: no connection was ever made. */
export type LiveState = 'off' | 'connecting' | 'live' | 'lost' | 'never' | 'refused'

/** What a page wants to hear of. */
export interface LiveScope {
  readonly service: string | null
  readonly team: string | null
  readonly environment: string
}

interface LiveAnswer {
  readonly deploymentRecorded: { readonly service: { readonly team: { readonly name: string } | null } }
}

interface LiveError {
  readonly message: string
  readonly extensions?: { readonly code?: string }
}

/** What a page that shows numbers of now wants to hear of; null for the others. */
export function liveScope({ page, environment }: UrlState): LiveScope | null {
  if (page.name === 'overview') return { service: null, team: null, environment }
  if (page.name === 'service') return { service: page.service, team: null, environment }
  if (page.name === 'team') return { service: null, team: page.team, environment }
  return null
}

const longestPause = 30_000
/** How often the server is asked whether it is still there, and how long it has to answer. */
const pingEvery = 20_000
const pongWithin = 10_000
/** Longer than an idle connection is kept, so that it begins with a new one. */
const afterAnEnd = 5_000

/** From one to thirty seconds, each time longer; not all pages at the same moment after the server was started anew. */
function pauseBefore(retries: number): Promise<void> {
  const [chance = 0] = crypto.getRandomValues(new Uint16Array(1))
  const pause = Math.min(longestPause, 1000 * 2 ** Math.min(retries, 5)) * (0.75 + chance / 2 ** 17)
  return new Promise((resolve) => setTimeout(resolve, pause))
}

function address(): string {
  return new URL('/graphql', window.location.href).href.replace(/^http/, 'ws')
}

/** Whether the keyboard is within a dialog: nothing moves below what somebody is about to decide. */
function inDialog(): boolean {
  let active = document.activeElement
  while (active !== null) {
    if (active.closest('dialog') !== null) return true
    active = active.shadowRoot?.activeElement ?? null
  }
  return false
}

/** One subscription of the page that is shown; nobody is asked at intervals. */
export class LiveUpdates implements ReactiveController {
  state: LiveState = 'off'
  /** Why the server refused; empty where it did not. */
  refusal = ''
  readonly #host: ReactiveControllerHost
  readonly #gathered: Gathered
  #key = ''
  #scope: LiveScope | null = null
  #client: Client | null = null
  #end: () => void = () => undefined
  #wasLive = false
  /** Something was told while nobody could see it. */
  #missed = false

  constructor(host: ReactiveControllerHost, refresh: () => void) {
    this.#host = host
    this.#gathered = new Gathered(refresh, inDialog)
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#seen)
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#seen)
    this.follow(null)
  }

  /** Hears of this from now on; null: of nothing, and the connection is closed. */
  follow(scope: LiveScope | null): void {
    const key = JSON.stringify(scope)
    if (key === this.#key) return
    this.#key = key
    this.#scope = scope
    this.#end()
    this.#end = () => undefined
    this.#gathered.stop()
    this.refusal = ''
    if (scope === null) {
      this.#close()
      return
    }
    this.#client ??= this.#open()
    if (this.state === 'off' || this.state === 'refused') this.state = this.#wasLive ? 'live' : 'connecting'
    const { service, environment } = scope
    this.#end = this.#client.subscribe<LiveAnswer>(
      { query: liveQuery, variables: { service, environment } },
      this.#sink(scope),
    )
  }

  #sink({ team }: LiveScope): Sink<{ data?: LiveAnswer | null; errors?: readonly LiveError[] }> {
    const key = this.#key
    const ofThis = (act: () => void) => {
      if (key === this.#key) act()
    }
    return {
      next: ({ data, errors }) =>
        ofThis(() => {
          if (errors !== undefined) this.#refused(errors)
          else if (team === null || data?.deploymentRecorded.service.team?.name === team) this.#heard()
        }),
      error: (error) => ofThis(() => this.#refused(error)),
      complete: () => ofThis(() => this.#ended()),
    }
  }

  #open(): Client {
    const isCurrent = () => this.#client === client
    let silence: ReturnType<typeof setTimeout> | undefined
    const client = createClient({
      url: address,
      connectionParams: () => ({ authorization: `Bearer ${currentToken() ?? ''}` }),
      lazyCloseTimeout: 2_000,
      keepAlive: pingEvery,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: pauseBefore,
      on: {
        connected: () => isCurrent() && this.#connected(),
        closed: () => {
          clearTimeout(silence)
          if (isCurrent()) this.#lost()
        },
        ping: (received) => {
          if (!received) silence = setTimeout(() => client.terminate(), pongWithin)
        },
        pong: () => clearTimeout(silence),
      },
    })
    return client
  }

  #close(): void {
    const client = this.#client
    this.#client = null
    this.#wasLive = false
    this.#missed = false
    this.state = 'off'
    void client?.dispose()
  }

  #connected(): void {
    // What was told meanwhile was not heard.
    if (this.state === 'lost' || this.state === 'never') this.#heard()
    this.#wasLive = true
    this.#become('live')
  }

  #lost(): void {
    if (this.state !== 'refused') this.#become(this.#wasLive ? 'lost' : 'never')
  }

  #heard(): void {
    if (document.hidden) this.#missed = true
    else this.#gathered.call()
  }

  readonly #seen = (): void => {
    if (document.hidden || !this.#missed) return
    this.#missed = false
    this.#gathered.call()
  }

  #refused(error: unknown): void {
    const [first] = (Array.isArray(error) ? error : [error]) as (LiveError | undefined)[]
    this.refusal = first?.message || 'The server refused to tell of them.'
    // The page itself says that there is no such thing.
    const isUnknown = first?.extensions?.code?.startsWith('UNKNOWN_') ?? false
    this.#become(isUnknown ? 'off' : 'refused')
    // Of a connection and not of the question: where the token is not good any more, whoever asks is told.
    if (!Array.isArray(error)) this.#heard()
  }

  /** A server that stops ends what it serves; whether the token is still good, the next question tells. */
  #ended(): void {
    const scope = this.#scope
    this.#lost()
    this.#heard()
    setTimeout(() => {
      if (scope !== this.#scope) return
      this.#key = ''
      this.follow(scope)
    }, afterAnEnd)
  }

  #become(state: LiveState): void {
    if (state === this.state) return
    this.state = state
    this.#host.requestUpdate()
  }
}
