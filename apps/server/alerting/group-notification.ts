import { isPlainContent } from '#alerts/content'
import type { AlertEvent, AlertNotification } from '#alerts/notification'
import { alertText, alertTitle } from '#alerts/words'
import { markdownInline } from '#reports/markdown'
import { subjectOf } from '../subject.ts'
import { outsideAddress } from '../outside-address.ts'
import type { About } from './learn.ts'

/** So many are told one by one; the page has all. */
const mostListed = 20

/** Alerts that are told together. */
export interface Group {
  readonly key: string
  /** CHANGED where some of it were told together before. */
  readonly event: 'OPENED' | 'CHANGED'
  readonly alerts: readonly About[]
  /** How many of them were told before. */
  readonly toldBefore: number
  /** Of how many services the channel hears. */
  readonly services: number
}

function wordedOf({ alert, place }: About): Parameters<typeof alertText>[0] {
  return { ...alert, ...place, isPlain: isPlainContent(alert.content) }
}

function namesOf(alerts: readonly About[], of: 'service' | 'environment'): readonly string[] {
  return [...new Set(alerts.map(({ place }) => place[of]))].toSorted()
}

function titleOf({ alerts, event }: Group): string {
  const services = namesOf(alerts, 'service').length
  const where = namesOf(alerts, 'environment').join(', ')
  const titles = new Set(alerts.map((each) => alertTitle(wordedOf(each))))
  const [what = ''] = titles
  const title =
    titles.size === 1 ? `${what}: ${services} services in ${where}` : `${services} services of ${where} moved together`
  return subjectOf(`${event === 'CHANGED' ? 'More of it: ' : ''}${title}`)
}

function textOf({ alerts, toldBefore, services }: Group): string {
  const moved = namesOf(alerts, 'service').length
  const listed = alerts
    .slice(0, mostListed)
    .map((each) => `- ${markdownInline(alertText(wordedOf(each), each.place.timeZone))}`)
  const more = alerts.length - listed.length
  return [
    `Alerts of ${moved} of the ${services} services that this channel hears of began within a week of each other. One cause is likely: CI, a freeze, a runner.`,
    [...listed, ...(more > 0 ? [`- ${more} more`] : [])].join('\n'),
    ...(toldBefore === 0
      ? []
      : [`${toldBefore} of the ${alerts.length} alerts ${toldBefore === 1 ? 'was' : 'were'} told before.`]),
  ].join('\n\n')
}

/** One notification for alerts that began together. */
export function groupNotification(group: Group, publicUrl: string | null): AlertNotification {
  const title = titleOf(group)
  const link = publicUrl === null ? null : outsideAddress(publicUrl, '/alerts')
  return {
    kind: 'alert',
    subject: title,
    text: `${textOf(group)}${link === null ? '' : `\n\n[All alerts](${link})`}`,
    data: {
      event: group.event,
      group: group.key,
      servicesOfChannel: group.services,
      alerts: group.alerts.map(({ alert, place: { service, environment } }) => ({
        service,
        environment,
        metric: alert.detector,
        direction: alert.direction,
        before: alert.before,
        after: alert.after,
        onsetFrom: new Date(alert.onsetFrom).toISOString(),
        openedAt: new Date(alert.openedAt).toISOString(),
      })),
    },
    attachments: [],
    alert: {
      key: group.key,
      event: group.event,
      severity: 'WARNING',
      title,
      link,
      services: namesOf(group.alerts, 'service'),
    },
  }
}

/** What is told of one alert, as it is told of the group that it belongs to. */
export function inGroup(
  own: AlertNotification,
  { key, event, open, all }: { key: string; event: AlertEvent; open: number; all: number },
): AlertNotification {
  const left = open === 0 ? 'none is open any more' : `${open} ${open === 1 ? 'is' : 'are'} still open`
  return {
    ...own,
    text: `${own.text}\n\nOf the ${all} alerts that were told together, ${left}.`,
    data: { ...own.data, group: key },
    alert: { ...own.alert, key, event },
  }
}
