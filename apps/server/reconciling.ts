import { SecretsClosed } from '#access/secret-box'
import { HOUR, type Instant, MINUTE, SECOND } from '#domain/instant'
import { wishPart } from '#ingest/reading-run'
import { type AskedAgain, askAgain } from '#ingest/redelivery'
import type { GithubApp } from '#sources/github/app'
import { HistoryStopped } from '#sources/github/history-pages'
import type { OpenDatabase } from '#storage/database'
import { sourcesWithPart } from '#storage/stores/source-progress'
import { aloneWithSource, type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import { accessOf } from './github-access.ts'
import { noteFailure, type ReadingOptions, readSource } from './github-reading.ts'

/** How often what never arrived is asked for, and how often GitHub is read anyway. */
const sweepEvery = 15 * MINUTE
const readEvery = HOUR
/** How often is looked whether somebody asked for a reading, and whether a source is due. */
const listenEvery = SECOND
const lookEvery = MINUTE
/** Each holds a connection while it is read. */
const mostAtOnce = 2

export interface ReconcilingOptions extends ReadingOptions {
  readonly db: OpenDatabase
  readonly report: (error: unknown) => void
}

export interface Reconciling {
  stop(): Promise<void>
}

/** When a source was seen to last, in this process. */
interface Seen {
  /** What was lost until then was asked for. */
  sweptUntil: Instant | null
  /** When it was tried last, whether it worked or not. */
  triedAt: Instant | null
  readAt: Instant
  /** When it goes on, where GitHub lets nobody ask until then. */
  goesOnAt: Instant | null
  isBusy: boolean
}

/** Some of what never arrived stays lost, and why. */
function refusal(name: string, { asked, refused }: AskedAgain): Error {
  const why = refused[0]?.message ?? ''
  return new Error(`GitHub delivers ${refused.length} of ${asked} lost deliveries of ${name} not again: ${why}`)
}

/** Asks for what never arrived; false where GitHub does not let us. */
async function sweep(
  name: string,
  app: GithubApp | null,
  seen: Seen,
  { clock, report }: ReconcilingOptions,
): Promise<boolean> {
  if (app === null) return true
  try {
    const done = await askAgain(app, seen.sweptUntil, clock())
    seen.sweptUntil = done.sweptUntil
    if (done.refused.length > 0) report(refusal(name, done))
    return true
  } catch (error) {
    if (!(error instanceof HistoryStopped)) throw error
    return false
  }
}

function isDueToTry({ triedAt }: Seen, now: Instant): boolean {
  return triedAt === null || now - triedAt >= sweepEvery
}

function isDueToRead(seen: Seen, now: Instant): boolean {
  return seen.goesOnAt === null ? now - seen.readAt >= readEvery : now >= seen.goesOnAt
}

class Reconciler {
  readonly #options: ReconcilingOptions
  readonly #ending = new AbortController()
  readonly #seen = new Map<string, Seen>()
  readonly #running = new Set<Promise<unknown>>()
  #looksAt: Instant = 0

  constructor(options: ReconcilingOptions) {
    this.#options = options
  }

  /** Begins with every source that is due or asked for, as far as there is a turn for it. */
  async look(): Promise<void> {
    const { db, clock } = this.#options
    const wished = new Set(await sourcesWithPart(db, wishPart))
    const now = clock()
    if (this.#ending.signal.aborted || (wished.size === 0 && now < this.#looksAt)) return
    this.#looksAt = now + lookEvery
    const sources = await webhookSources(db, { system: 'github', name: null, now })
    for (const source of sources.toSorted((a, b) => Number(wished.has(b.name)) - Number(wished.has(a.name)))) {
      const seen = this.#seenOf(source.name)
      const isWished = wished.has(source.name)
      const isDue = isWished || isDueToTry(seen, now) || isDueToRead(seen, now)
      if (source.credential === null || seen.isBusy || !isDue) continue
      if (this.#running.size < mostAtOnce) this.#begin(source, seen, isWished)
      else this.#looksAt = now
    }
  }

  /** Ends what is read after the page at hand. */
  end(): void {
    this.#ending.abort()
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  #seenOf(name: string): Seen {
    const seen = this.#seen.get(name) ?? { sweptUntil: null, triedAt: null, readAt: 0, goesOnAt: null, isBusy: false }
    this.#seen.set(name, seen)
    return seen
  }

  #begin(source: WebhookSource, seen: Seen, isWished: boolean): void {
    seen.isBusy = true
    const running = aloneWithSource(this.#options.db, source.id, () => this.#reconcile(source, seen, isWished))
      .catch(this.#options.report)
      .finally(() => {
        seen.isBusy = false
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  async #reconcile(source: WebhookSource, seen: Seen, isWished: boolean): Promise<void> {
    const { secrets, clock } = this.#options
    const now = clock()
    try {
      const access = await accessOf(source, secrets, clock, this.#ending.signal)
      if (access === null) return
      const isSwept = !isDueToTry(seen, now) || (await sweep(source.name, access.app, seen, this.#options))
      if (this.#ending.signal.aborted) return
      seen.triedAt = now
      if (isSwept && !isWished && !isDueToRead(seen, now)) return
      const { goesOnAt, isIdle } = await readSource(this.#options, source, access, this.#ending.signal)
      seen.goesOnAt = goesOnAt
      seen.readAt = isIdle ? 0 : now
    } catch (error) {
      if (!(error instanceof SecretsClosed)) throw error
      seen.triedAt = now
      seen.readAt = now
      await noteFailure(this.#options, source.name, { repository: null, code: error.code, message: error.message })
    }
  }
}

/**
 * Reads GitHub for every source that was given an App or a token, and makes good what webhooks lost: at once, every quarter
 * of an hour, and when somebody asks for it. A webhook is a hint, what GitHub shows is the truth.
 */
export function startReconciling(options: ReconcilingOptions): Reconciling {
  const reconciler = new Reconciler(options)
  let looking = reconciler.look().catch(options.report)
  const timer = setInterval(() => {
    looking = looking.then(() => reconciler.look()).catch(options.report)
  }, listenEvery)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      reconciler.end()
      await looking
      await reconciler.settled()
    },
  }
}
