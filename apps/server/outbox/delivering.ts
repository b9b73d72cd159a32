import { nextTry } from '#alerts/retry'
import type { Sent } from '#alerts/notification'
import { type Instant, MINUTE, SECOND } from '#domain/instant'
import type { OpenDatabase } from '#storage/database'
import { channelOf } from '#storage/stores/channels'
import { noteDelivered, noteNotDelivered, type OutboxRow, takeFromOutbox } from '#storage/stores/outbox'
import { send, type Senders } from './send.ts'

/** How often it is looked what is due. */
const lookEvery = SECOND
/** Who took something has it for so long: longer than the longest try. */
const lease = 3 * MINUTE
const mostAtOnce = 16
const mostOfChannel = 3
/** What somebody must mend is tried again after this at the earliest. */
const mendPause = 5 * MINUTE

export interface DeliveringOptions extends Senders {
  readonly db: OpenDatabase
  readonly clock: () => Instant
  readonly report: (error: unknown) => void
  /** From 0 to 1, at random. */
  readonly random: () => number
}

export interface Delivering {
  /** There is something to send. */
  hint(): void
  /** Ends after what is at hand. */
  stop(): Promise<void>
}

/** When it is tried again; null: no more. */
function againAt(
  sent: Exclude<Sent, { state: 'DELIVERED' }>,
  tries: number,
  now: Instant,
  share: number,
): Instant | null {
  const pause = sent.state === 'REFUSED' ? mendPause : (sent.pause ?? 0)
  return nextTry(tries, now, pause, share)
}

async function deliver(row: OutboxRow, options: DeliveringOptions): Promise<void> {
  const { db, clock, random } = options
  const channel = await channelOf(db, row.channelId)
  // Whoever took the channel away took with it what was on its way.
  if (channel === null) return
  const sent = await send(channel, row, options, clock())
  const now = clock()
  if (sent.state === 'DELIVERED') return noteDelivered(db, row, now)
  const nextAt = againAt(sent, row.tries, now, random())
  await noteNotDelivered(db, row, { now, message: sent.message, nextAt })
}

/** Sends what is due, some of each channel at a time: a dead one holds up no other. */
export async function deliverDue(options: DeliveringOptions): Promise<number> {
  const { db, clock, report } = options
  const rows = await takeFromOutbox(db, { now: clock(), lease, most: mostAtOnce, perChannel: mostOfChannel })
  await Promise.all(rows.map((row) => deliver(row, options).catch(report)))
  return rows.length
}

/** Sends what is put into the outbox, for as long as the process works. */
export function startDelivering(options: DeliveringOptions): Delivering {
  const ending = new AbortController()
  let wake: (() => void) | null = null
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEvery)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const running = (async () => {
    while (!ending.signal.aborted) {
      const sent = await deliverDue(options).catch((error: unknown) => {
        options.report(error)
        return 0
      })
      if (sent === 0 && !ending.signal.aborted) await rest()
    }
  })()
  return {
    hint: () => wake?.(),
    stop: async () => {
      ending.abort()
      wake?.()
      await running
    },
  }
}
