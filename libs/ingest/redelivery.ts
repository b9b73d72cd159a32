import { DAY, HOUR, type Instant } from '#domain/instant'
import { type DeliveryAttempt, neverArrived } from '#sources/github/app'

/** How long GitHub keeps what it tried to deliver. */
const kept = 3 * DAY
/** Tries shortly before the last look may have been listed since. */
const overlap = HOUR
/** What failed so often fails for a reason that another try does not mend. */
const mostTries = 10
/** Tries that are asked for in one go. */
const mostAsked = 250

/** Whoever lists what was tried, and tries again. */
export interface Redelivering {
  attempts(): AsyncGenerator<readonly DeliveryAttempt[]>
  redeliver(id: number): Promise<void>
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

/**
 * Asks GitHub to deliver again what never arrived: it does not try twice by itself. `lastAt` is when this was done last,
 * null for never. Gives how much was asked for.
 */
export async function askAgain(app: Redelivering, lastAt: Instant | null, now: Instant): Promise<number> {
  const since = Math.max(now - kept, (lastAt ?? 0) - overlap)
  const tried = await triedSince(app, since)
  const tries = new Map<string, number>()
  for (const { guid } of tried) tries.set(guid, (tries.get(guid) ?? 0) + 1)
  const lost = neverArrived(tried)
    .filter(({ guid, delivered_at: at }) => (tries.get(guid) ?? 0) < mostTries && Date.parse(at) >= since)
    .slice(0, mostAsked)
  for (const { id } of lost) await app.redeliver(id)
  return lost.length
}
