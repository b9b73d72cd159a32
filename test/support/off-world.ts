import { expect } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { apiTokenOf } from '#access/webhook-secret'
import { DAY, HOUR } from '#domain/instant'
import { lastRun, type ReadingRun, wishReading } from '#ingest/reading-run'
import { changeSettings, giveCredential, webhookSources } from '#storage/stores/webhook-sources'
import { type Api, startApi } from './graphql-api.ts'
import { until } from './leadline-process.ts'
import { webhookSource } from './webhook-source.ts'

/** The month of which the tests of being off tell. */
export const start = Date.UTC(2026, 2, 1)
export const end = start + 30 * DAY

/** What the secrets of sources are sealed with in `startApi`. */
const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })

/** Leadline with one source of a system, whose API is a server of the test, and two services that are deployed daily. */
export class OffWorld {
  readonly api: Api
  readonly #system: string
  readonly #secret: string
  readonly #clock: { now: number }

  private constructor(api: Api, system: string, secret: string, clock: { now: number }) {
    this.api = api
    this.#system = system
    this.#secret = secret
    this.#clock = clock
  }

  /** @param isEmpty no services are deployed but those that the system tells of, and it begins with the month */
  static async begin(system: string, isEmpty = false): Promise<OffWorld> {
    const clock = { now: isEmpty ? start : end }
    const api = await startApi(() => clock.now)
    const world = new OffWorld(api, system, await webhookSource(api, system, 'on-call'), clock)
    if (isEmpty) return world
    await api.tell(
      ...['shop', 'cart'].flatMap((service) =>
        Array.from({ length: 30 }, (_, day) => ({
          type: 'deployment',
          service,
          environment: 'production',
          version: `${service}-${day}`,
          liveAt: new Date(start + day * DAY + 9 * HOUR).toISOString(),
        })),
      ),
    )
    return world
  }

  get now(): number {
    return this.#clock.now
  }

  pass(span: number): void {
    this.#clock.now += span
  }

  /** Delivers bodies, twenty at a time, as a busy day brings them, and waits until all are in the answers. */
  async deliver(bodies: readonly object[]): Promise<void> {
    for (let at = 0; at < bodies.length; at += 20)
      await Promise.all(bodies.slice(at, at + 20).map((body) => this.send(body)))
    await this.api.drain()
  }

  /** Delivers one body, and does not wait for what is made of it. */
  async send(body: object): Promise<void> {
    const answer = await fetch(`${this.api.url}/webhooks/${this.#system}/on-call`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#secret}`, 'x-gitlab-token': this.#secret },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(202)
  }

  /** What a reading of the API is given that is not left to the server. */
  async reading(url: string, token: string) {
    const { db } = this.api
    const [source] = await webhookSources(db, { system: this.#system, name: 'on-call', now: this.now })
    if (source === undefined) throw new Error('There is no source.')
    const settings = { url, allowPrivate: true, allowHttp: true }
    const { signal } = new AbortController()
    return {
      options: { db, clock: () => this.now, onReceived: () => undefined },
      polled: { source, settings, token, signal, onBudget: () => undefined },
    }
  }

  /** Reads the API once, with this token if with any, and gives how it went. */
  async read(url: string, token: string | null): Promise<ReadingRun> {
    const { db } = this.api
    const [source] = await webhookSources(db, { system: this.#system, name: 'on-call', now: this.now })
    if (source === undefined) throw new Error('There is no source.')
    if (token !== null) await giveCredential(db, source.id, await box.seal(apiTokenOf('on-call'), token))
    await changeSettings(db, source.id, { api: { url, allowPrivate: true, allowHttp: true } })
    const before = (await lastRun(db, 'on-call'))?.startedAt ?? 0
    this.#clock.now = Math.max(this.now, before) + 1
    await wishReading(db, 'on-call', this.now)
    const run = await until('a reading to end', 30, async () => {
      const last = await lastRun(db, 'on-call')
      return last !== null && last.startedAt > before && last.endedAt !== null ? last : null
    })
    await this.api.drain()
    return run
  }

  /** All that is answered of incidents, and of what rests on them. */
  async answers(): Promise<unknown> {
    const incidents = (
      service: string,
    ): string => `${service}: incidents(filter: { service: "${service}", environment: "production" }, first: 100) { totalCount
      nodes { externalId title severity classification openedAt mitigatedAt resolvedAt restoredAt services { name } failures { basis restoredAt } } }`
    const metrics = (
      service: string,
    ): string => `${service}: service(name: "${service}") { metrics(environment: "production", window: { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }) {
      changeFailureRate { rate failed deployments byTimeAlone } timeToRestore { medianSeconds openCount impactSeconds allIncidentsCount } deploymentReworkRate { rate } } }`
    const all = (part: (service: string) => string): Promise<unknown> =>
      this.api.data(`{ ${part('shop')} ${part('cart')} }`)
    return { incidents: await all(incidents), metrics: await all(metrics) }
  }
}
