import { createHash } from 'node:crypto'
import { cutNote, cutText, fitLines, oneLine } from '../../markdown/fit.ts'
import { plainLines } from '../../markdown/plain-text.ts'
import type { Alert, Message } from '../../notification.ts'

/** PagerDuty's own: characters of a summary and of a key. It takes 512 KB in all. */
const longestSummary = 1_024
const longestKey = 255
const mostServices = 100
/** More than a screen is read by nobody who was woken. */
const longestDetails = 20_000
const longestName = 300

/** What is posted to the Events API v2. */
export interface PagerDutyEvent {
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve'
  readonly dedup_key: string
  readonly client?: 'Leadline'
  readonly client_url?: string
  readonly links?: readonly { readonly href: string; readonly text: string }[]
  readonly payload?: Readonly<Record<string, unknown>>
}

const actions = {
  OPENED: 'trigger',
  // It is added to the incident, and wakes nobody again.
  CHANGED: 'trigger',
  ACKNOWLEDGED: 'acknowledge',
  RESOLVED: 'resolve',
  WITHDRAWN: 'resolve',
} as const

/** By this PagerDuty knows that an event is of the same incident. */
function dedupKey(key: string): string {
  return key.length <= longestKey ? key : createHash('sha256').update(key).digest('hex')
}

/** A text of Markdown without its marks, as long as somebody reads. */
function details(markdown: string): string {
  const lines = plainLines(markdown)
  const { kept, left } = fitLines(lines, longestDetails, (line) => line.length + 1)
  return [...kept, ...(left === 0 ? [] : [`\n${cutNote(left)}`])].join('\n')
}

function triggerOf({ key, title, severity, services, link }: Alert, { at, notification }: Message): PagerDutyEvent {
  const named = services.slice(0, mostServices).map((name) => cutText(name, longestName))
  return {
    event_action: 'trigger',
    dedup_key: dedupKey(key),
    client: 'Leadline',
    ...(link === null ? {} : { client_url: link, links: [{ href: link, text: 'Open in Leadline' }] }),
    payload: {
      summary: cutText(oneLine(title), longestSummary),
      source: named[0] ?? 'leadline',
      severity: severity.toLowerCase(),
      timestamp: new Date(at).toISOString(),
      custom_details: { services: named, text: details(notification.text) },
    },
  }
}

/** What PagerDuty is told of an alert. */
export function pagerDutyEvent(alert: Alert, message: Message): PagerDutyEvent {
  const action = actions[alert.event]
  return action === 'trigger' ? triggerOf(alert, message) : { event_action: action, dedup_key: dedupKey(alert.key) }
}

/** An incident that opens, and that closes at once: what tries the channel. */
export function pagerDutyTrial(message: Message): readonly PagerDutyEvent[] {
  const { subject } = message.notification
  const alert: Alert = {
    key: `test-${message.id}`,
    event: 'OPENED',
    severity: 'INFO',
    title: subject,
    link: null,
    services: [],
  }
  return [pagerDutyEvent(alert, message), pagerDutyEvent({ ...alert, event: 'RESOLVED' }, message)]
}
