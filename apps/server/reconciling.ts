import type { SecretBox } from '#access/secret-box'
import { HOUR, MINUTE } from '#domain/instant'
import { backfill } from '#ingest/backfill'
import type { EventDoor } from '#ingest/event-door'
import { askAgain } from '#ingest/redelivery'
import type { GithubApp } from '#sources/github/app'
import { GithubHistory } from '#sources/github/history'
import { HistoryStopped } from '#sources/github/history-pages'
import { readSettings } from '#sources/github/settings'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { noteTrouble, type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import { appOf } from './github-app.ts'

/** How often what never arrived is asked for, and how often GitHub is read anyway. */
const sweepEvery = 15 * MINUTE
const readEvery = HOUR

/** Any number that no other program uses: one process at a time reconciles. */
const reconcileLock = 7_263_150

export interface ReconcilingOptions {
  readonly db: Database
  readonly door: EventDoor
  readonly secrets: SecretBox
  readonly clock: () => number
  readonly report: (error: unknown) => void
}

export interface Reconciling {
  stop(): Promise<void>
}

/** When a source was seen to last, in this process. */
interface Seen {
  sweptAt: number | null
  readAt: number
  /** It was said to have trouble, which is taken back when it has none any more. */
  troubled: boolean
}

/** Reads what is new, and says what went wrong; a limit ends it for this time, because the next time comes soon. */
async function readNew(
  options: ReconcilingOptions,
  source: WebhookSource,
  app: GithubApp,
  ending: AbortSignal,
): Promise<string | null> {
  const { db, door, clock } = options
  const limited = new AbortController()
  const history = new GithubHistory({
    settings: readSettings(source.settings),
    token: (repository) => app.tokenFor(repository),
    details: true,
    clock,
    sleep: async () => undefined,
    signal: AbortSignal.any([ending, limited.signal]),
    onWait: () => limited.abort(),
  })
  const repositories = await app.repositories()
  const how = { db, door, source: source.name, repositories, history, clock }
  const { problems } = await backfill({ ...how, onPage: () => undefined })
  return problems.find(({ code }) => code !== 'STOPPED')?.message ?? null
}

async function tell(
  { db }: ReconcilingOptions,
  { name }: WebhookSource,
  seen: Seen,
  message: string | null,
): Promise<void> {
  if (message !== null || seen.troubled) await noteTrouble(db, name, message)
  seen.troubled = message !== null
}

async function reconcileOne(
  options: ReconcilingOptions,
  source: WebhookSource,
  seen: Seen,
  ending: AbortSignal,
): Promise<void> {
  const { secrets, clock } = options
  try {
    const app = await appOf(source, secrets, clock)
    if (app === null) return
    const now = clock()
    await askAgain(app, seen.sweptAt, now)
    seen.sweptAt = now
    if (now - seen.readAt < readEvery) return
    await tell(options, source, seen, await readNew(options, source, app, ending))
    seen.readAt = now
  } catch (error) {
    if (!(error instanceof HistoryStopped)) throw error
    await tell(options, source, seen, error.message)
  }
}

/**
 * Makes good, for sources with an App of their own, what webhooks lost: at once, and every quarter of an hour. A webhook is a
 * hint, what GitHub shows is the truth.
 */
export function startReconciling(options: ReconcilingOptions): Reconciling {
  const { db, clock, report } = options
  const seen = new Map<string, Seen>()
  const ending = new AbortController()
  const round = (): Promise<void> =>
    db.transaction(async (tx) => {
      const [turn] = await tx.query<{ mine: boolean }>(
        sql`/* reconcile */ select pg_try_advisory_xact_lock(${reconcileLock}) as mine`,
      )
      if (turn?.mine !== true) return
      for (const source of await webhookSources(tx, { system: 'github', name: null, now: clock() })) {
        const known = seen.get(source.name) ?? { sweptAt: null, readAt: 0, troubled: false }
        seen.set(source.name, known)
        await reconcileOne(options, source, known, ending.signal).catch(report)
      }
    })
  let running = round().catch(report)
  const timer = setInterval(() => {
    running = running.then(round).catch(report)
  }, sweepEvery)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      ending.abort()
      await running
    },
  }
}
