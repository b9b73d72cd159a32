import type { DeliveryEvent } from '#domain/delivery-event'
import { parseEvent } from '#sources/events/parse-event'
import { GithubHistory } from '#sources/github/history'
import { type PartName, PartState } from '#sources/github/history-state'
import { readSettings } from '#sources/github/settings'
import { empty } from './github-story.ts'
import { type GithubServer, githubServer } from './github-server.ts'

export interface ReadingOptions {
  readonly api?: string
  readonly details?: boolean
  readonly signal?: AbortSignal
  readonly token?: string | (() => Promise<string>)
  /** Environment that releases deploy to. */
  readonly releasesDeployTo?: string
}

export interface Read {
  readonly events: readonly DeliveryEvent[]
  readonly state: PartState
  readonly pages: number
}

/** GitHub's API, and a reader of it whose clock moves only while it waits. */
export class GithubReading {
  readonly server: GithubServer
  now = 0
  slept: number[] = []
  waited: number[] = []

  private constructor(server: GithubServer) {
    this.server = server
  }

  static async open(): Promise<GithubReading> {
    const reading = new GithubReading(await githubServer(empty))
    reading.reset()
    return reading
  }

  /** An empty world without faults, on 2026-03-25. */
  reset(): void {
    this.server.world = empty
    this.server.fault = () => null
    this.server.token = 'ghp_planted-canary-of-the-test'
    this.server.asked.length = 0
    this.now = Date.parse('2026-03-25T12:00:00Z')
    this.slept = []
    this.waited = []
  }

  history({
    api = this.server.url,
    details = true,
    signal,
    token = this.server.token,
    releasesDeployTo,
  }: ReadingOptions = {}): GithubHistory {
    return new GithubHistory({
      settings: readSettings({ api, releasesDeployTo }),
      token: typeof token === 'string' ? async () => token : token,
      details,
      clock: () => this.now,
      sleep: async (span) => {
        this.slept.push(span)
        this.now += span
      },
      signal: signal ?? new AbortController().signal,
      onWait: (until) => this.waited.push(until),
    })
  }

  /** Reads a part to its end; every statement must be an event. */
  async read(part: PartName, from: PartState = PartState.parse({}), options: ReadingOptions = {}): Promise<Read> {
    const events: DeliveryEvent[] = []
    let state = from
    let pages = 0
    for await (const page of this.history(options).read('acme/shop', part, from)) {
      for (const statement of page.statements) {
        const sender = { source: 'acme', allowAnySource: false, mayImport: false, now: this.now }
        const parsed = parseEvent(statement, sender)
        if (!parsed.ok) throw new Error(`${parsed.field}: ${parsed.message}`)
        events.push(parsed.event)
      }
      // What is kept between two runs is JSON.
      state = PartState.parse(JSON.parse(JSON.stringify(page.state)))
      pages += 1
    }
    return { events, state, pages }
  }
}
