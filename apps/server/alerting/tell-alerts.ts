import { rulesFor, type RuledStream } from '#domain/alert-rule'
import { isToldOver } from '#alerts/grouping'
import { nextTry } from '#alerts/retry'
import type { Instant } from '#domain/instant'
import { tellAt } from '#domain/quiet-hours'
import type { Database } from '#storage/database'
import { listAlertRules } from '#storage/stores/alert-rules'
import { channelNamed } from '#storage/stores/channels'
import { putIntoOutbox } from '#storage/stores/outbox'
import { channelsAwaitingEnd, noteAlertTold } from '#storage/stores/told-alerts'
import {
  noteEventNotTold,
  noteEventTold,
  takeUntoldEvent,
  type UntoldEventRow,
  untoldEvents,
} from '#storage/stores/untold-events'
import type { TellingOptions } from '../telling-options.ts'
import { alertKey } from './alert-place.ts'
import { alertLinks } from './alert-links.ts'
import { aboutOf, learn, type Learned, type LearnOptions, messageOf, nothingLearned } from './learn.ts'
import { alertNotification } from './notification-of.ts'
import { together } from './together.ts'

/** Events of one look. */
const mostAtOnce = 100
/** Of so many it is asked at a time why they were raised. */
const explainedAtOnce = 4
/** What cannot be put on its way is tried so often, in about three hours. */
const mostTries = 5
const unnamed = 'No rule of alerts names a channel for it.'
const notTold = 'Nobody was told that it is open.'
const givenUp = 'Leadline itself could not put it on its way; its log says why.'

export type TellAlertsOptions = TellingOptions & LearnOptions

/** Where an event is told, and when at the earliest. */
interface Telling {
  readonly channel: string
  readonly at: Instant
}

/** Channels of the rules that hold; of several rules with one channel the soonest. */
async function tellingsOf(
  tx: Database,
  stream: RuledStream,
  detector: string,
  now: Instant,
): Promise<readonly Telling[]> {
  const found = new Map<string, Instant>()
  for (const { rule, metrics } of rulesFor(await listAlertRules(tx), stream)) {
    if (!metrics.some((metric) => metric === detector)) continue
    const at = tellAt(rule, now)
    for (const channel of rule.channels) found.set(channel, Math.min(at, found.get(channel) ?? at))
  }
  return [...found].map(([channel, at]) => ({ channel, at }))
}

/**
 * Who was told of an alert is told of its end and of who takes it on, though no rule names that channel any more; and of
 * who takes it on nobody else is.
 */
async function whoHears(
  tx: Database,
  { alertId, event }: UntoldEventRow,
  byRules: readonly Telling[],
  now: Instant,
): Promise<readonly Telling[]> {
  if (event !== 'ACKNOWLEDGED' && !isToldOver(event)) return byRules
  const awaiting = await channelsAwaitingEnd(tx, alertId)
  const others = awaiting.filter((name) => !byRules.some(({ channel }) => channel === name))
  const named = isToldOver(event) ? byRules : byRules.filter(({ channel }) => awaiting.includes(channel))
  return [...named, ...others.map((channel) => ({ channel, at: now }))]
}

/** Puts one event on its way to all who are to hear of it, in the transaction in which it was taken. */
async function tell(
  tx: Database,
  untold: UntoldEventRow,
  learned: Learned,
  { now, publicUrl = null }: { readonly now: Instant; readonly publicUrl?: string | null | undefined },
): Promise<void> {
  const { id, alertId, event } = untold
  const about = await aboutOf(tx, alertId)
  if (about === null) return noteEventTold(tx, id, now, 'What it was about is gone.')
  const { alert, named, place } = about
  const byRules = await tellingsOf(tx, named, alert.detector, now)
  const tellings = await whoHears(tx, untold, byRules, now)
  if (tellings.length === 0) return noteEventTold(tx, id, now, event === 'ACKNOWLEDGED' ? notTold : unnamed)
  const notification = alertNotification(alert, event, place, {
    ...learned,
    links: alertLinks(publicUrl, alert, place),
  })
  // In one order everywhere: each is held until all are told.
  for (const { channel, at } of tellings.toSorted((a, b) => (a.channel < b.channel ? -1 : 1))) {
    const found = await channelNamed(tx, channel)
    if (found === null) continue
    const told = await together(tx, found, { event: untold, about, notification, publicUrl })
    if (told === null) continue
    const key = `alert event ${id} ${found.id}`
    await putIntoOutbox(tx, { channelId: found.id, key, notification: told, thread: told.alert.key, at })
    await noteAlertTold(tx, { channelId: found.id, alertId, event })
  }
  await noteEventTold(tx, id, now, null)
}

/** Tells one event, or notes when that is tried again; false where another process has it. */
async function tellOne(event: UntoldEventRow, learned: Learned, options: TellAlertsOptions): Promise<boolean> {
  const { db, clock, report, publicUrl } = options
  const now = clock()
  try {
    return await db.transaction(async (tx) => {
      if (!(await takeUntoldEvent(tx, event.id, now))) return false
      await tell(tx, event, learned, { now, publicUrl })
      return true
    })
  } catch (cause) {
    const tries = event.tries + 1
    const nextAt = tries < mostTries ? nextTry(tries, now, 0, 0) : null
    if (nextAt === null) await noteEventTold(db, event.id, now, givenUp)
    else await noteEventNotTold(db, event.id, nextAt)
    const then = nextAt === null ? 'and is not tried again' : `and is tried again at ${new Date(nextAt).toISOString()}`
    const what = `${event.event} of ${alertKey({ id: event.alertId })} could not be put on its way (try ${tries} of ${mostTries}), ${then}`
    report(new Error(`${what}: ${messageOf(cause)}`, { cause }))
    return true
  }
}

/**
 * Puts what happened to alerts into the outbox: each event in one transaction with that, so that nothing is lost or told twice, and one
 * that fails keeps no other back. Gives how many it dealt with.
 */
export async function tellAlerts(options: TellAlertsOptions): Promise<number> {
  const { db, clock, onPut } = options
  const events = await untoldEvents(db, clock(), mostAtOnce)
  let count = 0
  for (let at = 0; at < events.length; at += explainedAtOnce) {
    const some = events.slice(at, at + explainedAtOnce)
    const learned = await Promise.all(some.map((event) => learn(event, options)))
    for (const [index, event] of some.entries())
      if (await tellOne(event, learned[index] ?? nothingLearned, options)) count += 1
  }
  if (count > 0) onPut()
  return count
}
