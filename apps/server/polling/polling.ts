import { setMaxListeners } from 'node:events'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { apiTokenOf } from '#access/webhook-secret'
import type { ApiBudget } from '#domain/api-budget'
import { type Instant, type Milliseconds, SECOND } from '#domain/instant'
import { forgetWish, keepRun, lastRun, type ReadingProblem, wishPart } from '#ingest/reading-run'
import { type ApiSettings, readApiSettings } from '#sources/api-settings'
import type { OpenDatabase } from '#storage/database'
import { sourcesWithPart } from '#storage/stores/source-progress'
import { aloneWithSource, noteTrouble, type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'

/** How often it is looked who is due, and whether somebody asked for it. */
const lookEvery = 5 * SECOND
const listenEvery = SECOND

/** Until somebody acts nothing can be read. */
const needsSomebody: readonly string[] = [
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'UNEXPECTED',
  'TOO_MUCH',
  'MOVED',
  'PRIVATE_ADDRESS',
  'SECRETS_CLOSED',
]

export interface PollingOptions {
  readonly db: OpenDatabase
  readonly secrets: SecretBox
  readonly clock: () => Instant
  /** Told of whatever was kept for translation. */
  readonly onReceived: () => void
  readonly report: (error: unknown) => void
}

export interface Polling {
  /** Ends after what is at hand. */
  stop(): Promise<void>
}

export interface Trouble {
  readonly code: string
  readonly message: string
  /** How long to wait at least, in milliseconds. */
  readonly pause: Milliseconds
}

/** Why a reading ends that has more to read. */
export function goesOn(accepted: number): Trouble {
  const message = `there is more to read than one reading takes: ${accepted} changes were new; the next one goes on from there`
  return { code: 'STOPPED', message, pause: 0 }
}

/** What one reading came to. */
export interface Swept {
  readonly accepted: number
  /** Why it ended before its end. */
  readonly problem: Trouble | null
  /** What could not be read of it, while the rest could. */
  readonly parts?: readonly ReadingProblem[]
  /** How many could have been in `parts`; left out: more than there are. */
  readonly partsAsked?: number
}

/** A source that is read, and with what. */
export interface PolledSource {
  readonly source: WebhookSource
  readonly settings: ApiSettings
  /** Empty where there is none, which only `mayBeOpen` lets be. */
  readonly token: string
  readonly signal: AbortSignal
  /** To be told what may still be asked. */
  readonly onBudget: (budget: ApiBudget) => void
}

/** A system whose API is read beside what it delivers. */
export interface PolledSystem {
  readonly id: string
  readonly every: Milliseconds
  /** It may answer without a token. Left out: it never does. */
  readonly mayBeOpen?: true
  readonly read: (options: PollingOptions, polled: PolledSource) => Promise<Swept>
}

function troubleOf([first, ...others]: readonly ReadingProblem[]): string | null {
  if (first === undefined) return null
  const whose = first.repository === null ? '' : `${first.repository}: `
  return `${whose}${first.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`
}

/** What was left of what may be asked. */
interface Budgeted {
  readonly budget?: ApiBudget | null
}

/** Writes down how a sweep went. */
async function note(
  { db, clock }: PollingOptions,
  name: string,
  begun: Instant,
  { accepted, problem, budget = null, parts = [], partsAsked = Number.POSITIVE_INFINITY }: Swept & Budgeted,
): Promise<void> {
  const before = await lastRun(db, name)
  const whole = problem === null ? [] : [{ repository: null, code: problem.code, message: problem.message }]
  const problems: ReadingProblem[] = [...whole, ...parts]
  const hard = problems.filter(({ code }) => needsSomebody.includes(code))
  const failing = hard.some(({ repository }) => repository === null) || (partsAsked > 0 && hard.length >= partsAsked)
  const trouble = troubleOf(problems)
  if (trouble !== null) await noteTrouble(db, name, trouble)
  else if ((before?.problems.length ?? 0) > 0) await noteTrouble(db, name, null)
  await keepRun(db, name, { startedAt: begun, endedAt: clock(), goesOnAt: null, accepted, budget, problems, failing })
}

/** Whether a source was given all that it takes to read it. */
function isSet({ mayBeOpen }: PolledSystem, { credential, settings }: WebhookSource): boolean {
  return (credential !== null || mayBeOpen === true) && readApiSettings(settings) !== null
}

class Poller {
  readonly #options: PollingOptions
  readonly #systems: readonly PolledSystem[]
  readonly #ending = new AbortController()
  /** When each source is due again, by name; null: it is being read. */
  readonly #due = new Map<string, Instant | null>()
  readonly #running = new Set<Promise<unknown>>()
  #looksAt: Instant = 0

  constructor(options: PollingOptions, systems: readonly PolledSystem[]) {
    this.#options = options
    this.#systems = systems
    // Each question of each source listens.
    setMaxListeners(0, this.#ending.signal)
  }

  /** Begins with every source that is due or asked for. */
  async look(): Promise<void> {
    const { db, clock } = this.#options
    const wished = new Set(await sourcesWithPart(db, wishPart))
    const now = clock()
    if (this.#ending.signal.aborted || (wished.size === 0 && now < this.#looksAt)) return
    this.#looksAt = now + lookEvery
    for (const system of this.#systems) {
      for (const source of await webhookSources(db, { system: system.id, name: null, now })) {
        const dueAt = this.#due.get(source.name)
        const isDue = dueAt === undefined || (dueAt !== null && (now >= dueAt || wished.has(source.name)))
        if (isSet(system, source) && isDue) this.#begin(system, source, now)
      }
    }
  }

  async stop(): Promise<void> {
    this.#ending.abort()
    await Promise.all(this.#running)
  }

  #begin(system: PolledSystem, source: WebhookSource, now: Instant): void {
    this.#due.set(source.name, null)
    let pause = 0
    const running = aloneWithSource(this.#options.db, source.id, async () => {
      pause = await this.#read(system, source, now)
    })
      .catch(this.#options.report)
      .finally(() => {
        this.#due.set(source.name, now + Math.max(system.every, pause))
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  /** Gives how long to wait at least, in milliseconds. */
  async #read(system: PolledSystem, source: WebhookSource, begun: Instant): Promise<number> {
    const { db, secrets } = this.#options
    const settings = readApiSettings(source.settings)
    if (settings === null) return 0
    await forgetWish(db, source.name)
    const { signal } = this.#ending
    try {
      const { credential } = source
      const token = credential === null ? '' : await secrets.open(apiTokenOf(source.name), credential)
      let budget: ApiBudget | null = null
      const onBudget = (told: ApiBudget): void => void (budget = told)
      const swept = await system.read(this.#options, { source, settings, token, signal, onBudget })
      if (!signal.aborted) await note(this.#options, source.name, begun, { ...swept, budget })
      return swept.problem?.pause ?? 0
    } catch (error) {
      if (!(error instanceof SecretsClosed)) throw error
      const problem = { code: error.code, message: error.message, pause: 0 }
      await note(this.#options, source.name, begun, { accepted: 0, problem })
      return 0
    }
  }
}

/**
 * Reads each source that was given the address of its API and a token, as often as its system wants and when somebody asks for
 * it. What is read is kept and translated as what is delivered is: one thing is one report, however it came.
 */
export function startPolling(options: PollingOptions, systems: readonly PolledSystem[]): Polling {
  const poller = new Poller(options, systems)
  let looking = poller.look().catch(options.report)
  const timer = setInterval(() => {
    looking = looking.then(() => poller.look()).catch(options.report)
  }, listenEvery)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      const stopping = poller.stop()
      await looking
      await stopping
      await poller.stop()
    },
  }
}
