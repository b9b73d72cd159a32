import { setImmediate as yieldTurn } from 'node:timers/promises'
import type { Instant } from '#domain/instant'
import { parseEvent } from '#sources/events/parse-event'
import { sources } from '#sources/index'
import type { Translation } from '#sources/source'
import type { Database } from '#storage/database'
import {
  bodyOf,
  type Delivery,
  type DeliveryOutcome,
  type Settled,
  setAsideDelivery,
  settleDeliveries,
  shareTranslation,
  takeWaiting,
} from '#storage/stores/deliveries'
import { currentErased } from '#storage/stores/erased-names'
import { forgetInDeliveries } from '#storage/stores/forgetting'
import { settingsOfSources } from '#storage/stores/webhook-sources'
import type { EventDoor } from './event-door.ts'
import { readJson } from './read-json.ts'
import type { ValidEvent } from './statement.ts'

/** Bodies of one transaction: it holds a connection, and the reader of the log waits for it. */
export const mostTogether = 50

/** Reasons are read by people. */
const longestReason = 1_000

/** A reason as it can be stored: it may hold what was delivered. */
function storable(reason: string): string {
  return reason.slice(0, longestReason).replaceAll('\0', '\uFFFD').toWellFormed()
}

function unreadable(reason: string): Translation {
  return { ignored: reason, unreadable: true }
}

/** What a body says; whatever goes wrong with it is a reason, and the next one's turn comes. */
export function translateDelivery(delivery: Delivery, settings: unknown): Translation {
  const { system, headers, receivedAt } = delivery
  const source = sources.find(({ id }) => id === system)
  if (source?.webhook === undefined) return unreadable(`There is no door for the system ${system} any more.`)
  try {
    const read = readJson(source.webhook.json(bodyOf(delivery), headers))
    if (read.refusal !== null) return unreadable(read.refusal.message)
    return source.translate(read.value, { headers, settings, receivedAt })
  } catch (error) {
    return unreadable(`Translation failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What a body says, of which some may be refused, or what became of a body that says nothing. */
interface Read {
  readonly events: readonly ValidEvent[]
  readonly outcome: DeliveryOutcome
  readonly reason: string | null
}

function read(delivery: Delivery, settings: unknown, now: Instant): Read {
  const translation = translateDelivery(delivery, settings)
  if ('ignored' in translation) {
    const outcome = translation.unreadable === true ? 'QUARANTINED' : 'IGNORED'
    return { events: [], outcome, reason: translation.ignored }
  }
  const sender = { source: delivery.source, allowAnySource: false, mayImport: false, now }
  const parsed = translation.statements.map((statement) => parseEvent(statement, sender))
  const refused = parsed.find((each) => !each.ok)
  const reason = refused === undefined ? translation.unread : `${refused.field ?? 'the event'}: ${refused.message}`
  return {
    events: parsed.filter((each) => each.ok),
    outcome: reason === undefined ? 'TRANSLATED' : 'QUARANTINED',
    reason: reason ?? null,
  }
}

async function settle({ id, source }: Delivery, { events, outcome, reason }: Read, door: EventDoor): Promise<Settled> {
  const { rejected } = await door.takeValid(events, source)
  const refusal = outcome === 'TRANSLATED' ? rejected[0]?.message : undefined
  if (refusal !== undefined) return { id, outcome: 'QUARANTINED', reason: storable(refusal) }
  return { id, outcome, reason: reason === null ? null : storable(reason) }
}

/** Awaited after each body: who waits at a door comes then. */
type Between = () => Promise<unknown>

interface Translating {
  readonly now: Instant
  /** Bodies of the transaction. */
  readonly most: number
  readonly between: Between
  /** Gets the ids of the bodies. */
  readonly taken: number[]
}

/** Translates the oldest bodies that wait, so many of them at most, in one transaction. */
async function translateOldest(
  db: Database,
  door: EventDoor,
  { now, most, between, taken }: Translating,
): Promise<number> {
  return db.transaction(async (tx) => {
    await shareTranslation(tx)
    const waiting = await takeWaiting(tx, most)
    taken.push(...waiting.map(({ id }) => id))
    if (waiting.length === 0) return 0
    const settings = await settingsOfSources(tx, [...new Set(waiting.map(({ source }) => source))])
    const said: Read[] = []
    for (const delivery of waiting) {
      said.push(read(delivery, settings.get(delivery.source), now))
      await between()
    }
    // What they say is taken at a time, and so committed together.
    const settling = waiting.map((delivery, at) => settle(delivery, said[at] as Read, door))
    await settleDeliveries(tx, await Promise.all(settling))
    await forgetInDeliveries(tx, waiting, await currentErased(tx))
    return waiting.length
  })
}

/** Why PostgreSQL does not take what was made of a body, whenever it is tried; null where the fault is another. */
function lastingFault(error: unknown): string | null {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  return typeof code === 'string' && /^2[23]\w{3}$/.test(code) ? String(message) : null
}

/**
 * Translates the oldest bodies that wait, and says what became of each. Statements are committed before that is said: when the
 * process dies in between, the same body is translated again, and its statements are duplicates. Gives how many bodies
 * there were; 0: none wait. A body that the database refuses is set aside, and holds up no other.
 *
 * @throws Unavailable when events cannot be taken now; nothing of the batch is settled then
 */
export async function translateWaiting(
  db: Database,
  door: EventDoor,
  now: Instant,
  between: Between = yieldTurn,
): Promise<number> {
  for (const most of [mostTogether, 1]) {
    const taken: number[] = []
    try {
      return await translateOldest(db, door, { now, most, between, taken })
    } catch (error) {
      const fault = lastingFault(error)
      const [poison] = taken
      if (fault === null || poison === undefined) throw error
      if (most > 1) continue
      await setAsideDelivery(db, poison, storable(`It could not be stored as it was understood: ${fault}`))
    }
  }
  return 1
}
