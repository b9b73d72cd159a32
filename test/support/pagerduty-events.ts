import { type Received, Receiver, type Reply } from './receiver.ts'

interface Event {
  readonly routing_key: string
  readonly event_action: string
  readonly dedup_key?: string
  readonly payload?: {
    readonly summary?: string
    readonly source?: string
    readonly severity?: string
    readonly custom_details?: { readonly text?: string }
  }
}

export const routingKey = '0123456789abcdef0123456789ABCDEF'

/** The Events API v2 of PagerDuty, as its documentation tells it. */
export class PagerDutyEvents {
  readonly receiver: Receiver
  /** Incidents by key, each with what became of it. */
  readonly incidents: { readonly key: string; summary: string; state: string; triggers: number }[] = []
  readonly events: Event[] = []

  private constructor(receiver: Receiver) {
    this.receiver = receiver
  }

  static async begin(): Promise<PagerDutyEvents> {
    let pagerDuty = null as PagerDutyEvents | null
    const receiver = await Receiver.begin((received) => pagerDuty?.answer(received) ?? { status: 503 })
    pagerDuty = new PagerDutyEvents(receiver)
    return pagerDuty
  }

  get url(): string {
    return `${this.receiver.url}/v2/enqueue`
  }

  answer({ path, method, body }: Received): Reply {
    if (path !== '/v2/enqueue' || method !== 'POST') return { status: 404 }
    if (Buffer.byteLength(body) > 512 * 1_024) return { status: 413 }
    const event = JSON.parse(body) as Event
    const errors = faultsOf(event)
    if (errors.length > 0) return { status: 400, body: { status: 'invalid event', errors } }
    this.#take(event)
    return { status: 202, body: { status: 'success', dedup_key: event.dedup_key } }
  }

  #take(event: Event): void {
    this.events.push(event)
    const key = event.dedup_key ?? ''
    const open = this.incidents.find((each) => each.key === key && each.state !== 'resolved')
    const summary = event.payload?.summary ?? ''
    if (event.event_action !== 'trigger') {
      if (open !== undefined) open.state = event.event_action === 'resolve' ? 'resolved' : 'acknowledged'
    } else if (open === undefined) this.incidents.push({ key, summary, state: 'triggered', triggers: 1 })
    else open.triggers += 1
  }
}

function faultsOf({ routing_key: key, event_action: action, dedup_key: dedup, payload }: Event): readonly string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [key.length === 32, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    [key === routingKey, 'Invalid routing key'],
    [['trigger', 'acknowledge', 'resolve'].includes(action), "'event_action' is invalid"],
    [(dedup ?? '').length >= 1 && (dedup ?? '').length <= 255, "'dedup_key' is missing or too long"],
  ]
  const { summary = '', source = '', severity = '' } = payload ?? {}
  const ofTriggers: readonly (readonly [boolean, string])[] = [
    [summary.length >= 1 && summary.length <= 1_024, "'payload.summary' is missing or too long"],
    [source !== '', "'payload.source' is missing or blank"],
    [['critical', 'error', 'warning', 'info'].includes(severity), "'payload.severity' is invalid"],
  ]
  const all = action === 'trigger' ? [...checks, ...ofTriggers] : checks
  return all.filter(([isGood]) => !isGood).map(([, words]) => words)
}
