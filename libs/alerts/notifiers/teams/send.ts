import type { Message, Sent } from '../../notification.ts'
import { type Answer, outcomeOf, type Post, unanswered } from '../post.ts'
import { teamsCard } from './card.ts'

/** A workflow of Teams that posts cards. */
export interface TeamsSettings {
  readonly url: string
  readonly allowPrivate: boolean
}

const gone =
  'the workflow was removed or turned off: make another in Teams, and give the channel its address (channel change --url-file)'
const advice: Readonly<Record<number, string>> = {
  400: 'the workflow takes no cards: make it from the template "Send webhook alerts to a channel" of Workflows',
  401: 'the workflow wants a sign-in: let its trigger take requests of anyone',
  403: 'the workflow wants a sign-in: let its trigger take requests of anyone',
  404: gone,
  410: gone,
  413: 'the card is too large for it',
}

function teamsOutcome(host: string, answer: Answer): Sent {
  const todo = advice[answer.status]
  return todo === undefined
    ? outcomeOf(host, answer)
    : { state: 'REFUSED', message: `${host} answered ${answer.status}: ${todo}.` }
}

/** Posts a card to a channel or chat of Microsoft Teams, by a workflow. */
export async function sendTeams({ url, allowPrivate }: TeamsSettings, message: Message, post: Post): Promise<Sent> {
  const address = new URL(url)
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const answer = await post(address, JSON.stringify(teamsCard(message)), { headers, allowPrivate })
  return 'failed' in answer ? unanswered(address.host, answer, allowPrivate) : teamsOutcome(address.host, answer)
}
