import type { Message, Sent, Thread } from '../../notification.ts'
import { isOver } from '../alert-words.ts'
import { type Answer, later, outcomeOf, type Post, saidJson, unanswered } from '../post.ts'
import { slackMessage } from './message.ts'
import { isPassing, slackProblem } from './words.ts'

/** Largest answer that is read, in bytes: Slack gives the message back. */
const mostSaid = 262_144

/** Where it is posted to: the address of an incoming webhook, or a channel, by a bot. */
export type SlackSettings =
  | { readonly url: string; readonly allowPrivate: boolean }
  | {
      /** Where the API of Slack is. */
      readonly url: string
      readonly token: string
      /** Id of the channel. */
      readonly room: string
      readonly allowPrivate: boolean
    }

/** What an incoming webhook says: a word, in plain text. */
function webhookOutcome(host: string, answer: Answer): Sent {
  const { status, retryAfterSeconds } = answer
  const code = answer.said?.trim() ?? ''
  if (status >= 400 && status < 600 && isPassing(code))
    return later(`${host} answered ${status} (${code}).`, retryAfterSeconds)
  // A 410 of Slack is an archived channel, which may be opened again.
  if (status >= 400 && status < 500 && status !== 429 && status !== 408)
    return { state: 'REFUSED', message: slackProblem(host, code) }
  return outcomeOf(host, answer)
}

/** What the API says: 200, and whether it worked. */
function apiOutcome(host: string, answer: Answer): Sent {
  if (answer.status !== 200) return outcomeOf(host, answer)
  const said = saidJson(answer)
  if (said?.['ok'] === true) return { state: 'DELIVERED' }
  const code = typeof said?.['error'] === 'string' ? said['error'] : ''
  // It has had this message: the answer to an earlier try was lost.
  if (code === 'duplicate_client_msg_id') return { state: 'DELIVERED' }
  return isPassing(code)
    ? later(`${host} wants it later (${code}).`, answer.retryAfterSeconds)
    : { state: 'REFUSED', message: slackProblem(host, code) }
}

const json = { 'content-type': 'application/json; charset=utf-8' }

/** Whether Slack does not know the message that this one was to answer. */
function isWithoutThread(answer: Answer): boolean {
  const code = saidJson(answer)?.['error']
  return code === 'thread_not_found' || code === 'invalid_thread_ts' || code === 'message_not_found'
}

async function sendByBot(
  settings: Extract<SlackSettings, { readonly token: string }>,
  message: Message,
  thread: Thread,
  post: Post,
): Promise<Sent> {
  const { url, token, room, allowPrivate } = settings
  const address = new URL('chat.postMessage', url)
  const { notification } = message
  const ask = (ts: string | null) => {
    const within =
      ts === null ? {} : { thread_ts: ts, reply_broadcast: notification.kind === 'alert' && isOver(notification.alert) }
    const body = { channel: room, ...slackMessage(message), client_msg_id: message.id, ...within }
    const headers = { ...json, authorization: `Bearer ${token}` }
    return post(address, JSON.stringify(body), { headers, allowPrivate, most: mostSaid })
  }
  const first = await ask(thread.mark)
  const isLost = thread.mark !== null && !('failed' in first) && isWithoutThread(first)
  const answer = isLost ? await ask(null) : first
  if ('failed' in answer) return unanswered(address.host, answer, allowPrivate)
  const sent = apiOutcome(address.host, answer)
  const ts = saidJson(answer)?.['ts']
  const isFirst = thread.mark === null || isLost
  if (sent.state === 'DELIVERED' && isFirst && typeof ts === 'string') await thread.keep(ts)
  return sent
}

/** Posts a message to Slack: by an incoming webhook, or by a bot, which answers in the thread of the alert. */
export async function sendSlack(settings: SlackSettings, message: Message, thread: Thread, post: Post): Promise<Sent> {
  if ('token' in settings) return sendByBot(settings, message, thread, post)
  const { url, allowPrivate } = settings
  const address = new URL(url)
  const answer = await post(address, JSON.stringify(slackMessage(message)), {
    headers: json,
    allowPrivate,
    most: mostSaid,
  })
  return 'failed' in answer ? unanswered(address.host, answer, allowPrivate) : webhookOutcome(address.host, answer)
}
