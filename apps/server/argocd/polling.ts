import { createHash } from 'node:crypto'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { apiTokenOf } from '#access/webhook-secret'
import { type Instant, MINUTE, SECOND } from '#domain/instant'
import { forgetWish, keepRun, lastRun, type ReadingProblem, wishPart } from '#ingest/reading-run'
import type { Swept } from '#sources/argocd/listing'
import type { Reference } from '#sources/argocd/references'
import { readApiSettings } from '#sources/argocd/settings'
import { argocd } from '#sources/argocd/source'
import type { OpenDatabase } from '#storage/database'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress, sourcesWithPart } from '#storage/stores/source-progress'
import { aloneWithSource, noteTrouble, type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import { ArgocdApi } from './api.ts'
import { RevisionReferences } from './revision-references.ts'

/** How often an Argo CD is swept, how often it is looked who is due, and whether somebody asked for it. */
const sweepEvery = MINUTE
const lookEvery = 5 * SECOND
const listenEvery = SECOND
/** Applications that are read whole at once, and after one sweep; the rest follows after the next. */
const together = 4
const mostAtOnce = 500
/** Part of a source's progress that says in which state each application was read last. */
const seenPart = 'swept'

/** Until somebody acts nothing can be read. */
const needsSomebody: readonly string[] = [
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'UNEXPECTED',
  'PRIVATE_ADDRESS',
  'SECRETS_CLOSED',
]

export interface PollingOptions {
  readonly db: OpenDatabase
  readonly secrets: SecretBox
  readonly clock: () => Instant
  /** Told of every application that was kept for translation. */
  readonly onReceived: () => void
  readonly report: (error: unknown) => void
}

export interface Polling {
  /** Ends after the applications at hand. */
  stop(): Promise<void>
}

/** By key of the application. */
type Seen = Record<string, string>

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

async function seenOf(db: OpenDatabase, name: string): Promise<Seen> {
  const state = (await readProgress(db, name, seenPart)) as { readonly applications?: Seen } | null
  return { ...state?.applications }
}

/** Keeps an application as if it had been delivered; what was kept in the same state before is known. */
async function keep(
  { db, clock }: PollingOptions,
  source: WebhookSource,
  { key, state }: Swept,
  { application, references }: { readonly application: unknown; readonly references: readonly Reference[] },
): Promise<void> {
  const url = readApiSettings(source.settings)?.url
  const named = references.length === 0 ? {} : { references }
  const body = Buffer.from(JSON.stringify({ app: application, context: { argocdUrl: url }, ...named }))
  const transportId = `api:${hashOf(JSON.stringify([key, state]))}`
  const kept = {
    source: source.name,
    system: argocd.id,
    transportId,
    headers: {},
    body: argocd.webhook?.redacted?.(body) ?? body,
  }
  await keepDelivery(db, kept, clock())
}

interface Trouble {
  readonly code: string
  readonly message: string
  /** How long to wait at least, in milliseconds. */
  readonly pause: number
}

interface Sweep {
  readonly accepted: number
  readonly problem: Trouble | null
}

/** Reads what happened since the last sweep: the list narrowly, and only what moved as a whole. */
async function sweep(options: PollingOptions, source: WebhookSource, api: ArgocdApi): Promise<Sweep> {
  const { db, onReceived } = options
  const { found, problem } = await api.sweep()
  if (found === null) return { accepted: 0, problem }
  const before = await seenOf(db, source.name)
  const present = new Set(found.map(({ key }) => key))
  const seen = Object.fromEntries(Object.entries(before).filter(([key]) => present.has(key)))
  const moved = found.filter(
    ({ key, state, wasSynced }) => before[key] !== hashOf(state) && (wasSynced || before[key] === undefined),
  )
  const queue = moved.slice(0, mostAtOnce)
  const references = new RevisionReferences(api)
  let [accepted, stopped]: [number, Trouble | null] = [0, null]
  const read = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && stopped === null; next = queue.shift()) {
      const answer = await api.application(next)
      const told = answer.problem === null ? await references.of(next, answer.found) : null
      const problem = answer.problem ?? told?.problem ?? null
      // Argo CD forbids what is gone; others can be read all the same.
      const isGone = answer.problem?.code === 'FORBIDDEN' || answer.problem?.code === 'NOT_FOUND'
      if (problem !== null && !isGone) {
        stopped = problem
        continue
      }
      if (told !== null) {
        await keep(options, source, next, { application: answer.found, references: told.references })
        accepted += 1
      }
      seen[next.key] = hashOf(next.state)
    }
  }
  await Promise.all(Array.from({ length: together }, read))
  if (JSON.stringify(seen) !== JSON.stringify(before))
    await keepProgress(db, source.name, seenPart, { applications: seen })
  if (accepted > 0) onReceived()
  return { accepted, problem: stopped }
}

