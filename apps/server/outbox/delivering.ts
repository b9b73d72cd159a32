import { setMaxListeners } from 'node:events'
import { lease, nextTry } from '#alerts/retry'
import type { Notification, Sent } from '#alerts/notification'
import { type Instant, MINUTE, SECOND } from '#domain/instant'
import type { OpenDatabase } from '#storage/database'
import { channelOf } from '#storage/stores/channels'
import {
  giveBackToOutbox,
  noteDelivered,
  noteNotDelivered,
  type OutboxRow,
  takeFromOutbox,
} from '#storage/stores/outbox'
import { send, type Senders } from './send.ts'

/** How often it is looked what is due. */
const lookEvery = SECOND
/** Under way at a time: many more than of one channel, so that several dead ones leave room. */
const mostAtOnce = 48
const mostOfChannel = 3
/**
 * What is under way when the process stops may take so long to its end: nearly all that `docker-compose.yml` gives, because a
 * server that had taken a mail and could not say so gets it again.
 */
export const lastCall = 15 * SECOND
/** What somebody must mend is tried again after this at the earliest. */
const mendPause = 5 * MINUTE

export interface DeliveringOptions extends Senders {
  readonly db: OpenDatabase
  readonly clock: () => Instant
  readonly report: (error: unknown) => void
  /** From 0 to 1, at random. */
  readonly random: () => number
  /** Milliseconds, in place of the usual ones, after which a stop cuts off what is under way. */
  readonly stopsWithin?: number
}

export interface Delivering {
  /** There is something to send. */
  hint(): void
  /** Ends what is at hand: after a quarter of a minute even where nobody answers, and then it is tried again later. */
  stop(): Promise<void>
}

/** When it is tried again; null: no more. */
function againAt(
  sent: Exclude<Sent, { state: 'DELIVERED' }>,
  tries: number,
  now: Instant,
  share: number,
): Instant | null {
  if (sent.state === 'GONE') return null
  const pause = sent.state === 'REFUSED' ? mendPause : (sent.pause ?? 0)
  return nextTry(tries, now, pause, share)
}

async function deliver(row: OutboxRow, options: DeliveringOptions, signal: AbortSignal): Promise<void> {
  const { db, clock, random } = options
  const channel = await channelOf(db, row.channelId)
  // Whoever took the channel away took with it what was on its way.
  if (channel === null) return
  const sent = await send(channel, row, options, { now: clock(), signal }).catch((error: unknown): Sent => {
    options.report(error)
    return { state: 'LATER', message: 'Leadline itself could not send it; its log says why.' }
  })
  const now = clock()
  if (sent.state === 'DELIVERED') return noteDelivered(db, row, { now, message: sent.message ?? null })
  const progress = sent.state === 'LATER' ? (sent.progress ?? null) : null
  // Who tries a channel waits for the answer, and tries again; nobody expects a test, or its incident, minutes later.
  const isTest = (row.notification as Notification).kind === 'test'
  const nextAt = isTest ? null : againAt(sent, row.tries, now, random())
  // It was cut off; what is known of some of its recipients is kept in any case. The try counts, or nothing bounds them.
  if (signal.aborted && sent.state === 'LATER' && progress === null && nextAt !== null)
    return giveBackToOutbox(db, row, now)
  await noteNotDelivered(db, row, { now, message: sent.message, nextAt, progress })
}

/** One that is being sent. */
interface UnderWay {
  readonly channelId: number
  readonly ended: Promise<void>
}

/** Begins what is due, some of each channel at a time; gives what began. */
async function begin(
  options: DeliveringOptions,
  underWay: Set<UnderWay>,
  signal: AbortSignal,
): Promise<readonly UnderWay[]> {
  const { db, clock, report } = options
  const most = mostAtOnce - underWay.size
  if (most === 0) return []
  const busy = Array.from(underWay, ({ channelId }) => channelId)
  const rows = await takeFromOutbox(db, { now: clock(), lease, most, perChannel: mostOfChannel, busy })
  const begun = rows.map((row) => ({ channelId: row.channelId, ended: deliver(row, options, signal).catch(report) }))
  for (const one of begun) underWay.add(one)
  return begun
}

/** Sends what is due once, and waits for all of it. */
export async function deliverDue(options: DeliveringOptions): Promise<number> {
  const begun = await begin(options, new Set(), new AbortController().signal)
  await Promise.all(begun.map(({ ended }) => ended))
  return begun.length
}

/**
 * Sends what is put into the outbox, for as long as the process works. Each that ends makes room for the next: a dead
 * channel holds up no other.
 */
export function startDelivering(options: DeliveringOptions): Delivering {
  const ending = new AbortController()
  const cutting = new AbortController()
  setMaxListeners(mostAtOnce, cutting.signal)
  const underWay = new Set<UnderWay>()
  let isWoken = false
  let wake: (() => void) | null = null
  const hint = (): void => {
    isWoken = true
    wake?.()
  }
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEvery)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (isWoken) wake()
    })
  const running = (async () => {
    while (!ending.signal.aborted) {
      isWoken = false
      const begun = await begin(options, underWay, cutting.signal).catch((error: unknown) => {
        options.report(error)
        return []
      })
      for (const one of begun)
        void one.ended.then(() => {
          underWay.delete(one)
          hint()
        })
      if (begun.length === 0 && !ending.signal.aborted) await rest()
    }
    await Promise.all(Array.from(underWay, ({ ended }) => ended))
  })()
  return {
    hint,
    stop: async () => {
      ending.abort()
      wake?.()
      const timer = setTimeout(() => cutting.abort(), options.stopsWithin ?? lastCall)
      await running
      clearTimeout(timer)
    },
  }
}
