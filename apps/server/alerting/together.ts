import { type Begun, eventOfGroup, groupOf, groupSpan, isToldOver, reaches, servicesOfChannel } from '#alerts/grouping'
import type { AlertNotification } from '#alerts/notification'
import type { Database } from '#storage/database'
import { type NamedAlertRow, namedAlerts } from '#storage/queries/named-alerts'
import { type WatchedStreamRow, watchedStreams } from '#storage/queries/watched-streams'
import { addToGroup, alertsBegun, groupsOfAlerts, holdChannel, noteToldInGroup } from '#storage/stores/alert-groups'
import { listAlertRules } from '#storage/stores/alert-rules'
import { alertsById } from '#storage/stores/alerts'
import type { Channel } from '#storage/stores/channels'
import type { UntoldEventRow } from '#storage/stores/untold-events'
import { groupNotification, inGroup } from './group-notification.ts'
import type { About } from './learn.ts'

/** An event, and what a channel would be told of it alone. */
export interface Alone {
  readonly event: UntoldEventRow
  readonly about: About
  readonly notification: AlertNotification
  readonly publicUrl: string | null
}

/** Open alerts that reach a channel and began within a week of this one; with those whose opening is still to be told. */
async function besideOf(
  tx: Database,
  { name }: Channel,
  { alert, place }: About,
): Promise<{ readonly abouts: readonly About[]; readonly untold: ReadonlySet<number> }> {
  const begun = await alertsBegun(tx, alert.onsetFrom - groupSpan, alert.onsetFrom + groupSpan)
  const ids = begun.map(({ id }) => id)
  const [alerts, named, rules] = await Promise.all([
    alertsById(tx, ids),
    tx.query<NamedAlertRow>(namedAlerts(ids)),
    listAlertRules(tx),
  ])
  const alertOf = new Map(alerts.map((each) => [each.id, each]))
  const abouts = named.flatMap((row): About[] => {
    const found = alertOf.get(row.id)
    if (found === undefined || !reaches(rules, row, found.detector, name)) return []
    const { service, environment } = row
    return [{ alert: found, named: row, place: { service, environment, timeZone: place.timeZone } }]
  })
  return { abouts, untold: new Set(begun.filter(({ isUntold }) => isUntold).map(({ id }) => id)) }
}

function begunOf({ alert: { id, onsetFrom }, place: { service } }: About): Begun {
  return { id, service, onsetFrom }
}

/** Of how many services a channel hears; asked only where as many alerts are open as a group needs. */
async function heardOf(tx: Database, { name }: Channel): Promise<number> {
  const rules = await listAlertRules(tx)
  const environments = [...new Set(rules.map(({ environment }) => environment))]
  return servicesOfChannel(rules, await tx.query<WatchedStreamRow>(watchedStreams(environments)), name)
}

/** Tells an opening with all that began together with it; null where it is told alone. */
async function openedTogether(
  tx: Database,
  channel: Channel,
  { about, publicUrl }: Alone,
): Promise<AlertNotification | null> {
  const { abouts, untold } = await besideOf(tx, channel, about)
  const [own, begun] = [begunOf(about), abouts.map(begunOf)]
  // Of one service more, the channel would not hear less.
  if (groupOf(own, begun, 1).length === 0) return null
  const services = await heardOf(tx, channel)
  const ids = groupOf(own, begun, services).map(({ id }) => id)
  if (ids.length === 0) return null
  const [known] = await groupsOfAlerts(tx, channel.id, ids)
  const members = known === undefined ? [] : await groupsOfAlerts(tx, channel.id, [known.alertId])
  const grouped = new Set(members.map(({ alertId }) => alertId))
  const alertIds = ids.filter((id) => !grouped.has(id) && (id === own.id || untold.has(id)))
  // The same, whichever of them is told first.
  const key = known?.thread ?? `group-${Math.min(...alertIds)}`
  await addToGroup(tx, { channelId: channel.id, thread: key, alertIds })
  const all = [about, ...abouts.filter(({ alert }) => alert.id !== own.id)]
  const alerts = ids.flatMap((id) => all.filter(({ alert }) => alert.id === id))
  const event = known === undefined ? 'OPENED' : 'CHANGED'
  return groupNotification({ key, event, alerts, toldBefore: ids.length - alertIds.length, services }, publicUrl)
}

/**
 * What a channel is told of an event: of an alert that began when those of many of its services did, it is told with them, in one
 * thread. Null: it was told with them already.
 */
export async function together(tx: Database, channel: Channel, alone: Alone): Promise<AlertNotification | null> {
  const {
    event: { event, alertId },
    notification,
  } = alone
  await holdChannel(tx, channel.id)
  const members = await groupsOfAlerts(tx, channel.id, [alertId])
  const [first] = members
  if (event === 'OPENED')
    return first === undefined ? ((await openedTogether(tx, channel, alone)) ?? notification) : null
  if (first === undefined) return notification
  await noteToldInGroup(tx, { channelId: channel.id, alertId, event })
  const told = members.map((member) => (member.alertId === alertId ? event : member.told))
  const open = told.filter((each) => !isToldOver(each)).length
  return inGroup(notification, { key: first.thread, event: eventOfGroup(event, told), open, all: members.length })
}
