import type { Instant } from '#domain/instant'
import { parseEvent, type Sender } from '#sources/events/parse-event'
import type { Database } from '#storage/database'
import { appendEvents, type NewStatement } from '#storage/stores/event-log'
import { readQuarantine, releaseQuarantined } from '#storage/stores/quarantine'
import { readJson } from './read-json.ts'
import { toStatement } from './statement.ts'

/** Bodies that are looked at together. */
const page = 500

export interface Replayed {
  /** Bodies that are events now, and were let go. */
  readonly taken: number
  /** Bodies that are still refused, or were too long to be kept whole. */
  readonly left: number
}

/**
 * Offers everything in quarantine again, as its source: after a release that mended a rule, what was refused by it
 * becomes events. A token's scopes are not known any more, so nothing is taken that needed a wider one.
 */
export async function replayQuarantine(db: Database, now: Instant): Promise<Replayed> {
  let taken = 0
  let left = 0
  let after = 0
  for (;;) {
    const bodies = await readQuarantine(db, after, page)
    const last = bodies.at(-1)
    if (last === undefined) return { taken, left }
    after = last.id
    const rows: NewStatement[] = []
    const released: number[] = []
    for (const { id, source, code, body, complete } of bodies) {
      const sender: Sender = { source, allowAnySource: false, mayImport: false, now }
      // Posted under the name of a repository: taken, it would be the repository's word.
      const read = complete && code !== 'RESERVED_SOURCE' ? readJson(body) : null
      const parsed = read === null || read.refusal !== null ? null : parseEvent(read.value, sender)
      if (parsed === null || !parsed.ok) {
        left++
        continue
      }
      rows.push(toStatement(parsed))
      released.push(id)
    }
    await db.transaction(async (transaction) => {
      await appendEvents(transaction, rows)
      await releaseQuarantined(transaction, released)
    })
    taken += released.length
  }
}
