import type { Message, Sent } from '../../notification.ts'
import { type Answer, outcomeOf, type Post, unanswered } from '../post.ts'
import { type PagerDutyEvent, pagerDutyEvent, pagerDutyTrial } from './event.ts'

/** An integration of a service of PagerDuty. */
export interface PagerDutySettings {
  /** Where the Events API v2 is. */
  readonly url: string
  /** Its integration key. */
  readonly routingKey: string
  readonly allowPrivate: boolean
}

/** Why a report does not go there. */
export const onlyAlerts =
  'PagerDuty opens incidents, so it takes alerts and no reports. Give the report to mail, a chat or a webhook.'

function pagerDutyOutcome(host: string, answer: Answer): Sent {
  if (answer.status !== 400 && answer.status !== 403) return outcomeOf(host, answer)
  return {
    state: 'REFUSED',
    message: `${host} refuses it (${answer.status}): the key is not that of an integration "Events API v2". Copy the Integration Key from the service's Integrations, and give it to the channel (channel change --token-file).`,
  }
}

/** Tells PagerDuty of an alert: it opens an incident, acknowledges it, or resolves it. */
export async function sendPagerDuty(
  { url, routingKey, allowPrivate }: PagerDutySettings,
  message: Message,
  post: Post,
): Promise<Sent> {
  const { notification } = message
  const isTrial = notification.kind === 'test'
  if (notification.kind !== 'alert' && !isTrial) return { state: 'GONE', message: onlyAlerts }
  const address = new URL(url)
  const tell = async (event: PagerDutyEvent): Promise<Sent> => {
    const body = JSON.stringify({ routing_key: routingKey, ...event })
    const answer = await post(address, body, { headers: { 'content-type': 'application/json' }, allowPrivate })
    return 'failed' in answer ? unanswered(address.host, answer, allowPrivate) : pagerDutyOutcome(address.host, answer)
  }
  const events = notification.kind === 'alert' ? [pagerDutyEvent(notification.alert, message)] : pagerDutyTrial(message)
  for (const event of events) {
    const sent = await tell(event)
    if (sent.state !== 'DELIVERED') return sent
  }
  return { state: 'DELIVERED' }
}
