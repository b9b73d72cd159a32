import { type Received, Receiver, type Reply } from './receiver.ts'

interface Block {
  readonly type: string
  readonly text?: { readonly type: string; readonly text: string }
  readonly elements?: readonly { readonly type: string; readonly text: string }[]
}

export interface SlackPost {
  readonly channel?: string
  readonly text: string
  readonly blocks: readonly Block[]
  readonly thread_ts?: string
  readonly reply_broadcast?: boolean
  readonly client_msg_id?: string
}

export const slackToken = 'xoxb-1234567890-0123456789-abcdefghijkl'
export const slackRoom = 'C0123456789'

/** Slack as its documentation tells it: an incoming webhook at /services/T/B/x, and chat.postMessage. */
export class SlackServer {
  readonly receiver: Receiver
  /** What it took, in order, each with its time. */
  readonly posts: (SlackPost & { readonly ts: string })[] = []

  private constructor(receiver: Receiver) {
    this.receiver = receiver
  }

  static async begin(): Promise<SlackServer> {
    let slack = null as SlackServer | null
    const receiver = await Receiver.begin((received) => slack?.answer(received) ?? { status: 503 })
    slack = new SlackServer(receiver)
    return slack
  }

  get hook(): string {
    return `${this.receiver.url}/services/T0/B0/hidden`
  }

  get api(): string {
    return `${this.receiver.url}/api`
  }

  answer(received: Received): Reply {
    const { path } = received
    if (path === '/api/chat.postMessage') return this.#api(received)
    if (path !== '/services/T0/B0/hidden') return { status: 404, body: 'no_service' }
    const post = JSON.parse(received.body) as SlackPost
    const problem = problemOf(post)
    if (problem !== null) return { status: 400, body: problem }
    this.#take(post)
    return { status: 200, body: 'ok' }
  }

  #api({ headers, body }: Received): Reply {
    const refused = (error: string): Reply => ({ status: 200, body: { ok: false, error } })
    if (headers.authorization !== `Bearer ${slackToken}`) return refused('invalid_auth')
    const post = JSON.parse(body) as SlackPost
    if (post.channel !== slackRoom) return refused('channel_not_found')
    const problem = problemOf(post)
    if (problem !== null) return refused(problem)
    if (post.thread_ts !== undefined && !this.posts.some(({ ts }) => ts === post.thread_ts))
      return refused('thread_not_found')
    return { status: 200, body: { ok: true, channel: slackRoom, ts: this.#take(post), message: { text: post.text } } }
  }

  #take(post: SlackPost): string {
    const ts = `1700000000.${String(this.posts.length).padStart(6, '0')}`
    this.posts.push({ ...post, ts })
    return ts
  }
}

/** Whether a markup means what was meant: no mention, and every sign that means something is written as Slack says. */
function isSafe(text: string): boolean {
  const withoutLinks = text.replaceAll(/<https?:\/\/[^<>|]+\|[^<>|]+>/g, '')
  return !/[<>]/.test(withoutLinks) && !/&(?!amp;|lt;|gt;)/.test(withoutLinks)
}

/** What Slack says of a message that it does not take; null where it takes it. */
function problemOf({ text, blocks }: SlackPost): string | null {
  if (typeof text !== 'string' || text === '') return 'no_text'
  if (text.length > 40_000) return 'msg_too_long'
  if (!Array.isArray(blocks) || blocks.length > 50) return 'invalid_blocks'
  const isGood = ({ type, text: of, elements }: Block): boolean => {
    if (type === 'header') return of?.type === 'plain_text' && of.text.length >= 1 && of.text.length <= 150
    if (type === 'section')
      return of?.type === 'mrkdwn' && of.text.length >= 1 && of.text.length <= 3_000 && isSafe(of.text)
    return type === 'context' && (elements ?? []).length <= 10 && (elements ?? []).every((each) => isSafe(each.text))
  }
  return blocks.every(isGood) && isSafe(text) ? null : 'invalid_blocks'
}
