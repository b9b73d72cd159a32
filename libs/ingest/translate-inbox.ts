import { setImmediate as yieldTurn } from 'node:timers/promises'
import type { Instant } from '#domain/instant'
import { parseEvent, type Sender } from '#sources/events/parse-event'
import { sources } from '#sources/index'
import type { Translation } from '#sources/source'
import type { Database } from '#storage/database'
import {
  bodyOf,
  type Delivery,
  type Settled,
  settleDeliveries,
  shareTranslation,
  takeWaiting,
} from '#storage/stores/deliveries'
import { settingsOfSources } from '#storage/stores/webhook-sources'
import type { EventDoor } from './event-door.ts'
import { readJson } from './read-json.ts'

/** Bodies of one transaction: it holds a connection, and the reader of the log waits for it. */
export const mostTogether = 50

/** Reasons are read by people. */
const longestReason = 1_000

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

async function settle(delivery: Delivery, translation: Translation, door: EventDoor, sender: Sender): Promise<Settled> {
  const { id } = delivery
  if ('ignored' in translation) {
    const outcome = translation.unreadable === true ? 'QUARANTINED' : 'IGNORED'
    return { id, outcome, reason: translation.ignored.slice(0, longestReason) }
  }
  const refused: string[] = []
  const good = translation.statements.filter((statement) => {
    const parsed = parseEvent(statement, sender)
    if (!parsed.ok) refused.push(`${parsed.field ?? 'the event'}: ${parsed.message}`)
    return parsed.ok
  })
  const { rejected } = await door.take(good, sender)
  const [reason = rejected[0]?.message ?? translation.unread] = refused
  if (reason === undefined) return { id, outcome: 'TRANSLATED', reason: null }
  return { id, outcome: 'QUARANTINED', reason: reason.slice(0, longestReason) }
}

/**
 * Translates the oldest bodies that wait, and says what became of each. Statements are committed before that is said: when the
 * process dies in between, the same body is translated again, and its statements are duplicates. Gives how many bodies
 * there were; 0: none wait.
 *
 * @throws Unavailable when events cannot be taken now; nothing of the batch is settled then
 */
export async function translateWaiting(db: Database, door: EventDoor, now: Instant): Promise<number> {
  return db.transaction(async (tx) => {
    await shareTranslation(tx)
    const waiting = await takeWaiting(tx, mostTogether)
    if (waiting.length === 0) return 0
    const settings = await settingsOfSources(tx, [...new Set(waiting.map(({ source }) => source))])
    const translations: Translation[] = []
    for (const delivery of waiting) {
      translations.push(translateDelivery(delivery, settings.get(delivery.source)))
      // Who waits at a door comes between two bodies.
      await yieldTurn()
    }
    // What they say is taken at a time, and so committed together.
    const settling = waiting.map((delivery, at) => {
      const sender = { source: delivery.source, allowAnySource: false, mayImport: false, now }
      return settle(delivery, translations[at] as Translation, door, sender)
    })
    await settleDeliveries(tx, await Promise.all(settling))
    return waiting.length
  })
}
