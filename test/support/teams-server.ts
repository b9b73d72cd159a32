import { type Received, Receiver, type Reply } from './receiver.ts'

export interface Card {
  readonly type: string
  readonly version: string
  readonly body: readonly { readonly type: string; readonly text: string; readonly wrap: boolean }[]
  readonly actions?: readonly { readonly type: string; readonly title: string; readonly url: string }[]
}

/** A workflow of Teams, as its documentation tells it: one card at a time, of 28 KB at most. */
export class TeamsServer {
  readonly receiver: Receiver
  readonly cards: Card[] = []

  private constructor(receiver: Receiver) {
    this.receiver = receiver
  }

  static async begin(): Promise<TeamsServer> {
    let teams = null as TeamsServer | null
    const receiver = await Receiver.begin((received) => teams?.answer(received) ?? { status: 503 })
    teams = new TeamsServer(receiver)
    return teams
  }

  get workflow(): string {
    return `${this.receiver.url}/workflows/1/triggers/manual/paths/invoke?api-version=1&sig=hidden`
  }

  answer({ path, body, headers }: Received): Reply {
    if (!path.includes('sig=hidden')) return { status: 401 }
    if (Buffer.byteLength(body) > 28 * 1_024) return { status: 413 }
    if (headers['content-type']?.startsWith('application/json') !== true) return { status: 400 }
    const { type, attachments } = JSON.parse(body) as {
      type: string
      attachments: readonly { contentType: string; content: Card }[]
    }
    const [attachment] = attachments
    if (type !== 'message' || attachment?.contentType !== 'application/vnd.microsoft.card.adaptive')
      return { status: 400 }
    const { content } = attachment
    const isGood = content.body.every(({ type: block, text }) => block === 'TextBlock' && text !== '')
    if (content.type !== 'AdaptiveCard' || !isGood) return { status: 400 }
    this.cards.push(content)
    return { status: 202 }
  }
}
