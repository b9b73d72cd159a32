import { rulesFor, type RuledStream } from '#domain/alert-rule'
import type { Instant } from '#domain/instant'
import { tellAt } from '#domain/quiet-hours'
import type { Database, OpenDatabase } from '#storage/database'
import { type NamedAlertRow, namedAlerts } from '#storage/queries/named-alerts'
import { listAlertRules } from '#storage/stores/alert-rules'
import { type AlertEventRow, alertsById, noteEventTold, takeUntoldEvents } from '#storage/stores/alerts'
import { channelNamed } from '#storage/stores/channels'
import { channelsOfThread, putIntoOutbox } from '#storage/stores/outbox'
import { loadReportingTimeZone } from '#storage/stores/settings'
import type { AskInside } from '../ask-inside.ts'
import { explain } from './explain.ts'
import { alertKey, alertNotification } from './notification-of.ts'

/** Events of one look. */
const mostAtOnce = 100

export interface TellAlertsOptions {
  readonly db: OpenDatabase
  readonly clock: () => Instant
  readonly ask: AskInside
  /** Something was put into the outbox. */
  readonly onPut: () => void
}

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

/** Who was told of an alert is told that it is withdrawn, though no rule names that channel any more. */
async function alsoOf(
  tx: Database,
  key: string,
  tellings: readonly Telling[],
  now: Instant,
): Promise<readonly Telling[]> {
  const others = (await channelsOfThread(tx, key)).filter((name) => !tellings.some(({ channel }) => channel === name))
  return [...tellings, ...others.map((channel) => ({ channel, at: now }))]
}

/** Puts one event on its way to all who are to hear of it, in the transaction in which it was taken. */
async function tell(
  tx: Database,
  { id, alertId, event }: AlertEventRow,
  { clock, ask }: TellAlertsOptions,
): Promise<void> {
  const now = clock()
  const [[alert], [named]] = await Promise.all([
    alertsById(tx, [alertId]),
    tx.query<NamedAlertRow>(namedAlerts([alertId])),
  ])
  if (alert === undefined || named === undefined) return noteEventTold(tx, id, now, 'What it was about is gone.')
  const byRules = await tellingsOf(tx, named, alert.detector, now)
  const tellings = event === 'WITHDRAWN' ? await alsoOf(tx, alertKey(alert), byRules, now) : byRules
  if (tellings.length === 0) return noteEventTold(tx, id, now, 'No rule of alerts names a channel for it.')
  const place = { service: named.service, environment: named.environment, timeZone: await loadReportingTimeZone(tx) }
  const explained =
    alert.detector === 'leadTimeForChanges' && event === 'OPENED' ? await explain(ask, alert, place) : null
  const notification = alertNotification(alert, event, place, { explained, link: null })
  for (const { channel, at } of tellings) {
    const found = await channelNamed(tx, channel)
    if (found === null) continue
    const key = `alert event ${id} ${found.id}`
    await putIntoOutbox(tx, { channelId: found.id, key, notification, thread: notification.alert.key, at })
  }
  await noteEventTold(tx, id, now, null)
}

/** Puts what happened to alerts into the outbox: with the event in one transaction, so that nothing is lost or told twice. */
export async function tellAlerts(options: TellAlertsOptions): Promise<number> {
  const { db, onPut } = options
  const told = await db.transaction(async (tx) => {
    const events = await takeUntoldEvents(tx, mostAtOnce)
    for (const event of events) await tell(tx, event, options)
    return events.length
  })
  if (told > 0) onPut()
  return told
}
