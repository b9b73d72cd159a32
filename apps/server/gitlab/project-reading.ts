import { createHash } from 'node:crypto'
import { DAY, type Instant, MINUTE } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import type { ReadProject } from '#sources/gitlab/reading/project'
import { readSettings } from '#sources/gitlab/settings'
import { gitlab } from '#sources/gitlab/source'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { WebhookSource } from '#storage/stores/webhook-sources'
import type { PollingOptions } from '../polling/polling.ts'
import type { GitlabApi } from './api.ts'

/** How far back the first reading goes. */
const longestPast = 90 * DAY
/** What was committed late may stand before what was read. */
const overlap = 10 * MINUTE
/** Bodies that are kept at once. */
const together = 100

export interface ProjectReadingOptions {
  readonly options: PollingOptions
  readonly source: WebhookSource
  readonly api: GitlabApi
  readonly signal: AbortSignal
  readonly project: ReadProject
  /** When the reading began. */
  readonly now: Instant
}

/** Reads parts of one project, each from where it was left, and keeps what it finds as if it had been delivered. */
export class ProjectReading {
  readonly api: GitlabApi
  readonly project: ReadProject
  readonly now: Instant
  readonly #options: PollingOptions
  readonly #source: WebhookSource
  readonly #signal: AbortSignal
  #accepted = 0

  constructor({ options, source, api, signal, project, now }: ProjectReadingOptions) {
    this.api = api
    this.project = project
    this.now = now
    this.#options = options
    this.#source = source
    this.#signal = signal
  }

  /** What was not known before. */
  get accepted(): number {
    return this.#accepted
  }

  /** Whether it is to end for this time. */
  get isOver(): boolean {
    return this.#signal.aborted || this.api.isSpent
  }

  /** What the source is set to, as it is stored. */
  get stored(): unknown {
    return this.#source.settings
  }

  /** How far a part was read; null before the first time. A project is known by its number, whatever it is called. */
  async progress(part: string): Promise<unknown> {
    return readProgress(this.#options.db, this.#source.name, this.#named(part))
  }

  async mark(part: string, state: object): Promise<void> {
    await keepProgress(this.#options.db, this.#source.name, this.#named(part), state)
  }

  /** Since when is read what was read up to a time. */
  since(until: string | null | undefined): Instant {
    const read = parseInstant(until ?? '')
    return read === null ? this.now - longestPast : read - overlap
  }

  /** Whether a moment lies so near before the end of what was read that it is read again. */
  isRepeated(at: Instant, until: Instant): boolean {
    return at >= until - overlap
  }

  async keep(bodies: readonly object[]): Promise<void> {
    const { db, clock, onReceived } = this.#options
    for (let at = 0; at < bodies.length; at += together) {
      const deliveries = bodies.slice(at, at + together).map((body) => this.#delivery(body))
      const fresh = (await keepDeliveries(db, deliveries, clock())).filter((kept) => kept === 'KEPT').length
      this.#accepted += fresh
      if (fresh > 0) onReceived()
    }
  }

  /** What says the same is known by its content, and by what the source is set to where that makes another thing of it. */
  #delivery(said: object) {
    const text = Buffer.from(JSON.stringify(said))
    const body = gitlab.webhook?.redacted?.(text) ?? text
    const { releasesDeployTo = '', incidentLabels } = readSettings(this.stored)
    const kind = 'object_kind' in said ? said.object_kind : null
    const settings = { release: releasesDeployTo, issue: incidentLabels.join('\n') }[String(kind)] ?? ''
    const state = createHash('sha256').update(settings).update('\n\n').update(body).digest('base64url')
    return { source: this.#source.name, system: gitlab.id, transportId: `api:${state}`, headers: {}, body }
  }

  #named(part: string): string {
    return `${this.project.id} ${part}`
  }
}