/** Writes down how a sweep went. */
async function note(
  { db, clock }: PollingOptions,
  name: string,
  begun: Instant,
  { accepted, problem }: Sweep,
): Promise<void> {
  const before = await lastRun(db, name)
  const problems: ReadingProblem[] =
    problem === null ? [] : [{ repository: null, code: problem.code, message: problem.message }]
  const failing = problem !== null && needsSomebody.includes(problem.code)
  if (problem !== null) await noteTrouble(db, name, problem.message)
  else if ((before?.problems.length ?? 0) > 0) await noteTrouble(db, name, null)
  await keepRun(db, name, { startedAt: begun, endedAt: clock(), goesOnAt: null, accepted, problems, failing })
}

class Poller {
  readonly #options: PollingOptions
  readonly #ending = new AbortController()
  /** When each source is due again, by name; null: it is being read. */
  readonly #due = new Map<string, Instant | null>()
  readonly #running = new Set<Promise<unknown>>()
  #looksAt: Instant = 0

  constructor(options: PollingOptions) {
    this.#options = options
  }

  /** Begins with every source that is due or asked for. */
  async look(): Promise<void> {
    const { db, clock } = this.#options
    const wished = new Set(await sourcesWithPart(db, wishPart))
    const now = clock()
    if (this.#ending.signal.aborted || (wished.size === 0 && now < this.#looksAt)) return
    this.#looksAt = now + lookEvery
    for (const source of await webhookSources(db, { system: argocd.id, name: null, now })) {
      const dueAt = this.#due.get(source.name)
      const isDue = dueAt === undefined || (dueAt !== null && (now >= dueAt || wished.has(source.name)))
      if (source.credential !== null && readApiSettings(source.settings) !== null && isDue) this.#begin(source, now)
    }
  }

  async stop(): Promise<void> {
    this.#ending.abort()
    await Promise.all(this.#running)
  }

  #begin(source: WebhookSource, now: Instant): void {
    this.#due.set(source.name, null)
    let pause = 0
    const running = aloneWithSource(this.#options.db, source.id, async () => {
      pause = await this.#read(source, now)
    })
      .catch(this.#options.report)
      .finally(() => {
        this.#due.set(source.name, now + Math.max(sweepEvery, pause))
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  /** Gives how long to wait at least, in milliseconds. */
  async #read(source: WebhookSource, begun: Instant): Promise<number> {
    const { db, secrets, clock } = this.#options
    const settings = readApiSettings(source.settings)
    if (settings === null || source.credential === null) return 0
    await forgetWish(db, source.name)
    const { signal } = this.#ending
    try {
      const token = await secrets.open(apiTokenOf(source.name), source.credential)
      const api = new ArgocdApi({ source: source.name, settings, token, clock, signal })
      const swept = await sweep(this.#options, source, api)
      if (!signal.aborted) await note(this.#options, source.name, begun, swept)
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
 * Reads each Argo CD whose source was given the address of its API and a token, every minute and when somebody asks for it. What it
 * reads is kept and translated as what is delivered is: the same sync is one report, however it came.
 */
export function startPolling(options: PollingOptions): Polling {
  const poller = new Poller(options)
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
