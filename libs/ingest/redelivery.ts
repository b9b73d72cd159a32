import { DAY, HOUR, type Instant } from '#domain/instant'
import { type DeliveryAttempt, neverArrived } from '#sources/github/app'
import { HistoryStopped } from '#sources/github/history-pages'

/** How long GitHub keeps what it tried to deliver. */
const kept = 3 * DAY
/** Tries shortly before the last look may have been listed since. */
const overlap = HOUR
/** What failed so often fails for a reason that another try does not mend. */
const mostTries = 10
/** Tries that are asked for in one go. */
const mostAsked = 250
/** One try is refused; the others may not be. */
const ofOneTry: readonly string[] = ['FORBIDDEN', 'NOT_FOUND']

/** Whoever lists what was tried, and tries again. */
export interface Redelivering {
  attempts(): AsyncGenerator<readonly DeliveryAttempt[]>
  redeliver(id: number): Promise<void>
}

/** What was asked for again. */
export interface AskedAgain {
  readonly asked: number
  /** Why GitHub does not try some of them again. */
  readonly refused: readonly { readonly id: number; readonly message: string }[]
  /** Everything lost until then was asked for. */
  readonly sweptUntil: Instant
}

async function triedSince(app: Redelivering, since: Instant): Promise<DeliveryAttempt[]> {
  const tried: DeliveryAttempt[] = []
  for await (const page of app.attempts()) {
    tried.push(...page)
    const oldest = page.at(-1)
    if (oldest === undefined || Date.parse(oldest.delivered_at) < since) break
  }
  return tried
}

/** Why this one is not tried again; null where it is. */
async function refusalOf(app: Redelivering, id: number): Promise<string | null> {
  try {
    await app.redeliver(id)
    return null
  } catch (error) {
    if (!(error instanceof HistoryStopped) || !ofOneTry.includes(error.code)) throw error
    return error.message
  }
}

/**
 * Asks GitHub to deliver again what never arrived, the oldest first: it does not try twice by itself. `lastUntil` is how far
 * the last time came, null for never.
 *
 * @throws HistoryStopped where GitHub lets nobody ask
 */
export async function askAgain(app: Redelivering, lastUntil: Instant | null, now: Instant): Promise<AskedAgain> {
  const since = Math.max(now - kept, (lastUntil ?? 0) - overlap)
  const tried = await triedSince(app, since)
  const tries = new Map<string, number>()
  for (const { guid } of tried) tries.set(guid, (tries.get(guid) ?? 0) + 1)
  const lost = neverArrived(tried)
    .map((attempt) => ({ ...attempt, at: Date.parse(attempt.delivered_at) }))
    .filter(({ guid, at }) => (tries.get(guid) ?? 0) < mostTries && at >= since)
    .toSorted((a, b) => a.at - b.at || a.id - b.id)
  const asked = lost.slice(0, mostAsked)
  const refused: { id: number; message: string }[] = []
  for (const { id } of asked) {
    const message = await refusalOf(app, id)
    if (message !== null) refused.push({ id, message })
  }
  const sweptUntil = asked.length < lost.length ? (asked.at(-1)?.at ?? now) : now
  return { asked: asked.length, refused, sweptUntil }
}
